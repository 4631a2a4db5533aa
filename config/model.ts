import type { Generation } from "../policy/generation";
import type { Partition } from "../policy/partition";

/**
 * The stack config after parsing: complete, typed, every default applied. Nothing downstream sees an optional that the
 * user left out, and nothing downstream validates again.
 */

/** The namespace of our keys in `Pulumi.<stack>.yaml`; stays the same when somebody renames the Pulumi project. */
export const CONFIG_NAMESPACE = "sst-deployer-roles";

/** How this program gets into an account. */
export type Access =
  /** Assume the role of that name in the account, from whatever credentials the program runs with. */
  | { readonly type: "role"; readonly roleName: string }
  /** Use that named profile of the AWS config files, as it is. */
  | { readonly type: "profile"; readonly profile: string }
  /** Use the credentials that the program runs with, as they are. */
  | { readonly type: "current" };

/** An account root: everybody whom that account allows to assume the role. */
export interface AccountRootPrincipal {
  readonly type: "account";
  readonly arn: string;
  readonly accountId: string;
  /** Only sessions that signed in with MFA. */
  readonly mfa: boolean;
}
/** An IAM user. */
export interface UserPrincipal {
  readonly type: "user";
  readonly arn: string;
  readonly accountId: string;
  /** Only sessions that signed in with MFA. */
  readonly mfa: boolean;
}
/** An IAM role, by its own ARN with its path; never MFA, since chained sessions carry no MFA mark. */
export interface RolePrincipal {
  readonly type: "role";
  readonly arn: string;
  readonly accountId: string;
}
/** One of the principals that may assume the deployer roles. */
export type TrustedPrincipal = AccountRootPrincipal | UserPrincipal | RolePrincipal;

/** A permission set of IAM Identity Center, as provisioned in an account. */
export interface PermissionSet {
  readonly account: string;
  readonly name: string;
}

/** Who may assume the deployer roles of an account; at least one principal or permission set. */
export interface Trust {
  readonly principals: readonly TrustedPrincipal[];
  readonly permissionSets: readonly PermissionSet[];
  /** `sts:ExternalId` that every caller must pass; absent: none is asked for. */
  readonly externalId?: string;
  /** Longest session in seconds, 3,600 to 43,200; 3,600 unless configured. */
  readonly maxSessionSeconds: number;
}

/** What an app uses, and so what its deployer may do; shared by all strategies but `administrator`. */
export interface ServiceSelection {
  /** SST constructs or components by their own name in the account's generation. */
  readonly constructs: readonly string[];
  /** IAM service prefixes beside those of the constructs. */
  readonly services: readonly string[];
  /** Certificates, DNS records and distributions for custom domains. */
  readonly customDomain: boolean;
  /** `account`: every resource of those services, as SST documents it; `app`: this app's and stages' resources only. */
  readonly scope: "account" | "app";
}

/** AWS's managed AdministratorAccess. */
export interface AdministratorStrategy {
  readonly type: "administrator";
}
/** Full access to the services that the app uses. */
export interface ServicesStrategy extends ServiceSelection {
  readonly type: "services";
}
/** Broad first, recorded, then replaced by what IAM Access Analyzer generates; this is the broad phase. */
export interface AccessAnalyzerStrategy {
  readonly type: "access-analyzer";
  readonly broad: AdministratorStrategy | ServicesStrategy;
}
/** A service role that CloudFormation assumes holds the services' permissions; the deployer only passes it. */
export interface CloudFormationStrategy extends ServiceSelection {
  readonly type: "cloudformation";
}
/** How the permissions of an account's deployer are decided. */
export type Strategy = AdministratorStrategy | ServicesStrategy | AccessAnalyzerStrategy | CloudFormationStrategy;

/** The values of `strategy.type`, as a user writes them. */
export const STRATEGY_TYPES = ["administrator", "services", "access-analyzer", "cloudformation"] as const;

/** One target account with the stage's defaults already applied. */
export interface AccountConfig {
  /** Where the account stands in the config, e.g. `accounts[1]`; findings of the plan point there. */
  readonly path: string;
  /** The user's name for it: key of outputs, name of the profile. Never part of a role's name or a URN. */
  readonly name: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly partition: Partition;
  /** The main region: where profiles point and where the program's own calls go. */
  readonly region: string;
  /** All regions that the app spans, the main one first. */
  readonly regions: readonly [string, ...string[]];
  readonly sst: Generation;
  /** SST stages deployed here, patterns (`pr-*`) allowed. */
  readonly stages: readonly string[];
  readonly access: Access;
  readonly trust: Trust;
  /** True where `sst start` / `sst dev` runs. */
  readonly liveDevelopment: boolean;
  /** True: the deployer may create CDK's and SST's bootstrap resources itself, as SST does on the first deploy. */
  readonly bootstrap: boolean;
  readonly strategy: Strategy;
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
