import { iamPolicyArn } from "../arn";
import { isCdkGeneration } from "../generation";
import { RANDOM_PART, STACK_PART, stageLength } from "../knowledge/appNames";
import { type AppTarget, eachStage, roleArn } from "../knowledge/target";
import { MAX_IAM_ROLE_NAME_LENGTH } from "../limits";

/**
 * Which roles and managed policies are the app's own: those that SST and CDK name after the app and the stage.
 *
 * A name says no more than a name can: `prod-notes-*` matches the app `notes-admin` in the same account too.
 */

/** How much of an app's name is left at least before a role's name is called another's. */
const SHORTEST_APP_PART = 3;

/** How long a stage may be that a pattern stands for before somebody should know that its roles are refused (v0 to v2). */
export const LONG_PATTERN = 8;

/**
 * Letters of a component's own part of a role's name (v3, v4): as long as most get
 * (`anomalyco/sst@v4.17.0:platform/src/components/aws/apigatewayv2.ts` makes `MyApiRouteNodhmhHandlerRole` of 27), and as long
 * as it may get in a stage that is named and so tells more of whose the role is.
 */
export const USUAL_OWN_PART = 30;
const LONG_OWN_PART = 40;

/**
 * How strictly the app's own roles are told from others.
 *
 * - `whole`: by names that tell app and stage in full
 * - `cut`: also by those of which SST or CloudFormation cut off some of the app's name, as far as some of it is left
 */
export type NameStrictness = "whole" | "cut";

/**
 * ARN patterns of the app's own roles, one a stage; each holds the app's name, or what is left of it.
 *
 * - v0 to v2: CloudFormation generates `<stage>-<app>-<stack>-<logical id>-<random>`, and cuts the stack's name where that is
 *   too long (see `knowledge/stackNames.ts`).
 * - v3, v4: `<app>-<stage>-<name>-<random>`, where the app's name is cut from its end if the whole is longer than 64
 *   characters (`anomalyco/sst@v4.17.0:platform/src/components/naming.ts#prefixName`).
 */
export function appRoleArns(target: AppTarget, names: NameStrictness): readonly string[] {
  return appNames(target, names).map((name) => roleArn(target, name));
}

/** ARN patterns of the app's own managed policies, where they are named as its roles are; v3 and v4 don't see to that. */
export function appPolicyArns(target: AppTarget, names: NameStrictness): readonly string[] {
  return appNames(target, names).map((name) => iamPolicyArn(target.partition, target.accountId, "/", name));
}

/** The patterns of names behind {@link appRoleArns}. */
export function appNames(target: AppTarget, names: NameStrictness): readonly string[] {
  return [...new Set(eachStage(target, (stage) => nameOf(target, stage, appPart(target, stage, names))))];
}

/** The pattern of the app's names in that stage, with so much of the app's name. */
function nameOf({ app, sst }: AppTarget, stage: string, part: number): string {
  if (isCdkGeneration(sst)) return part < app.length ? `${stage}-${app.slice(0, part)}*` : `${stage}-${app}-*`;
  // SST makes one hyphen of several
  return part < app.length ? `${app.slice(0, part).replace(/-+$/, "")}*-${stage}-*` : `${app}-${stage}-*`;
}

/** How many letters of the app's name a role must have; all of them where a cut name would tell too little. */
function appPart(target: AppTarget, stage: string, names: NameStrictness): number {
  const { app, sst } = target;
  if (names === "whole") return app.length;
  if (isCdkGeneration(sst)) {
    const left = STACK_PART - stageLength(stage) - 1;
    return left < SHORTEST_APP_PART ? app.length : Math.min(left, app.length);
  }
  const isPattern = stage.includes("*");
  const left = ownPart(stage, 0) - (isPattern ? USUAL_OWN_PART : LONG_OWN_PART);
  if (isPattern && left < SHORTEST_APP_PART) return app.length;
  return Math.min(Math.max(left, SHORTEST_APP_PART), app.length);
}

/** How many letters SST leaves for a component's own part beside so many of the app's name (v3, v4); may be negative. */
function ownPart(stage: string, part: number): number {
  return MAX_IAM_ROLE_NAME_LENGTH - RANDOM_PART - stageLength(stage) - part - 2;
}

/** v3, v4: how many letters a component's own part may have while its role is told as the app's; may be negative. */
export function roomInRoleNames(target: AppTarget, names: NameStrictness): number {
  return Math.min(...target.stages.map((stage) => ownPart(stage, appPart(target, stage, names))));
}

/**
 * v0 to v2: the first stage in which CloudFormation may cut off so much that a role isn't told as the app's; `undefined` for
 * none. A pattern is judged with {@link LONG_PATTERN} characters in place of each `*`.
 */
export function stageOfCutRoles(target: AppTarget, names: NameStrictness): string | undefined {
  return target.stages.find((stage) => {
    const left = STACK_PART - stageLength(stage, LONG_PATTERN) - 1;
    return left < appPart(target, stage, names);
  });
}
