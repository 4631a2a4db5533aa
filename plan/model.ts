import type { Access, SsoConfig } from "../config/model";
import type { PolicyDocument } from "../policy/document";
import type { Duty } from "../policy/duty";
import type { Finding } from "../policy/finding";
import type { Federation, IdentityProvider } from "../policy/federation/model";
import type { Generation } from "../policy/generation";
import type { CdkExecution, GuardrailLevel } from "../policy/guardrails/model";
import type { Evidence } from "../policy/grant";
import type { Partition } from "../policy/partition";
import type { PermissionSet } from "../policy/principal";
import type { PackedPolicy } from "../policy/split";

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

/** A managed policy to create that is attached to none of the planned roles. */
export interface PlannedManagedPolicy {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly document: PolicyDocument;
}

/** A permissions boundary to create, as a managed policy. */
export interface PlannedBoundary extends PlannedManagedPolicy {
  /** `deployer`: this project's roles, and CDK's with `execution: bootstrap`; `app`: every role that the app creates. */
  readonly binds: "deployer" | "app";
}

/** How CDK is, or is to be, bootstrapped in the account. */
export interface PlannedCdk {
  readonly qualifier: string;
  readonly toolkitStackName: string;
  /** Whose rights CloudFormation deploys with. */
  readonly execution: CdkExecution;
  /**
   * With `execution: bootstrap`, the policies that `cdk bootstrap --cloudformation-execution-policies` takes, to be created
   * before it; empty otherwise.
   */
  readonly executionPolicies: readonly PlannedManagedPolicy[];
  /**
   * With `execution: bootstrap` and a boundary, its ARN; `cdk bootstrap --custom-permissions-boundary` takes the name with
   * its path (`sst-deployers/NAME`).
   */
  readonly permissionsBoundary?: string;
  /** Why CDK's execution role could give itself anything with those policies; absent where it couldn't, or isn't known. */
  readonly administratorEquivalent?: readonly string[];
  readonly evidence: readonly Evidence[];
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
  /** How the roles are kept from giving themselves more: `standard`, `strict` or `off`. */
  readonly guardrails: GuardrailLevel;
  readonly boundaries: readonly PlannedBoundary[];
  /** ARN of the boundary that every role of the app must have; absent where none is required. */
  readonly appPermissionsBoundary?: string;
  /** Absent for the generations that have no CDK. */
  readonly cdk?: PlannedCdk;
  /** What the trust in jobs with a token needs in the account, one for each issuer; empty where no job is trusted. */
  readonly identityProviders: readonly IdentityProvider[];
}

/** What the trust asks of those who assume the deployer roles; profiles and exports read it. */
export interface Callers {
  /** `required`: every trusted principal needs MFA; `some`: only some do; `none`. */
  readonly mfa: "required" | "some" | "none";
  readonly externalId?: string;
  /** How people get at the trusted permission sets; absent where the config names no access portal. */
  readonly sso?: SsoConfig & { readonly permissionSets: readonly PermissionSet[] };
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
