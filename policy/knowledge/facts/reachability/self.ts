import type { ReachabilityRow } from "../reachability";

/**
 * Actions of the type's own service, for the types of the bootstrap stacks and the Debug stack: these are granted action by
 * action, not as a whole service.
 */
export const SELF: readonly ReachabilityRow[] = [
  ...bucket({
    AccelerateConfiguration: ["s3:PutAccelerateConfiguration"],
    AbacStatus: ["s3:PutBucketAbac"],
    AnalyticsConfigurations: ["s3:PutAnalyticsConfiguration"],
    BucketEncryption: ["s3:PutEncryptionConfiguration"],
    CorsConfiguration: ["s3:PutBucketCORS"],
    IntelligentTieringConfigurations: ["s3:PutIntelligentTieringConfiguration"],
    InventoryConfigurations: ["s3:PutInventoryConfiguration"],
    LifecycleConfiguration: ["s3:PutLifecycleConfiguration"],
    LoggingConfiguration: ["s3:PutBucketLogging"],
    MetricsConfigurations: ["s3:PutMetricsConfiguration"],
    NotificationConfiguration: ["s3:PutBucketNotification"],
    ObjectLockConfiguration: ["s3:PutBucketObjectLockConfiguration"],
    OwnershipControls: ["s3:PutBucketOwnershipControls"],
    PublicAccessBlockConfiguration: ["s3:PutBucketPublicAccessBlock"],
    ReplicationConfiguration: ["s3:PutReplicationConfiguration"],
    Tags: ["s3:PutBucketTagging", "s3:TagResource", "s3:UntagResource"],
    VersioningConfiguration: ["s3:PutBucketVersioning"],
    WebsiteConfiguration: ["s3:DeleteBucketWebsite", "s3:PutBucketWebsite"],
  }),
  {
    type: "AWS::S3::Bucket",
    actions: ["s3:GetBucketAcl", "s3:PutBucketAcl"],
    onlyIf: ["AccessControl"],
    because: "A canned ACL.",
  },
  {
    type: "AWS::S3::Bucket",
    actions: ["s3:*MetadataTableConfiguration", "s3:UpdateBucketMetadata*"],
    onlyIf: ["MetadataConfiguration", "MetadataTableConfiguration"],
    because: "Tables of the objects' metadata.",
  },
  {
    type: "AWS::S3::Bucket",
    actions: ["s3:DeleteObject", "s3:PutObjectAcl"],
    onlyIf: "never",
    because:
      "No property of a bucket touches objects; the policies that SST documents make CDK's bucket without them (anomalyco/v2@v2.49.8:www/docs/advanced/iam-credentials.md).",
  },
  {
    type: "AWS::DynamoDB::Table",
    actions: [
      "dynamodb:AssociateTableReplica",
      "dynamodb:BatchWriteItem",
      "dynamodb:CreateTableReplica",
      "dynamodb:DeleteItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:Scan",
      "dynamodb:UpdateItem",
    ],
    onlyIf: "never",
    because: "Replicating takes them; a table of this type has no replicas.",
  },
  {
    type: "AWS::DynamoDB::Table",
    actions: ["dynamodb:UpdateContributorInsights"],
    onlyIf: ["ContributorInsightsSpecification", "GlobalSecondaryIndexes.ContributorInsightsSpecification"],
    because: "Contributor insights of the table or an index.",
  },
  {
    type: "AWS::DynamoDB::Table",
    actions: ["dynamodb:UpdateContinuousBackups"],
    onlyIf: ["PointInTimeRecoverySpecification"],
    because: "Point-in-time recovery.",
  },
  {
    type: "AWS::DynamoDB::Table",
    actions: ["dynamodb:UpdateTimeToLive"],
    onlyIf: ["TimeToLiveSpecification"],
    because: "Items that expire.",
  },
  {
    type: "AWS::DynamoDB::Table",
    actions: ["dynamodb:DescribeImport", "dynamodb:ImportTable"],
    onlyIf: ["ImportSourceSpecification"],
    because: "Imports items from S3.",
  },
  {
    type: "AWS::DynamoDB::Table",
    actions: ["dynamodb:*KinesisStreamingDestination"],
    onlyIf: ["KinesisStreamSpecification"],
    because: "Changes into a Kinesis stream.",
  },
  {
    type: "AWS::DynamoDB::Table",
    actions: ["dynamodb:DeleteResourcePolicy", "dynamodb:PutResourcePolicy"],
    onlyIf: ["ResourcePolicy", "StreamSpecification.ResourcePolicy"],
    because: "A policy of the table or its stream.",
  },
  {
    type: "AWS::ECR::Repository",
    actions: ["ecr:DeleteLifecyclePolicy", "ecr:PutLifecyclePolicy"],
    onlyIf: ["LifecyclePolicy"],
    because: "The lifecycle policy.",
  },
  {
    type: "AWS::ECR::Repository",
    actions: ["ecr:DeleteRepositoryPolicy", "ecr:SetRepositoryPolicy"],
    onlyIf: ["RepositoryPolicyText"],
    because: "The repository's policy.",
  },
  {
    type: "AWS::ECR::Repository",
    actions: ["ecr:PutImageScanningConfiguration"],
    onlyIf: ["ImageScanningConfiguration"],
    because: "Scanning on push.",
  },
  {
    type: "AWS::ECR::Repository",
    actions: ["ecr:PutImageTagMutability"],
    onlyIf: ["ImageTagMutability", "ImageTagMutabilityExclusionFilters"],
    because: "Whether tags may move.",
  },
  {
    type: "AWS::IAM::ManagedPolicy",
    actions: ["iam:*GroupPolicy"],
    onlyIf: ["Groups"],
    because: "Attached to groups.",
  },
  { type: "AWS::IAM::ManagedPolicy", actions: ["iam:*RolePolicy"], onlyIf: ["Roles"], because: "Attached to roles." },
  { type: "AWS::IAM::ManagedPolicy", actions: ["iam:*UserPolicy"], onlyIf: ["Users"], because: "Attached to users." },
  { type: "AWS::IAM::Policy", actions: ["iam:*GroupPolicy"], onlyIf: ["Groups"], because: "Written into groups." },
  { type: "AWS::IAM::Policy", actions: ["iam:*RolePolicy"], onlyIf: ["Roles"], because: "Written into roles." },
  { type: "AWS::IAM::Policy", actions: ["iam:*UserPolicy"], onlyIf: ["Users"], because: "Written into users." },
  {
    type: "AWS::IAM::Role",
    actions: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
    onlyIf: ["ManagedPolicyArns"],
    because: "Attached policies.",
  },
  {
    type: "AWS::IAM::Role",
    actions: ["iam:DeleteRolePolicy", "iam:PutRolePolicy"],
    onlyIf: ["Policies"],
    because: "Inline policies of the role resource itself; an AWS::IAM::Policy writes its own.",
  },
  {
    type: "AWS::IAM::Role",
    actions: ["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"],
    onlyIf: ["PermissionsBoundary"],
    because: "The permissions boundary.",
  },
  {
    type: "AWS::KMS::Key",
    actions: ["kms:DisableKeyRotation", "kms:EnableKeyRotation"],
    onlyIf: ["EnableKeyRotation", "RotationPeriodInDays"],
    because: "Key rotation.",
  },
  {
    type: "AWS::KMS::Key",
    actions: ["kms:DisableKey", "kms:EnableKey"],
    onlyIf: ["Enabled"],
    because: "Whether the key may be used.",
  },
  { type: "AWS::KMS::Key", actions: ["kms:UpdateKeyDescription"], onlyIf: ["Description"], because: "The description." },
  {
    type: "AWS::Lambda::Function",
    actions: ["lambda:*CodeSigningConfig"],
    onlyIf: ["CodeSigningConfigArn"],
    because: "Code signing.",
  },
  {
    type: "AWS::Lambda::Function",
    actions: ["lambda:*FunctionConcurrency"],
    onlyIf: ["ReservedConcurrentExecutions"],
    because: "Reserved concurrency.",
  },
  {
    type: "AWS::Lambda::Function",
    actions: ["lambda:*FunctionScalingConfig", "lambda:PassCapacityProvider"],
    onlyIf: ["CapacityProviderConfig", "FunctionScalingConfig"],
    because: "Functions on instances of the account's own.",
  },
  {
    type: "AWS::Lambda::Function",
    actions: ["lambda:GetLayerVersion"],
    onlyIf: ["Layers"],
    because: "Layers are read when they are added.",
  },
  {
    type: "AWS::Lambda::Function",
    actions: ["lambda:PutFunctionRecursionConfig"],
    onlyIf: ["RecursiveLoop"],
    because: "Detection of loops.",
  },
  {
    type: "AWS::Lambda::Function",
    actions: ["lambda:PutRuntimeManagementConfig"],
    onlyIf: ["RuntimeManagementConfig"],
    because: "Which updates of the runtime are taken.",
  },
  {
    type: "AWS::Lambda::Function",
    actions: ["lambda:PublishVersion"],
    onlyIf: ["PublishToLatestPublished"],
    because: "Publishing on every update; versions are a type of their own.",
  },
];

/** A bucket's write actions, each of one property. Reads stay: the handler's read asks for every aspect. */
function bucket(rows: Readonly<Record<string, readonly string[]>>): readonly ReachabilityRow[] {
  return Object.entries(rows).map(([property, actions]) => ({
    type: "AWS::S3::Bucket",
    actions,
    onlyIf: [property],
    because: `Written only where ${property} is set.`,
  }));
}
