import type { Access, SsoConfig } from "../config/model";
import type { PolicyDocument } from "../policy/document";
import type { Duty } from "../policy/duty";
import type { Finding } from "../policy/finding";
import type { Federation, IdentityProvider } from "../policy/federation/model";
import type { Generation } from "../policy/generation";
import type { Evidence } from "../policy/grant";
import type { Partition } from "../policy/partition";
import type { PackedPolicy } from "../policy/split";
import type { PermissionSet } from "../policy/principal";

export type { Evidence };

/**
 * The plan: the pure description of everything that a stage stack creates. A plain JSON value; `deployers render --json`
 * prints it as it is. The names of its keys are public: add keys, rename none.
 */

/** A policy of a role: inline, or a customer managed policy attached to it. */
export type PlannedPolicy = PackedPolicy;

/** One IAM role to create. */
export interface PlannedRole {
  readonly duty: Duty;
  /** `<app>-<stack>-<duty>`, at most 49 characters. */
  readonly name: string;
  /** Always `/sst-deployers/`. */
  readonly path: string;
  readonly arn: string;
  /** Shown in the IAM console. */
  readonly description: string;
  readonly trust: PolicyDocument;
  /** AWS's own managed policies; AdministratorAccess only where the config says administrator. */
  readonly managedPolicyArns: readonly string[];
  readonly policies: readonly PlannedPolicy[];
  /** ARN of the role's permissions boundary; absent where there is none. */
  readonly permissionsBoundary?: string;
  readonly maxSessionSeconds: number;
  /** Why the role could give itself anything, whatever its policy looks like; absent where it couldn't. */
  readonly administratorEquivalent?: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** A permissions boundary to create, as a managed policy. */
export interface PlannedBoundary {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly document: PolicyDocument;
}

/** Everything of one account. */
export interface AccountPlan {
  readonly name: string;
  readonly accountId: string;
  readonly partition: Partition;
  readonly region: string;
  readonly regions: readonly string[];
  readonly sst: Generation;
  readonly stages: readonly string[];
  /** The strategy's type. */
  readonly strategy: string;
  /** Name of the profile that people use. */
  readonly profile: string;
  readonly access: Access;
  /** What a caller's tools must pass or ask for. */
  readonly callers: Callers;
  /** At least one with duty `deploy`. */
  readonly roles: readonly [PlannedRole, ...PlannedRole[]];
  readonly boundaries: readonly PlannedBoundary[];
  /** What the trust in jobs with a token needs in the account, one for each issuer; empty where no job is trusted. */
  readonly identityProviders: readonly IdentityProvider[];
}

/** What the trust asks of those who assume the deployer roles; profiles and exports read it. */
export interface Callers {
  /** `required`: every trusted principal needs MFA; `some`: only some do; `none`. */
  readonly mfa: "required" | "some" | "none";
  readonly externalId?: string;
  /** The CI jobs that come with a token; absent where none is trusted. */
  readonly federations?: readonly Federation[];
}

/** The plan of one stage stack. */
export interface Plan {
  readonly app: string;
  readonly stack: string;
  readonly stages: readonly string[];
  /** The partition of the first account. */
  readonly partition: Partition;
  readonly accounts: readonly [AccountPlan, ...AccountPlan[]];
}

/** What `plan()` answers: the plan unless a finding is an error, and all findings. */
export type PlanResult =
  | { readonly ok: true; readonly plan: Plan; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };
  /** How people get at the trusted permission sets; absent where the config names no access portal. */
  readonly sso?: SsoConfig & { readonly permissionSets: readonly PermissionSet[] };
