import type { AppTarget } from "../knowledge/target";
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
  /** How strictly the app's own roles are told from others. */
  readonly names: "whole" | "cut";
}
