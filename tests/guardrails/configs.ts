import { GENERATIONS, type Generation, isCdkGeneration } from "../../policy/generation";
import { SCOPED_SERVICES } from "../../policy/knowledge/scope/services";
import type { AccountPlan } from "../../plan/model";
import { firstAccount, oneAccount, type Values } from "../plan/configs";

/**
 * What an app uses: as much as an attacker may wish for, every service with a technique but those that only carry tags, a usual
 * app, and one without any IAM.
 */
export const SELECTIONS = ["attacked", "everything", "usual", "data"] as const;
export type Selection = (typeof SELECTIONS)[number];

/** One way in which an account may be configured. */
export interface Combination {
  readonly sst: Generation;
  readonly strategy: "services" | "cloudformation";
  /** Absent for the generations without CDK. */
  readonly execution?: "existing" | "bootstrap" | "serviceRole";
  readonly guardrails: "standard" | "strict";
  readonly scope: "account" | "app";
  /** True: with a permissions boundary of the user's own. Default: without. */
  readonly ownBoundary?: true;
}

/** Every combination of generation, strategy, guardrails but `off`, and scope; access-analyzer's roles are those of services. */
export const COMBINATIONS: readonly Combination[] = GENERATIONS.flatMap((sst) =>
  (["account", "app"] as const).flatMap((scope): readonly Combination[] =>
    isCdkGeneration(sst)
      ? [
          { sst, strategy: "services", execution: "existing", guardrails: "standard", scope },
          ...(["standard", "strict"] as const).flatMap((guardrails): readonly Combination[] => [
            { sst, strategy: "services", execution: "bootstrap", guardrails, scope },
            { sst, strategy: "cloudformation", execution: "serviceRole", guardrails, scope },
          ]),
        ]
      : [
          { sst, strategy: "services", guardrails: "standard", scope },
          { sst, strategy: "services", guardrails: "strict", scope },
        ],
  ),
);

/** Combinations with a boundary of the user's own, which takes the place of the two of `strict`. */
export const OWN_BOUNDARY: readonly Combination[] = [
  { sst: "v2", strategy: "services", execution: "bootstrap", guardrails: "standard", scope: "account" },
  { sst: "v2", strategy: "cloudformation", execution: "serviceRole", guardrails: "standard", scope: "account" },
  { sst: "v4", strategy: "services", guardrails: "standard", scope: "app" },
  { sst: "v2", strategy: "services", execution: "bootstrap", guardrails: "strict", scope: "account" },
  { sst: "v4", strategy: "services", guardrails: "strict", scope: "app" },
].map((each) => ({ ...each, ownBoundary: true }) as Combination);

/** Services with a published technique, beside those that SST uses. */
const SERVICES = [
  ...["apigateway", "apprunner", "appsync", "batch", "bedrock-agentcore", "cloud9", "cloudtrail", "codebuild"],
  ...["codepipeline", "cognito-identity", "datapipeline", "ec2", "ec2-instance-connect", "ecs", "elasticbeanstalk"],
  ...["elasticmapreduce", "glue", "iam", "iot", "lambda", "omics", "pipes", "s3", "sagemaker", "scheduler", "ssm"],
  ...["states", "sts"],
];

/** Services whose resources may be somebody else's to tag, beside those. */
const TAGGED_SERVICES = [
  ...["acm", "cloudfront", "cognito-idp", "dsql", "elasticfilesystem", "elasticloadbalancing", "secretsmanager", "ses"],
];

/** Services that reach past the account's apps; strict refuses them. */
const ACCOUNT_SERVICES = ["account", "identitystore", "organizations", "rolesanywhere", "sso"];

/** What is named of constructs and services. */
export function selectionOf(selection: Selection, { sst, guardrails, scope }: Combination): Values {
  switch (selection) {
    case "attacked":
    case "everything":
      return {
        services: [
          ...SERVICES,
          ...(selection === "attacked" ? TAGGED_SERVICES : []),
          ...(guardrails === "strict" ? [] : ACCOUNT_SERVICES),
        ].filter((service) => scope === "account" || SCOPED_SERVICES.includes(service)),
      };
    case "usual":
      return { constructs: isCdkGeneration(sst) ? ["Api", "Table", "Bucket"] : ["ApiGatewayV2", "Dynamo", "Bucket"] };
    case "data":
      return { services: ["dynamodb", "sqs"] };
  }
}

/** The account of a combination. */
export function accountOf(combination: Combination, selection: Selection): AccountPlan {
  const { sst, strategy, execution, guardrails, scope, ownBoundary } = combination;
  return firstAccount(
    oneAccount(
      sst,
      { type: strategy, scope, ...selectionOf(selection, combination) },
      {
        guardrails,
        liveDevelopment: true,
        ...(execution === undefined ? {} : { cdk: { execution } }),
        ...(ownBoundary === undefined ? {} : { permissionsBoundary: "corporate-boundary" }),
      },
    ),
  );
}

/** A combination's name, e.g. `v2 services bootstrap strict account`. */
export function nameOf({ sst, strategy, execution, guardrails, scope, ownBoundary }: Combination): string {
  const own = ownBoundary === undefined ? [] : ["own boundary"];
  return [sst, strategy, ...(execution === undefined ? [] : [execution]), guardrails, scope, ...own].join(" ");
}
