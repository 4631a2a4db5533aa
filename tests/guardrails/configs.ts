import { GENERATIONS, type Generation, isCdkGeneration } from "../../policy/generation";
import { SCOPED_SERVICES } from "../../policy/knowledge/scope/services";
import type { AccountPlan } from "../../plan/model";
import { firstAccount, oneAccount, type Values } from "../plan/configs";

/**
 * What an app uses: as much as an attacker may wish for, in two parts that overlap; the first of them less what only carries
 * tags; a usual app; and one without any IAM.
 */
export type Selection = "attacked" | "keeping" | "everything" | "usual" | "data";

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

/** Services with a published technique that act with roles, or run something. */
const SERVICES = [
  ...[
    "apigateway",
    "apprunner",
    "appsync",
    "autoscaling",
    "batch",
    "bedrock-agentcore",
    "cloud9",
    "cloudtrail",
    "codebuild",
  ],
  ...["codepipeline", "cognito-identity", "datapipeline", "ec2", "ec2-instance-connect", "ecs", "elasticbeanstalk"],
  ...["elasticmapreduce", "glue", "iam", "iot", "lambda", "omics", "pipes", "s3", "sagemaker", "scheduler", "ssm"],
  ...["states", "sts"],
];

/** Services whose resources may be somebody else's to tag, beside those. */
const TAGGED_SERVICES = [
  ...["acm", "cloudfront", "cognito-idp", "dsql", "elasticfilesystem", "elasticloadbalancing", "secretsmanager", "ses"],
];

/** The others, with what a role is made with; a boundary with `scope: app` doesn't hold both lists. */
const KEEPING_SERVICES = [
  ...["acm-pca", "cloudfront", "cognito-idp", "dsql", "dynamodb", "ecr", "elasticfilesystem", "events", "iam", "kms"],
  ...["rds", "route53", "secretsmanager", "sns", "sqs", "sts"],
];

/** Services that reach past the account's apps; strict refuses them. */
const ACCOUNT_SERVICES = ["account", "identitystore", "organizations", "rolesanywhere", "sso"];

/** What is named of constructs and services. */
export function selectionOf(selection: Selection, { sst, guardrails, scope }: Combination): Values {
  switch (selection) {
    case "attacked":
    case "everything": {
      const others = [
        ...(selection === "attacked" ? TAGGED_SERVICES : []),
        ...(guardrails === "strict" ? [] : ACCOUNT_SERVICES),
      ];
      return { services: inScope([...SERVICES, ...others], scope) };
    }
    case "keeping":
      return {
        services: inScope(KEEPING_SERVICES, scope),
        ...(scope === "app" ? { hostedZones: ["Z0123456789ABCDEFGHIJ"] } : {}),
      };
    case "usual":
      return { constructs: isCdkGeneration(sst) ? ["Api", "Table", "Bucket"] : ["ApiGatewayV2", "Dynamo", "Bucket"] };
    case "data":
      return { services: ["dynamodb", "sqs"] };
  }
}

function inScope(services: readonly string[], scope: Combination["scope"]): readonly string[] {
  return services.filter((service) => scope === "account" || SCOPED_SERVICES.includes(service));
}

/** The part of an attacker's wishes that has every service of these calls. */
export function selectionFor(calls: readonly string[]): "attacked" | "keeping" {
  const services = new Set(calls.map((call) => call.slice(0, call.indexOf(":"))));
  const first = [...SERVICES, ...TAGGED_SERVICES];
  return [...services].every((each) => !KEEPING_SERVICES.includes(each) || first.includes(each))
    ? "attacked"
    : "keeping";
}

/** The account of a combination, with other keys of the stack config where they are given. */
export function accountOf(combination: Combination, selection: Selection, others: Values = {}): AccountPlan {
  const { sst, strategy, execution, guardrails, scope, ownBoundary } = combination;
  return firstAccount(
    oneAccount(
      sst,
      { type: strategy, scope, ...selectionOf(selection, combination) },
      {
        guardrails,
        liveDevelopment: true,
        ...(execution === undefined ? {} : { cdk: { execution, ...ownNames(combination) } }),
        ...(ownBoundary === undefined ? {} : { permissionsBoundary: "corporate-boundary" }),
        ...others,
      },
    ),
  );
}

/** Names of the app's own for CDK's bootstrap, where strict warns if it has none. */
function ownNames({ guardrails, scope }: Combination): Values {
  return guardrails === "strict" && scope === "app" ? { qualifier: "notes", toolkitStackName: "CDKToolkit-notes" } : {};
}

/** A combination's name, e.g. `v2 services bootstrap strict account`. */
export function nameOf({ sst, strategy, execution, guardrails, scope, ownBoundary }: Combination): string {
  const own = ownBoundary === undefined ? [] : ["own boundary"];
  return [sst, strategy, ...(execution === undefined ? [] : [execution]), guardrails, scope, ...own].join(" ");
}
