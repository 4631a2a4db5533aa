import { STACK_CHANGES } from "./appStacks";
import {
  BUCKET_ACTIONS,
  FUNCTION_ACTIONS,
  HANDLERS,
  PARAMETER_ACTIONS,
  ROLE_ACTIONS,
  RULE_ACTIONS,
} from "./cloudFormationHandlers";
import type { Need } from "./need";
import { generatedNames } from "./stackNames";
import { type AppTarget, eachStage, regionalArns, roleArn, s3Arn } from "./target";

/**
 * The stack SSTBootstrap, which v1 (from 1.9) and v2 deploy once per account and region: a bucket for the metadata of apps,
 * and in v2 a function that keeps it and the rule that calls it. v0 has none.
 */
const V1 = "anomalyco/sst@v1.18.4:packages/core/assets/bootstrap/cdk-app/bin/index.mjs";
const V1_CLI = "anomalyco/sst@v1.18.4:packages/core/src/bootstrap/index.ts";
const V2 = "anomalyco/v2@v2.49.8:packages/sst/src/bootstrap.ts#bootstrapSST";
const V2_METADATA = "anomalyco/v2@v2.49.8:packages/sst/src/stacks/metadata.ts";
const V2_APP_METADATA = "anomalyco/v2@v2.49.8:packages/sst/src/stacks/app-metadata.ts";

/** True for the generations that have the stack. */
export function hasSstBootstrap(target: AppTarget): boolean {
  return target.sst === "v1" || target.sst === "v2";
}

/** What the command line calls of CloudFormation to make and update the stack. */
export function sstBootstrapStack(target: AppTarget): readonly Need[] {
  const resources = regionalArns(target, "cloudformation", `stack/${target.cdk.sstBootstrapStackName}/*`);
  const because = "SST deploys its own bootstrap stack on the first deploy to an account and region, and updates it.";
  const sources = [{ where: V2 }, { where: V1 }] as const;
  return [
    { purpose: "SstBootstrapStackChanges", actions: STACK_CHANGES, resources, because, sources },
    {
      purpose: "SstBootstrapStack",
      actions: [
        "cloudformation:DeleteChangeSet",
        "cloudformation:DescribeChangeSet",
        "cloudformation:DescribeEvents",
        "cloudformation:DescribeStackEvents",
        "cloudformation:DescribeStackResources",
        "cloudformation:DescribeStacks",
        "cloudformation:ExecuteChangeSet",
        "cloudformation:GetTemplate",
        "cloudformation:TagResource",
      ],
      resources,
      because,
      sources,
    },
  ];
}

/** Looking at the stack, which every command of v2 does, and reading its parameters, which v1 does. */
export function sstBootstrapStatus(target: AppTarget): readonly Need[] {
  const stack: Need = {
    purpose: "SstBootstrapStatus",
    actions: ["cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks"],
    resources: [
      ...regionalArns(target, "cloudformation", `stack/${target.cdk.sstBootstrapStackName}/*`),
      ...regionalArns(target, "cloudformation", `stack/${target.cdk.toolkitStackName}/*`),
    ],
    because: "SST looks whether both bootstrap stacks are there and recent enough.",
    sources: [{ where: "anomalyco/v2@v2.49.8:packages/sst/src/bootstrap.ts#useBootstrap" }, { where: V1_CLI }],
  };
  const parameters: Need = {
    purpose: "SstBootstrapParameters",
    actions: ["ssm:GetParameter", "ssm:GetParameters"],
    resources: regionalArns(target, "ssm", "parameter/sst/bootstrap/*"),
    because: "v1 reads version, stack and bucket of its bootstrap from parameters.",
    sources: [{ where: V1_CLI }],
  };
  return target.sst === "v1" ? [stack, parameters] : [stack];
}

/** Reading and writing the app's metadata in the bucket, and the payloads of live development. */
export function sstBootstrapObjects(target: AppTarget): readonly Need[] {
  const stages = (key: (stage: string) => string) =>
    eachStage(target, (stage) => s3Arn(target, `sstbootstrap-*/${key(stage)}`));
  return [
    {
      purpose: "AppMetadata",
      actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      resources: [
        ...stages((stage) => `appMetadata/app.${target.app}/stage.${stage}.json`),
        ...stages((stage) => `stackMetadata/app.${target.app}/stage.${stage}/*`),
      ],
      because: "SST keeps the metadata of the app and its stacks in the bootstrap bucket.",
      sources: [{ where: V2_APP_METADATA }, { where: V2_METADATA }, { where: V1_CLI }],
    },
    {
      purpose: "AppMetadataList",
      actions: ["s3:GetBucketLocation", "s3:ListBucket"],
      resources: [s3Arn(target, "sstbootstrap-*")],
      because: "SST lists the metadata of the app's stacks.",
      sources: [{ where: V2_METADATA }],
    },
  ];
}

/** What CloudFormation calls to make the resources of the stack. */
export function sstBootstrapResources(target: AppTarget): readonly Need[] {
  const names = generatedNames(target.cdk.sstBootstrapStackName);
  const source = { where: target.sst === "v2" ? V2 : V1 };
  const handlers = { where: HANDLERS };
  const needs: Need[] = [
    {
      purpose: "SstBootstrapBucket",
      actions: BUCKET_ACTIONS,
      resources: [s3Arn(target, "sstbootstrap-*")],
      because: "The bootstrap stack has a bucket for metadata.",
      sources: [source, handlers],
    },
    {
      purpose: "SstBootstrapRoles",
      actions: ROLE_ACTIONS,
      resources: [roleArn(target, names)],
      because: "The bootstrap stack's functions have roles.",
      sources: [source, handlers],
    },
    {
      purpose: "SstBootstrapPassRole",
      actions: ["iam:PassRole"],
      resources: [roleArn(target, names)],
      condition: { StringEquals: { "iam:PassedToService": ["lambda.amazonaws.com"] } },
      because: "A function of the bootstrap stack is given its role.",
      sources: [source, handlers],
    },
    {
      purpose: "SstBootstrapFunctions",
      actions: FUNCTION_ACTIONS,
      resources: regionalArns(target, "lambda", `function:${names}`),
      because: "The bootstrap stack has a function that empties its bucket, and in v2 one that keeps metadata.",
      sources: [source, handlers],
    },
  ];
  if (target.sst === "v2") {
    needs.push({
      purpose: "SstBootstrapRules",
      actions: RULE_ACTIONS,
      resources: regionalArns(target, "events", `rule/${names}`),
      because: "A rule calls the metadata function when a stack changes.",
      sources: [source, handlers],
    });
  } else {
    needs.push({
      purpose: "SstBootstrapVersion",
      actions: PARAMETER_ACTIONS,
      resources: regionalArns(target, "ssm", "parameter/sst/bootstrap/*"),
      because: "The bootstrap stack keeps its version, name and bucket in parameters.",
      sources: [source, handlers],
    });
  }
  return needs;
}
