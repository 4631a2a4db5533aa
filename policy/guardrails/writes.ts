/**
 * What writes: the action lists that guardrails and the service control policy deny. Each names the AWS page that it was
 * read from; wildcards stand for whole families, so that a call that AWS adds to one is denied too.
 */

/**
 * Every verb of IAM's actions that write; `iam:PassRole` has a statement of its own.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const IAM_WRITES = [
  "iam:Add*",
  "iam:Attach*",
  "iam:Change*",
  "iam:Create*",
  "iam:Deactivate*",
  "iam:Delete*",
  "iam:Detach*",
  "iam:Enable*",
  "iam:Put*",
  "iam:Remove*",
  "iam:Reset*",
  "iam:Resync*",
  "iam:Set*",
  "iam:Tag*",
  "iam:Untag*",
  "iam:Update*",
  "iam:Upload*",
] as const;

/** Writes of roles, on the same page. */
export const ROLE_WRITES = [
  "iam:AttachRolePolicy",
  "iam:CreateRole",
  "iam:DeleteRole*",
  "iam:DetachRolePolicy",
  "iam:PutRole*",
  "iam:TagRole",
  "iam:UntagRole",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole*",
] as const;

/** What changes what a managed policy says that is there already, on the same page. */
export const POLICY_WRITES = ["iam:CreatePolicyVersion", "iam:DeletePolicy*", "iam:SetDefaultPolicyVersion"] as const;

/**
 * What stops, changes or deletes a trail or an event data store; starting and making one isn't among it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 */
export const TRAIL_WRITES = [
  "cloudtrail:Delete*",
  "cloudtrail:Put*",
  "cloudtrail:Stop*",
  "cloudtrail:Update*",
] as const;

/**
 * What changes a stack.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export const STACK_WRITES = [
  "cloudformation:CancelUpdateStack",
  "cloudformation:ContinueUpdateRollback",
  "cloudformation:CreateChangeSet",
  "cloudformation:CreateStack",
  "cloudformation:DeleteStack",
  "cloudformation:ExecuteChangeSet",
  "cloudformation:RollbackStack",
  "cloudformation:SetStackPolicy",
  "cloudformation:UpdateStack",
  "cloudformation:UpdateTerminationProtection",
] as const;

/**
 * What makes, opens, redirects or deletes SST's shared buckets, repository and parameters; not what writes objects and images.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html, list_amazonelasticcontainerregistry.html
 * and list_awssystemsmanager.html there.
 */
export const STATE_WRITES = [
  "ecr:CreateRepository",
  "ecr:DeleteRepository*",
  "ecr:SetRepositoryPolicy",
  "s3:CreateBucket",
  "s3:DeleteBucket*",
  "s3:PutBucket*",
  "s3:PutEncryptionConfiguration",
  "s3:PutInventoryConfiguration",
  "s3:PutLifecycleConfiguration",
  "s3:PutReplicationConfiguration",
  "ssm:DeleteParameter*",
  "ssm:PutParameter",
] as const;
