/**
 * What keeps a deployer role from giving itself, or anybody, more than the config says.
 */

/** How far guardrails go, as a user writes it under `guardrails:`. */
export const GUARDRAIL_LEVELS = ["standard", "strict", "off"] as const;

/**
 * - `standard`: explicit denies on the calls that the roles make themselves
 * - `strict`: beside them two permissions boundaries, one on the deployer, one required on every role of the app
 * - `off`: neither
 */
export type GuardrailLevel = (typeof GUARDRAIL_LEVELS)[number];

/** Whose rights CloudFormation deploys a CDK app with, as a user writes it under `cdk.execution:`. */
export const CDK_EXECUTIONS = ["bootstrap", "serviceRole", "existing"] as const;

/**
 * - `bootstrap`: CDK's own execution role, bootstrapped with execution policies (and a boundary) of this project
 * - `serviceRole`: the service role of the strategy `cloudformation`
 * - `existing`: CDK's own execution role as it is, which has AdministratorAccess unless somebody bootstrapped otherwise
 */
export type CdkExecution = (typeof CDK_EXECUTIONS)[number];

/** The boundaries that guardrails put on roles. */
export interface Boundaries {
  /** ARN of the boundary of this project's own roles, and of CDK's roles with `execution: bootstrap`. */
  readonly deployer: string;
  /** ARN of the boundary that every role of the app must have. */
  readonly app: string;
  /** True for a boundary of the user's own: attached and required, never written. */
  readonly external: boolean;
}
