import type { CdkExecution, GuardrailLevel } from "../policy/guardrails/model";
import type { Trust } from "../policy/principal";
import type { DeployTarget, Strategy } from "../policy/strategies/model";

/**
 * The stack config after parsing: complete, typed, every default applied. Nothing downstream sees an optional that the
 * user left out, and nothing downstream validates again.
 */

/** The namespace of our keys in `Pulumi.<stack>.yaml`; stays the same when somebody renames the Pulumi project. */
export const CONFIG_NAMESPACE = "sst-deployer-roles";

/** How this program gets into an account. */
export type Access =
  /**
   * Assume the role of that name in the account, from whatever credentials the program runs with; previews that are asked to
   * assume `previewRoleName` instead, if there is one.
   */
  | { readonly type: "role"; readonly roleName: string; readonly previewRoleName?: string }
  /** Use that named profile of the AWS config files, as it is. */
  | { readonly type: "profile"; readonly profile: string }
  /** Use the credentials that the program runs with, as they are. */
  | { readonly type: "current" };

/** How CDK was, or is to be, bootstrapped in an account, and whose rights CloudFormation deploys with. */
export interface CdkConfig {
  /** Part of the names of CDK's bootstrap resources; `hnb659fds` unless configured. */
  readonly qualifier: string;
  /** Name of CDK's bootstrap stack; `CDKToolkit` unless configured. */
  readonly toolkitStackName: string;
  /** `serviceRole` with the strategy `cloudformation`, `existing` with the others, unless configured. */
  readonly execution: CdkExecution;
}

/** How people sign in to IAM Identity Center, for profiles. */
export interface SsoConfig {
  /** Address of the access portal. */
  readonly startUrl: string;
  /** Where IAM Identity Center is; seldom the account's region. */
  readonly region: string;
  /** Name of the `[sso-session]`; unless configured, the portal's alias, or `sst-deployers` for an address without one. */
  readonly session: string;
}

/** One target account with the stage's defaults already applied. */
export interface AccountConfig extends DeployTarget {
  /** Where the account stands in the config, e.g. `accounts[1]`; findings of the plan point there. */
  readonly path: string;
  /** The user's name for it: key of outputs, name of the profile. Never part of a role's name or a URN. */
  readonly name: string;
  readonly access: Access;
  readonly trust: Trust;
  readonly strategy: Strategy;
  /** Absent where people don't sign in through IAM Identity Center. */
  readonly sso?: SsoConfig;
  /** `off` where the strategy attaches AdministratorAccess, else `standard`, unless configured. */
  readonly guardrails: GuardrailLevel;
  /** ARN of a boundary of the user's own, which the program attaches and requires and never writes; absent: none. */
  readonly permissionsBoundary?: string;
  /** Absent for the generations that have no CDK. */
  readonly cdk?: CdkConfig;
}

/** The whole config of one stage stack. */
export interface StageConfig {
  /** The Pulumi stack's name, without organization and project. */
  readonly stack: string;
  /** The SST app's name. */
  readonly app: string;
  /** The stages of the stack; an account may narrow or widen its own. */
  readonly stages: readonly string[];
  /** In the order of the config; names and ids are unique. */
  readonly accounts: readonly [AccountConfig, ...AccountConfig[]];
}
