import type { Duty } from "../duty";
import type { Grant } from "../grant";
import { appNamePatterns } from "../knowledge/appNames";
import { allow, sidOf } from "../knowledge/need";
import { type AppTarget, regionalArns } from "../knowledge/target";

/** Characters that SST gives a function's name at most (`anomalyco/sst@v4.17.0:platform/src/components/component.ts#namingRules`). */
const FUNCTION_NAME = 64;

/**
 * Calls that name a function (`lambda:FunctionArn`), on the app's functions only: an event source mapping runs its function
 * with the function's own role. The deny is for mappings that carry the app's tags, whoever tagged them.
 *
 * @param actions with their service's prefix; nothing for none
 */
export function onAppFunctions(duty: Duty, target: AppTarget, actions: readonly string[]): readonly Grant[] {
  if (actions.length === 0) return [];
  const functions = appNamePatterns(target, { maximum: FUNCTION_NAME }).flatMap((name) =>
    regionalArns(target, "lambda", `function:${name}`),
  );
  const sources = [
    {
      where: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html",
      what: "lambda:FunctionArn",
    },
  ] as const;
  return [
    ...allow(duty, [
      {
        purpose: "ServicesOnFunctions",
        actions,
        resources: ["*"],
        condition: { ArnLike: { "lambda:FunctionArn": functions } },
        because: "An event source mapping has a generated id; the function that it runs is the app's by its name.",
        sources,
      },
    ]),
    {
      sid: sidOf(duty, "OtherFunctions"),
      duty,
      effect: "Deny",
      actions,
      resources: ["*"],
      condition: { ArnNotLike: { "lambda:FunctionArn": functions }, Null: { "lambda:FunctionArn": ["false"] } },
      because: "No event source runs a function of others, nor is one of theirs changed, whatever its tags say.",
      sources,
    },
  ];
}
