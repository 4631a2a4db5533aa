import { accountRootArn, arn } from "./arn";
import type { ConditionBlock, PolicyDocument, PolicyStatement } from "./document";
import { federationStatements } from "./federation/statements";
import type { Partition } from "./partition";
import type { PermissionSet, Trust } from "./principal";
import { canonicalCondition, compareText, policyDocument, sortedUnique } from "./statement";

/**
 * Trust policies: who may assume a role. Permits `sts:AssumeRole`, to jobs with a token `sts:AssumeRoleWithWebIdentity`, and nothing else; callers that tag their session
 * (`sts:TagSession`) or set a source identity would need a permission of their own, which nobody asks for here.
 */

/** Sources of trust that become one statement each, where their account and conditions are the same. */
interface TrustStatement {
  /** Sid without the suffix that tells statements with and without MFA apart. */
  readonly sid: string;
  readonly accountIds: readonly string[];
  readonly mfa: boolean;
  readonly condition: ConditionBlock;
}

/**
 * The trust policy of a deployer role.
 *
 * - Account roots as they are. Users and roles as their account's root plus `aws:PrincipalArn`: IAM refuses a principal
 *   that doesn't exist, and replaces it by an internal id that a recreated user or role doesn't have
 *   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 * - `aws:PrincipalArn` is compared with `StringEquals`. `ArnEquals` reads `*` and `?` as wildcards, exactly as `ArnLike`
 *   does, and both are allowed in an IAM path
 *   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html). For a role
 *   the key holds the role's ARN with its path, not the session's
 *   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn).
 * - MFA as `Bool aws:MultiFactorAuthPresent`, on principals that ask for it: a session without the key is refused.
 * - Permission sets as {@link permissionSetRoleArns}.
 * - `sts:ExternalId` on every statement of these, if one is configured.
 * - Jobs of CI systems by their token, as {@link federationStatements}.
 *
 * Principals of the same account and with the same conditions share a statement; account roots with the same conditions
 * share one too.
 *
 * @param accountId the account of the role; needed where somebody is trusted by token, since the provider is in there
 */
export function trustPolicy(trust: Trust, partition: Partition, accountId?: string): PolicyDocument {
  const federations = trust.federations ?? [];
  if (federations.length > 0 && accountId === undefined) {
    throw new RangeError("Identity providers belong to an account: name it.");
  }
  const callers = [
    ...rootStatements(trust),
    ...principalStatements(trust),
    ...permissionSetStatements(trust, partition),
  ];
  return policyDocument(
    [
      ...callers.map((each) => toStatement(each, trust.externalId, partition)),
      ...federationStatements(federations, accountId ?? "", partition),
    ].sort((a, b) => compareText(a.Sid, b.Sid)),
  );
}

/**
 * The trust policy of a role that an AWS service assumes.
 *
 * @param service the service's principal, e.g. `cloudformation.amazonaws.com`; the same in every partition for
 *   CloudFormation (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html)
 */
export function serviceTrustPolicy(service: string): PolicyDocument {
  return policyDocument([
    {
      Sid: `TrustService${service.replace(/\..*$/, "").replace(/[^A-Za-z0-9]/g, "")}`,
      Effect: "Allow",
      Principal: { Service: [service] },
      Action: ["sts:AssumeRole"],
    },
  ]);
}

/** The caller's side: what a user or role of another account needs in its own policy to assume these roles. */
export function callerPolicy(roleArns: readonly string[]): PolicyDocument {
  return policyDocument([
    {
      Sid: "AssumeDeployerRoles",
      Effect: "Allow",
      Action: ["sts:AssumeRole"],
      Resource: sortedUnique(roleArns),
    },
  ]);
}

/**
 * Patterns of the roles that IAM Identity Center makes of a permission set in an account.
 *
 * Such a role is named `AWSReservedSSO_<permission set>_<16 characters>` and its path is
 * `/aws-reserved/sso.amazonaws.com/`, followed by the home region of Identity Center unless that is us-east-1
 * (https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html). The suffix changes whenever
 * the permission set is provisioned anew, hence a pattern. It counts the 16 characters, because `_*` would also match the
 * permission set `Dev_Admin` where `Dev` is trusted. The patterns can't match roles that people create: IAM reserves the
 * path.
 */
export function permissionSetRoleArns(partition: Partition, set: PermissionSet): readonly string[] {
  const name = `AWSReservedSSO_${set.name}_${"?".repeat(PERMISSION_SET_SUFFIX_LENGTH)}`;
  return ["", "*/"].map((region) =>
    arn(partition, "iam", "", set.account, `role/aws-reserved/sso.amazonaws.com/${region}${name}`),
  );
}

/**
 * Characters behind a permission set's name: `AWSReservedSSO_` (15), the name (at most 32), `_` and these make up the 64
 * that a role's name may have (https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html).
 */
const PERMISSION_SET_SUFFIX_LENGTH = 16;

function rootStatements(trust: Trust): readonly TrustStatement[] {
  const roots = trust.principals.filter((principal) => principal.type === "account");
  return [false, true].flatMap((mfa) => {
    const accountIds = sortedUnique(roots.filter((root) => root.mfa === mfa).map((root) => root.accountId));
    return accountIds.length > 0 ? [{ sid: "TrustAccounts", accountIds, mfa, condition: {} }] : [];
  });
}

function principalStatements(trust: Trust): readonly TrustStatement[] {
  const principals = trust.principals.filter((principal) => principal.type !== "account");
  return sortedUnique(principals.map((principal) => principal.accountId)).flatMap((accountId) =>
    [false, true].flatMap((mfa) => {
      const arns = principals
        .filter((each) => each.accountId === accountId && (each.type === "user" && each.mfa) === mfa)
        .map((each) => literal(each.arn));
      if (arns.length === 0) return [];
      const condition = { StringEquals: { "aws:PrincipalArn": arns } };
      return [{ sid: `TrustPrincipalsOf${accountId}`, accountIds: [accountId], mfa, condition }];
    }),
  );
}

function permissionSetStatements(trust: Trust, partition: Partition): readonly TrustStatement[] {
  return sortedUnique(trust.permissionSets.map((set) => set.account)).map((accountId) => {
    const sets = trust.permissionSets.filter((set) => set.account === accountId);
    const arns = sets.flatMap((set) => permissionSetRoleArns(partition, set));
    const condition = { ArnLike: { "aws:PrincipalArn": arns } };
    return { sid: `TrustPermissionSetsOf${accountId}`, accountIds: [accountId], mfa: false, condition };
  });
}

function toStatement(trusted: TrustStatement, externalId: string | undefined, partition: Partition): PolicyStatement {
  const { StringEquals: equals, ...others } = trusted.condition;
  const strings = { ...equals, ...(externalId === undefined ? {} : { "sts:ExternalId": [literal(externalId)] }) };
  const condition: ConditionBlock = {
    ...others,
    ...(Object.keys(strings).length > 0 ? { StringEquals: strings } : {}),
    ...(trusted.mfa ? { Bool: { "aws:MultiFactorAuthPresent": ["true"] } } : {}),
  };
  return {
    Sid: trusted.mfa ? `${trusted.sid}WithMfa` : trusted.sid,
    Effect: "Allow",
    Principal: { AWS: trusted.accountIds.map((accountId) => accountRootArn(partition, accountId)) },
    Action: ["sts:AssumeRole"],
    ...(Object.keys(condition).length > 0 ? { Condition: canonicalCondition(condition) } : {}),
  };
}

/** The text as a condition value that stands for itself: `${` would begin a policy variable, and `${$}` is a dollar sign. */
function literal(text: string): string {
  return text.replaceAll("${", "${$}{");
}
