import type { AppTarget } from "../knowledge/target";
import type { NameStrictness } from "./appRoles";
import type { CdkExecution } from "./model";

/** The role that gets guardrails. */
export interface GuardedRole {
  readonly target: AppTarget;
  /** `caller`: people and CI act with it; `execution`: CloudFormation does. */
  readonly hands: "caller" | "execution";
  /** Absent where the generation has no CDK. */
  readonly execution?: CdkExecution;
  /** The role that this one hands to CloudFormation; absent where it hands over none of this project's. */
  readonly serviceRoleArn?: string;
  /** True where the app's components make API Gateway's role for logs, and the level lets them. */
  readonly makesApiGatewayRole?: boolean;
  /** Whether CDK's lookup role, which reads the whole account, may be assumed. */
  readonly lookup: boolean;
  readonly names: NameStrictness;
  /** What the strategy lets it reach. */
  readonly scope: "account" | "app";
}
