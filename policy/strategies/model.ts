import type { Generation } from "../generation";
import type { Partition } from "../partition";

/**
 * What a strategy decides from: the strategy as configured, and the target it is for. `config/model.ts` builds on these.
 */

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
  /** Ids of the Route 53 zones of the app's domains, for `scope: app`; absent: any zone of the account. */
  readonly hostedZones?: readonly string[];
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

/** The values of `duties`, as a user writes them. */
export const DUTY_SPLITS = ["combined", "separate"] as const;

/** One of {@link DUTY_SPLITS}. */
export type DutySplit = (typeof DUTY_SPLITS)[number];

/** The values of `strategy.type`, as a user writes them. */
export const STRATEGY_TYPES = ["administrator", "services", "access-analyzer", "cloudformation"] as const;

/** Where an app is deployed and with which generation: what names and ARNs are made of. */
export interface DeployTarget {
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
  /** True where `sst start` / `sst dev` runs. */
  readonly liveDevelopment: boolean;
  /** True: the deployer may create CDK's and SST's bootstrap resources itself, as SST does on the first deploy. */
  readonly bootstrap: boolean;
  /** `combined`: one deployer role with every duty; `separate`: a role for each. */
  readonly duties: DutySplit;
}
