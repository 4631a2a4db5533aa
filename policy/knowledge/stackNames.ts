import { type AppTarget, eachStage, regionalArns } from "./target";

/**
 * Names of the CloudFormation stacks of SST v0, v1 and v2, and of what CloudFormation makes in them.
 *
 * A stack is named `<stage>-<app>-<id>`: `App.logicalPrefixedName` in `anomalyco/sst@v0.69.7:packages/resources/src/App.ts`,
 * `anomalyco/sst@v1.18.4:packages/resources/src/App.ts` and `anomalyco/v2@v2.49.8:packages/sst/src/constructs/App.ts`.
 */

/** Id of the debug stack inside the app (`anomalyco/sst@v1.18.4:packages/resources/src/DebugStack.ts`). */
const DEBUG_STACK_ID = "debug-stack";

/**
 * CloudFormation cuts a stack's name where a generated name would get too long (64 characters for roles and functions).
 * No shorter cut than this was seen in generated names; the rule isn't documented, so that this is inferred.
 */
const SHORTEST_STACK_PART = 24;

/** Name patterns of the app's own stacks, the debug stack included: one a stage. */
export function appStackNames(target: AppTarget): readonly string[] {
  return eachStage(target, (stage) => `${stage}-${target.app}-*`);
}

/** Names of the debug stack that `sst start` deploys (v0, v1): one a stage. */
export function debugStackNames(target: AppTarget): readonly string[] {
  return eachStage(target, (stage) => `${stage}-${target.app}-${DEBUG_STACK_ID}`);
}

/** ARNs of stacks by their names, in each region; every stack's ARN ends in an id that CloudFormation generates. */
export function stackArns(target: AppTarget, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => regionalArns(target, "cloudformation", `stack/${name}/*`));
}

/**
 * The pattern of the names that CloudFormation generates for a stack's resources: `<stack>-<logical id>-<random>`, with the
 * stack's name cut where it is long (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html).
 */
export function generatedNames(stackName: string): string {
  return stackName.length > SHORTEST_STACK_PART ? `${stackName.slice(0, SHORTEST_STACK_PART)}*` : `${stackName}-*`;
}
