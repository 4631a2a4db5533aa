import type { Need } from "./need";
import { sstPage } from "./pulumiState";
import { type AppTarget, companionArns, regionalArns, s3Arn } from "./target";

/**
 * What SST v3 and v4, which deploy through Pulumi, call beside the state: the assets of an app, and what its components look
 * up and keep.
 */

/** Bundles of code that Pulumi uploads before it makes functions of them, and images. */
export function assets(target: AppTarget): readonly Need[] {
  const repositories = companionArns(target, "ecr", "repository/sst-asset");
  const sources = [
    { where: "anomalyco/sst@v4.17.0:platform/src/components/aws/function.ts" },
    sstPage("ManageBootstrapAssetBucket"),
  ] as const;
  return [
    {
      purpose: "AssetObjects",
      actions: [
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:GetObject",
        "s3:GetObjectTagging",
        "s3:GetObjectVersion",
        "s3:PutObject",
        "s3:PutObjectTagging",
      ],
      resources: [s3Arn(target, "sst-asset-*/*")],
      because: "Bundles of functions go to the asset bucket as tagged objects, under names made of their content.",
      sources,
    },
    {
      purpose: "AssetList",
      actions: ["s3:GetBucketLocation", "s3:ListBucket"],
      resources: [s3Arn(target, "sst-asset-*")],
      because: "Pulumi looks an object up before it uploads it.",
      sources,
    },
    {
      purpose: "AssetImages",
      actions: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:DescribeRepositories",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ],
      resources: repositories,
      because: "Images of container functions, services and tasks are pushed to the asset repository.",
      sources: [
        { where: "anomalyco/sst@v4.17.0:platform/src/components/aws/fargate.ts" },
        { where: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html" },
      ],
    },
    {
      purpose: "AssetImagesSignIn",
      actions: ["ecr:GetAuthorizationToken"],
      resources: ["*"],
      because: "Signing in to ECR takes no resource.",
      sources: [{ where: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html" }],
    },
  ];
}

/** What components look up while they are compared with the state; none of it takes a resource. */
export function componentReads(): Need {
  return {
    purpose: "ComponentReads",
    actions: [
      "ec2:DescribeAddresses",
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeImages",
      "ec2:DescribeInstances",
      "ec2:DescribeInternetGateways",
      "ec2:DescribeNatGateways",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ecr:GetAuthorizationToken",
      "elasticloadbalancing:DescribeListeners",
      "iot:DescribeEndpoint",
      "route53:ListHostedZones",
    ],
    resources: ["*"],
    because: "Components look up networks, listeners, zones and the sign-in to ECR before anything is changed.",
    sources: [{ where: "anomalyco/sst@v4.17.0:platform/src/components/aws" }],
  };
}

/** The SSM parameter with the bastion's key, which a `Vpc` makes; the VPC's id in its name is generated. */
export function vpcParameters(target: AppTarget): Need {
  return {
    purpose: "VpcParameters",
    actions: [
      "ssm:AddTagsToResource",
      "ssm:DeleteParameter",
      "ssm:GetParameter",
      "ssm:GetParameters",
      "ssm:ListTagsForResource",
      "ssm:PutParameter",
      "ssm:RemoveTagsFromResource",
    ],
    resources: regionalArns(target, "ssm", "parameter/sst/vpc/*"),
    because: "A VPC keeps its bastion's key in a parameter named after the VPC's generated id.",
    sources: [{ where: "anomalyco/sst@v4.17.0:platform/src/components/aws/vpc.ts" }],
  };
}
