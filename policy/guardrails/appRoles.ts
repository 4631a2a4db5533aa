import { iamPolicyArn } from "../arn";
import { isCdkGeneration } from "../generation";
import { generatedNames } from "../knowledge/stackNames";
import { type AppTarget, eachStage, roleArn } from "../knowledge/target";

/**
 * Which roles and managed policies are the app's own: those that SST and CDK name after the app and the stage.
 *
 * A name says no more than a name can: `prod-notes-*` matches the app `notes-admin` in the same account too.
 */

/** How much of an app's name v3 and v4 leave at least where a role's name gets too long, before it is called another's. */
const SHORTEST_APP_PART = 3;

/**
 * ARN patterns of the app's own roles.
 *
 * - v0 to v2: CloudFormation generates `<stage>-<app>-<stack>-<logical id>-<random>`, and cuts the stack's name where that is
 *   too long (see `knowledge/stackNames.ts`). A stage that is a pattern may be so long that the app's name is cut off.
 * - v3, v4: `<app>-<stage>-<name>-<random>`, where the app's name is cut from its end if the whole is longer than 64
 *   characters (`anomalyco/sst@v4.17.0:platform/src/components/naming.ts#prefixName`).
 *
 * @param names `whole`: only names that still tell the app; `cut`: those too of which SST or CloudFormation cut off some of it
 */
export function appRoleArns(target: AppTarget, names: "whole" | "cut"): readonly string[] {
  return appNames(target, names).map((name) => roleArn(target, name));
}

/** ARN patterns of the app's own managed policies, where they are named as its roles are; v3 and v4 don't see to that. */
export function appPolicyArns(target: AppTarget, names: "whole" | "cut"): readonly string[] {
  return appNames(target, names).map((name) => iamPolicyArn(target.partition, target.accountId, "/", name));
}

/** The patterns of names behind {@link appRoleArns}. */
export function appNames(target: AppTarget, names: "whole" | "cut"): readonly string[] {
  const { app, sst } = target;
  const wanted = eachStage(target, (stage) => {
    if (!isCdkGeneration(sst)) {
      const begin = names === "whole" || app.length <= SHORTEST_APP_PART ? app : `${app.slice(0, SHORTEST_APP_PART)}*`;
      return `${begin}-${stage}-*`;
    }
    const wildcard = stage.indexOf("*");
    if (wildcard < 0) return generatedNames(`${stage}-${app}`);
    return names === "whole" ? `${stage}-${app}-*` : stage.slice(0, wildcard + 1);
  });
  return [...new Set(wanted)];
}
