import { iamPolicyArn } from "../arn";
import type { Source } from "../grant";
import { STACK_CHANGES } from "./appStacks";
import {
  ALIAS_ACTIONS,
  BUCKET_ACTIONS,
  HANDLERS,
  KEY_ACTIONS,
  MANAGED_POLICY_ACTIONS,
  PARAMETER_ACTIONS,
  REPOSITORY_ACTIONS,
  ROLE_ACTIONS,
  VIA_CLOUDFORMATION,
} from "./cloudFormationHandlers";
import type { Need } from "./need";
import { type AppTarget, regionalArns, roleArn, s3Arn } from "./target";

/**
 * The AWS CDK: its bootstrap stack, and what its command line does when SST v0, v1 and v2 deploy with it.
 *
 * Template read in versions 14 (aws-cdk 2.50.0) and 33 (aws-cdk 2.1148.1); names are the same in both. v0 before 0.59 uses
 * CDK v1, whose bootstrap stack has one bucket only.
 */
const TEMPLATE = "aws/aws-cdk@v2.50.0:packages/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml";
const SST_PAGE = "anomalyco/sst@v1.18.4:www/docs/advanced/iam-credentials.md";
const V2_PAGE = "anomalyco/v2@v2.49.8:www/docs/advanced/iam-credentials.md";

function inTemplate(...resources: readonly string[]): Source {
  return { where: TEMPLATE, what: resources.join(", ") };
}

/** The roles of the bootstrap stack. Only CloudFormation can assume `cfn-exec`; callers assume the other four. */
export type CdkRole = "cfn-exec" | "deploy" | "file-publishing" | "image-publishing" | "lookup";

/** All of them. */
export const CDK_ROLES: readonly CdkRole[] = ["cfn-exec", "deploy", "file-publishing", "image-publishing", "lookup"];

/** ARNs of one of the bootstrap stack's roles, one a region: `cdk-<qualifier>-<role>-role-<account>-<region>`. */
export function cdkRoleArns(target: AppTarget, role: CdkRole): readonly string[] {
  return target.regions.map((region) =>
    roleArn(target, `cdk-${target.cdk.qualifier}-${role}-role-${target.accountId}-${region}`),
  );
}

/** Assuming the bootstrap stack's roles, as CDK's command line does before it uploads, looks up or deploys. */
export function cdkRoles(target: AppTarget, roles: readonly Exclude<CdkRole, "cfn-exec">[]): Need {
  return {
    purpose: "CdkRoles",
    actions: ["sts:AssumeRole"],
    resources: roles.flatMap((role) => cdkRoleArns(target, role)),
    because: `CDK assumes its ${roles.join(", ")} roles to publish assets, to look up and to deploy.`,
    sources: [
      { where: V2_PAGE, what: "AllowSSTAssumeCDKToolkitRoles" },
      inTemplate("DeploymentActionRole", "FilePublishingRole", "ImagePublishingRole", "LookupRole"),
    ],
  };
}

/**
 * Passing CloudFormation the bootstrap stack's own execution role, as v2 does with the caller's credentials: it names the
 * role in CreateStack and UpdateStack, where CDK's command line leaves that to the bootstrap stack's deploy role.
 */
export function passCdkExecutionRole(target: AppTarget): Need {
  return {
    purpose: "CdkExecutionRole",
    actions: ["iam:PassRole"],
    resources: cdkRoleArns(target, "cfn-exec"),
    condition: { StringEquals: { "iam:PassedToService": ["cloudformation.amazonaws.com"] } },
    because:
      "SST v2 creates and updates stacks with the caller's credentials, and names CDK's execution role for them.",
    sources: [
      {
        where: "anomalyco/v2@v2.49.8:packages/sst/src/stacks/deploy.ts#buildCloudFormationStackParams",
        what: "RoleARN",
      },
      { where: V2_PAGE, what: "AllowCDKManageToolkitRoles (iam:PassRole)" },
    ],
  };
}

/** Reading the version of the bootstrap stack, as CDK and every template's rule on its version do. */
export function cdkVersion(target: AppTarget): Need {
  return {
    purpose: "CdkVersion",
    actions: ["ssm:GetParameter", "ssm:GetParameters"],
    resources: regionalArns(target, "ssm", `parameter/cdk-bootstrap/${target.cdk.qualifier}/version`),
    because: "CDK compares the version of the bootstrap stack with the one that the app needs.",
    sources: [inTemplate("CdkBootstrapVersion")],
  };
}

/** Reading templates and code from the buckets that CDK publishes to, as CloudFormation does with the caller's rights. */
export function cdkAssetsRead(target: AppTarget): Need {
  return {
    purpose: "CdkAssets",
    actions: ["s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket"],
    resources: assetBuckets(target),
    because: "CloudFormation reads templates and function code from CDK's asset bucket.",
    sources: [
      inTemplate("DeploymentActionRole (CliStagingBucket)"),
      {
        where: "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html",
        what: "TemplateURL",
      },
    ],
  };
}

/** Pulling container images that CDK published, as Lambda and ECS check when a function or task is made of one. */
export function cdkImagesRead(target: AppTarget): Need {
  return {
    purpose: "CdkImages",
    actions: ["ecr:BatchGetImage", "ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:GetDownloadUrlForLayer"],
    resources: regionalArns(target, "ecr", `repository/cdk-${target.cdk.qualifier}-container-assets-*`),
    because: "A function or task made of a container image needs its image from CDK's repository.",
    sources: [
      inTemplate("ContainerAssetsRepository"),
      { where: "https://docs.aws.amazon.com/lambda/latest/dg/images-create.html", what: "permissions of the creator" },
    ],
  };
}

/** Publishing to the bucket of CDK v1, with the caller's own rights (v0 before 0.59). */
export function cdkV1Assets(target: AppTarget): Need {
  return {
    purpose: "CdkV1Assets",
    actions: ["s3:GetBucketLocation", "s3:GetEncryptionConfiguration", "s3:GetObject", "s3:ListBucket", "s3:PutObject"],
    resources: [s3Arn(target, "cdktoolkit-stagingbucket-*")],
    because: "CDK v1 publishes templates and code with the caller's own credentials; it has no publishing roles.",
    sources: [
      { where: "aws/aws-cdk@v1.134.0:packages/cdk-assets/lib/private/handlers/files.ts" },
      { where: "aws/aws-cdk@v1.134.0:packages/aws-cdk/lib/api/bootstrap/legacy-template.ts", what: "StagingBucket" },
    ],
  };
}

/** What `cdk bootstrap` calls of CloudFormation on the bootstrap stack. */
export function cdkToolkitStack(target: AppTarget): readonly Need[] {
  const resources = regionalArns(target, "cloudformation", `stack/${target.cdk.toolkitStackName}/*`);
  const because = "SST bootstraps CDK on the first deploy to an account and region, and updates it.";
  const sources = [
    { where: V2_PAGE, what: "AllowCDKManageToolkitStack" },
    { where: "anomalyco/v2@v2.49.8:packages/sst/src/bootstrap.ts#bootstrapCDK" },
  ] as const;
  return [
    { purpose: "CdkToolkitStackChanges", actions: STACK_CHANGES, resources, because, sources },
    {
      purpose: "CdkToolkitStack",
      actions: [
        "cloudformation:DeleteChangeSet",
        "cloudformation:DeleteStack",
        "cloudformation:DescribeChangeSet",
        "cloudformation:DescribeEvents",
        "cloudformation:DescribeStackEvents",
        "cloudformation:DescribeStackResources",
        "cloudformation:DescribeStacks",
        "cloudformation:ExecuteChangeSet",
        "cloudformation:GetTemplate",
        "cloudformation:TagResource",
        "cloudformation:UpdateTerminationProtection",
      ],
      resources,
      because,
      sources,
    },
  ];
}

/**
 * What CloudFormation calls to make the resources of CDK's bootstrap stack, current and old template versions.
 *
 * @param hands with whose rights CloudFormation calls: the deployer's own, or those of a service role. A service role's
 *   calls carry no `aws:CalledVia`, so that its key is known by the tag that CloudFormation gives it.
 */
export function cdkToolkitResources(target: AppTarget, hands: "caller" | "service-role"): readonly Need[] {
  const { qualifier, toolkitStackName } = target.cdk;
  const ofToolkit = { StringEquals: { "aws:ResourceTag/aws:cloudformation:stack-name": [toolkitStackName] } };
  const handlers = { where: HANDLERS };
  const needs: Need[] = [
    {
      purpose: "CdkToolkitRoles",
      actions: ROLE_ACTIONS,
      resources: CDK_ROLES.flatMap((role) => cdkRoleArns(target, role)),
      because: "The bootstrap stack has five roles; newer templates change their trust, policies and boundary.",
      sources: [
        { where: V2_PAGE, what: "AllowCDKManageToolkitRoles" },
        inTemplate(
          "CloudFormationExecutionRole",
          "DeploymentActionRole",
          "FilePublishingRole",
          "ImagePublishingRole",
          "LookupRole",
        ),
        handlers,
      ],
    },
    {
      purpose: "CdkToolkitBoundary",
      actions: MANAGED_POLICY_ACTIONS,
      resources: [
        iamPolicyArn(
          target.partition,
          target.accountId,
          "/",
          `cdk-${qualifier}-permissions-boundary-${target.accountId}-*`,
        ),
      ],
      because: "The bootstrap stack has a boundary policy where an example boundary is asked for.",
      sources: [inTemplate("CdkBoostrapPermissionsBoundaryPolicy"), handlers],
    },
    {
      purpose: "CdkToolkitBucket",
      actions: BUCKET_ACTIONS,
      resources: target.regions.map((region) => s3Arn(target, `cdk-${qualifier}-assets-${target.accountId}-${region}`)),
      because: "The bootstrap stack has the bucket that assets are published to.",
      sources: [
        { where: V2_PAGE, what: "AllowCDKManageToolkitBucket" },
        inTemplate("StagingBucket", "StagingBucketPolicy"),
        handlers,
      ],
    },
    {
      purpose: "CdkToolkitRepository",
      actions: REPOSITORY_ACTIONS,
      resources: target.regions.flatMap((region) =>
        regionalArns(
          { ...target, regions: [region] },
          "ecr",
          `repository/cdk-${qualifier}-container-assets-${target.accountId}-${region}`,
        ),
      ),
      because: "The bootstrap stack has the repository that images are published to.",
      sources: [
        { where: V2_PAGE, what: "AllowCDKManageToolkitRepository" },
        inTemplate("ContainerAssetsRepository"),
        handlers,
      ],
    },
    {
      purpose: "CdkToolkitVersion",
      actions: PARAMETER_ACTIONS,
      resources: regionalArns(target, "ssm", `parameter/cdk-bootstrap/${qualifier}/version`),
      because: "The bootstrap stack keeps its version in a parameter.",
      sources: [
        { where: V2_PAGE, what: "AllowCDKManageToolkitVersionParameter" },
        inTemplate("CdkBootstrapVersion"),
        handlers,
      ],
    },
    {
      purpose: "CdkToolkitKey",
      actions: KEY_ACTIONS,
      resources: regionalArns(target, "kms", "key/*"),
      condition: hands === "caller" ? VIA_CLOUDFORMATION : ofToolkit,
      because: "The bootstrap stack may have a key; KMS generates its id.",
      sources: [inTemplate("FileAssetsBucketEncryptionKey"), handlers],
    },
    {
      purpose: "CdkToolkitKeyAlias",
      actions: ALIAS_ACTIONS,
      resources: regionalArns(target, "kms", `alias/cdk-${qualifier}-assets-key`),
      ...(hands === "caller" ? { condition: VIA_CLOUDFORMATION } : {}),
      because: "The bootstrap stack's key has an alias; an alias has no tags, but a name of its own.",
      sources: [inTemplate("FileAssetsBucketEncryptionKeyAlias"), handlers],
    },
    {
      purpose: "CdkToolkitNewKey",
      actions: ["kms:CreateKey", "kms:ListAliases"],
      resources: ["*"],
      ...(hands === "caller" ? { condition: VIA_CLOUDFORMATION } : {}),
      because: "Making a key and listing aliases take no resource.",
      sources: [
        inTemplate("FileAssetsBucketEncryptionKey"),
        { where: SST_PAGE, what: "AWS::KMS::Key, AWS::KMS::Alias" },
      ],
    },
  ];
  return target.sst === "v0" ? [...needs, cdkV1Toolkit(target)] : needs;
}

/** The bootstrap stack of CDK v1 has a bucket and its policy, and generates its name. */
function cdkV1Toolkit(target: AppTarget): Need {
  return {
    purpose: "CdkV1ToolkitBucket",
    actions: BUCKET_ACTIONS,
    resources: [s3Arn(target, "cdktoolkit-stagingbucket-*")],
    because: "The bootstrap stack of CDK v1, which SST before 0.59 uses, has a bucket with a generated name.",
    sources: [
      { where: "aws/aws-cdk@v1.134.0:packages/aws-cdk/lib/api/bootstrap/legacy-template.ts", what: "StagingBucket" },
      { where: HANDLERS },
    ],
  };
}

function assetBuckets(target: AppTarget): readonly string[] {
  return target.regions.flatMap((region) => {
    const bucket = `cdk-${target.cdk.qualifier}-assets-${target.accountId}-${region}`;
    return [s3Arn(target, bucket), s3Arn(target, `${bucket}/*`)];
  });
}
