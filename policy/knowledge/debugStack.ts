import { arn } from "../arn";
import {
  API_ACTIONS,
  BUCKET_ACTIONS,
  FUNCTION_ACTIONS,
  ROLE_ACTIONS,
  TABLE_ACTIONS,
  HANDLERS,
} from "./cloudFormationHandlers";
import type { Need } from "./need";
import { debugStackNames, generatedNames } from "./stackNames";
import { type AppTarget, regionalArns, roleArn, s3Arn } from "./target";

/**
 * The SST Debug stack, `<stage>-<app>-debug-stack`, which `sst start` of v0 and v1 deploys beside the app: a WebSocket API,
 * three functions behind it, a table of connections and a bucket for large payloads.
 */
const STACK = "anomalyco/sst@v1.18.4:packages/resources/src/DebugStack.ts";
const PAGE = "anomalyco/sst@v1.18.4:www/docs/advanced/iam-credentials.md";

/** True for the generations that have the stack. */
export function hasDebugStack(target: AppTarget): boolean {
  return target.sst === "v0" || target.sst === "v1";
}

/** What CloudFormation calls to make the resources of the stack. */
export function debugStackResources(target: AppTarget): readonly Need[] {
  const names = debugStackNames(target).map(generatedNames);
  const sources = (resource: string) =>
    [{ where: STACK }, { where: PAGE, what: resource }, { where: HANDLERS }] as const;
  const roles = names.map((name) => roleArn(target, name));
  return [
    {
      purpose: "DebugStackRoles",
      actions: ROLE_ACTIONS,
      resources: roles,
      because: "The debug stack's functions have roles.",
      sources: sources("AWS::IAM::Role, AWS::IAM::Policy"),
    },
    {
      purpose: "DebugStackPassRole",
      actions: ["iam:PassRole"],
      resources: roles,
      condition: { StringEquals: { "iam:PassedToService": ["lambda.amazonaws.com"] } },
      because: "A function of the debug stack is given its role.",
      sources: sources("AWS::Lambda::Function"),
    },
    {
      purpose: "DebugStackBucket",
      actions: BUCKET_ACTIONS,
      resources: names.map((name) => s3Arn(target, name.toLowerCase())),
      because: "The debug stack has a bucket for payloads that are too large for the WebSocket.",
      sources: sources("AWS::S3::Bucket, AWS::S3::BucketPolicy"),
    },
    {
      purpose: "DebugStackTable",
      actions: TABLE_ACTIONS,
      resources: names.flatMap((name) => regionalArns(target, "dynamodb", `table/${name}`)),
      because: "The debug stack has a table of connections.",
      sources: sources("AWS::DynamoDB::Table"),
    },
    {
      purpose: "DebugStackFunctions",
      actions: FUNCTION_ACTIONS,
      resources: names.flatMap((name) => regionalArns(target, "lambda", `function:${name}`)),
      because:
        "The debug stack has the functions behind its API, and those of log retention and of emptying the bucket.",
      sources: sources("AWS::Lambda::Function, AWS::Lambda::Permission"),
    },
    {
      purpose: "DebugStackApi",
      actions: API_ACTIONS,
      resources: target.regions.flatMap((region) =>
        ["/apis", "/apis/*", "/tags/*%2Fapis%2F*"].map((path) => arn(target.partition, "apigateway", region, "", path)),
      ),
      because:
        "The debug stack has a WebSocket API; API Gateway generates its id, and tags stand under its encoded ARN.",
      sources: sources("AWS::ApiGatewayV2::Api, Stage, Route, Integration"),
    },
  ];
}

/** What `sst start` itself calls while it runs: the payload bucket, and the app's functions when a secret changes. */
export function debugStackUse(target: AppTarget): readonly Need[] {
  const names = debugStackNames(target).map(generatedNames);
  return [
    {
      purpose: "DebugStackPayloads",
      actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      resources: names.map((name) => s3Arn(target, `${name.toLowerCase()}/*`)),
      because: "Requests and responses too large for the WebSocket go through the bucket of the debug stack.",
      sources: [{ where: STACK }, { where: "anomalyco/sst@v1.18.4:packages/core/src/runtime/server.ts" }],
    },
  ];
}
