/**
 * The JSON policy language of IAM, as far as this project writes it.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

/** Values of one condition key. Always a list here, sorted, so that bytes are deterministic. */
export type ConditionValues = readonly string[];

/** Condition operator → condition key → values, e.g. `{ Bool: { "aws:MultiFactorAuthPresent": ["true"] } }`. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, ConditionValues>>>>;

/** Who a trust policy speaks of: account roots or services, by kind of principal. */
export type PrincipalBlock = Readonly<Partial<Record<"AWS" | "Service" | "Federated", readonly string[]>>>;

/** A statement as it stands in a policy document. Exactly one of Action/NotAction; Resource only in permissions policies. */
export interface PolicyStatement {
  /** Says the statement's duty and purpose; letters and digits only. */
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: PrincipalBlock;
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: ConditionBlock;
}

/** A whole policy: identity policy, trust policy or permissions boundary. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}
