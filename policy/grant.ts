import type { ConditionBlock } from "./document";
import type { Duty } from "./duty";

/** Where a permission's need was read: a documentation page, or a repository and path. */
export interface Source {
  /** A page's address, or `repository@version:path`, optionally with `#symbol`. */
  readonly where: string;
  /** What there needs it, in a few words; absent where the title of the grant says it already. */
  readonly what?: string;
}

/**
 * One permission decision before it becomes bytes: a statement together with the reason for it.
 *
 * Knowledge and strategies make grants, `policy/statement.ts` turns them into statements, and the plan keeps their reasons
 * as evidence, so that `deployers explain` can answer without deciding anything again.
 */
export interface Grant {
  /** Becomes the statement's `Sid`: duty and purpose in PascalCase, letters and digits only, e.g. `DeployServices`. */
  readonly sid: string;
  readonly duty: Duty;
  readonly effect: "Allow" | "Deny";
  /** IAM actions, e.g. `s3:GetObject` or `s3:*`. */
  readonly actions: readonly string[];
  /** ARNs or ARN patterns; `*` only for actions that take nothing else or whose ids AWS generates. */
  readonly resources: readonly string[];
  readonly condition?: ConditionBlock;
  /** Why the role needs it, as one sentence. */
  readonly because: string;
  /** Where that was read; at least one. */
  readonly sources: readonly Source[];
}

/** Why a statement stands in a role's policies; one per Sid. */
export interface Evidence {
  readonly sid: string;
  readonly duty: Duty;
  /** One sentence a grant that the statement was made of. */
  readonly because: string;
  /** Where that was read, each place once. */
  readonly sources: readonly Source[];
}
