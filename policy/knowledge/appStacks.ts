import type { Need } from "./need";
import { appStackNames, stackArns } from "./stackNames";
import type { AppTarget } from "./target";

/** What the command lines of SST v0–v2 and CDK call of CloudFormation to deploy, compare and remove the app's own stacks. */
const V2_DEPLOY = "anomalyco/v2@v2.49.8:packages/sst/src/stacks/deploy.ts";
const V2_REMOVE = "anomalyco/v2@v2.49.8:packages/sst/src/stacks/remove.ts";
const V2_MONITOR = "anomalyco/v2@v2.49.8:packages/sst/src/stacks/monitor.ts";
const V1_CLI = "anomalyco/sst@v1.18.4:packages/core/src/index.ts";
const CDK_ROLE = "aws/aws-cdk@v2.50.0:packages/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml";
const RETAINED_ROLE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html";

/** Calls that name the role with which CloudFormation deploys. */
export const STACK_CHANGES = [
  "cloudformation:CreateChangeSet",
  "cloudformation:CreateStack",
  "cloudformation:UpdateStack",
] as const;

/** Driving the app's own stacks, with just this service role. */
export function appStacks(target: AppTarget, serviceRoleArn: string): readonly Need[] {
  const stacks = stackArns(target, appStackNames(target));
  return [
    {
      purpose: "AppStackChanges",
      actions: STACK_CHANGES,
      resources: stacks,
      condition: onlyWith(serviceRoleArn),
      because:
        "SST creates and updates the app's stacks, and only with the service role: a stack goes on using the role that it had before where none is named.",
      sources: [{ where: V2_DEPLOY }, { where: V1_CLI }, { where: RETAINED_ROLE }],
    },
    {
      purpose: "AppStacks",
      actions: [
        "cloudformation:DeleteChangeSet",
        "cloudformation:DeleteStack",
        "cloudformation:DescribeChangeSet",
        "cloudformation:DescribeEvents",
        "cloudformation:DescribeStackEvents",
        "cloudformation:DescribeStackResource",
        "cloudformation:DescribeStackResources",
        "cloudformation:DescribeStacks",
        "cloudformation:ExecuteChangeSet",
        "cloudformation:GetTemplate",
        "cloudformation:GetTemplateSummary",
        "cloudformation:ListStackResources",
        "cloudformation:TagResource",
        "cloudformation:UntagResource",
        "cloudformation:UpdateTerminationProtection",
      ],
      resources: stacks,
      because: "SST and CDK follow, compare and remove the app's stacks.",
      sources: [
        { where: V2_MONITOR },
        { where: V2_REMOVE },
        { where: V1_CLI },
        { where: CDK_ROLE, what: "DeploymentActionRole" },
      ],
    },
    {
      purpose: "StackExports",
      actions: ["cloudformation:ListExports", "cloudformation:ListImports"],
      resources: ["*"],
      because: "SST keeps exports that another stack still imports; listing them takes no resource.",
      sources: [{ where: `${V2_DEPLOY}#addInUseExports` }],
    },
  ];
}

/** Passing the service role, to CloudFormation and nobody else. */
export function passServiceRole(serviceRoleArn: string): Need {
  return {
    purpose: "ServiceRole",
    actions: ["iam:PassRole"],
    resources: [serviceRoleArn],
    condition: { StringEquals: { "iam:PassedToService": ["cloudformation.amazonaws.com"] } },
    because: "CloudFormation deploys the app with its own service role, which the deployer passes.",
    sources: [{ where: RETAINED_ROLE }],
  };
}

/**
 * The condition that holds where CloudFormation is told to use this role. The key is an ARN; `ArnEquals` reads `*` and `?` as
 * wildcards, which no role's name has.
 */
export function onlyWith(serviceRoleArn: string): Need["condition"] & object {
  return { ArnEquals: { "cloudformation:RoleArn": [serviceRoleArn] } };
}
