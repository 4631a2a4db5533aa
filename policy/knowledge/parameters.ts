import { PARAMETER_ACTIONS } from "./cloudFormationHandlers";
import type { Need } from "./need";
import { appStackNames } from "./stackNames";
import { type AppTarget, eachStage, regionalArns } from "./target";

/** SSM parameters of v0, v1 and v2: the app's own, and its secrets. */

/** Parameters that the app's stacks make: `/sst/<stack>` in v0, `/sst/<app>/<stage>/…` in v1 and v2. */
export function appParameters(target: AppTarget): Need {
  const names =
    target.sst === "v0"
      ? appStackNames(target).map((stack) => `sst/${stack}`)
      : eachStage(target, (stage) => `sst/${target.app}/${stage}/*`);
  return {
    purpose: "AppParameters",
    actions: PARAMETER_ACTIONS,
    resources: names.flatMap((name) => regionalArns(target, "ssm", `parameter/${name}`)),
    because: "The app's stacks keep metadata and the values of bound resources in parameters.",
    sources: [
      target.sst === "v0"
        ? { where: "anomalyco/sst@v0.69.7:packages/resources/src/Stack.ts#SSTMetadata" }
        : { where: "anomalyco/v2@v2.49.8:packages/sst/src/constructs/util/binding.ts#bindParameters" },
      { where: "anomalyco/sst@v1.18.4:packages/core/src/config/index.ts" },
    ],
  };
}

/** `sst secrets` of v1 and v2: the secrets of the stage and of the fallback, and restarting the functions that use them. */
export function secrets(target: AppTarget): readonly Need[] {
  if (target.sst === "v0") return [];
  const prefixes = [...eachStage(target, (stage) => `sst/${target.app}/${stage}`), `sst/${target.app}/.fallback`];
  const sources = [
    { where: "anomalyco/v2@v2.49.8:packages/sst/src/config.ts" },
    { where: "anomalyco/sst@v1.18.4:packages/core/src/config/index.ts" },
  ] as const;
  return [
    {
      purpose: "Parameters",
      actions: [
        "ssm:DeleteParameter",
        "ssm:GetParameter",
        "ssm:GetParameters",
        "ssm:GetParametersByPath",
        "ssm:PutParameter",
      ],
      resources: prefixes.flatMap((prefix) => [
        ...regionalArns(target, "ssm", `parameter/${prefix}`),
        ...regionalArns(target, "ssm", `parameter/${prefix}/*`),
      ]),
      because: "`sst secrets` keeps secrets in parameters under the app's name.",
      sources,
    },
    {
      purpose: "Restart",
      actions: ["lambda:GetFunctionConfiguration", "lambda:UpdateFunctionConfiguration"],
      resources: regionalArns(target, "lambda", "function:*"),
      condition: {
        StringEquals: { "aws:ResourceTag/sst:app": [target.app] },
        StringLike: { "aws:ResourceTag/sst:stage": target.stages },
      },
      because:
        "A changed secret restarts the functions that use it; their names are generated, so the tags tell whose they are.",
      sources,
    },
  ];
}
