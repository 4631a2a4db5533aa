/**
 * What writes: the action lists that guardrails and the service control policy deny. Each names the AWS page that it was
 * read from; wildcards stand for whole families, so that a call that AWS adds to one is denied too.
 */

/**
 * Services that reach people, organizations and accounts: an app's deployer has nothing to do with them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const ACCOUNT_SERVICES = [
  "account",
  "account-access",
  "identity-sync",
  "identitystore",
  "identitystore-auth",
  "organizations",
  "rolesanywhere",
  "sso",
  "sso-directory",
] as const;

/** Services of which no boundary allows anything; of signing in, `standard` denies the settings alone. */
export const NEVER_ALLOWED = [...ACCOUNT_SERVICES, "signin"] as const;

/**
 * Every verb of IAM's actions that write; `iam:PassRole` has a statement of its own.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const IAM_WRITES = [
  "iam:Accept*",
  "iam:Add*",
  "iam:Associate*",
  "iam:Attach*",
  "iam:Change*",
  "iam:Create*",
  "iam:Deactivate*",
  "iam:Delete*",
  "iam:Detach*",
  "iam:Disable*",
  "iam:Enable*",
  "iam:Put*",
  "iam:Reject*",
  "iam:Remove*",
  "iam:Reset*",
  "iam:Resync*",
  "iam:Send*",
  "iam:Set*",
  "iam:Tag*",
  "iam:Untag*",
  "iam:Update*",
  "iam:Upload*",
] as const;

/**
 * What holds for the account as a whole, on the same page: its settings, keys that are no user's, and what it delegates to
 * others. Nothing of it has resources that tell one app's from another's.
 */
export const ACCOUNT_SETTINGS = [
  "iam:AcceptDelegation*",
  "iam:AssociateDelegation*",
  "iam:CreateAccount*",
  "iam:CreateDelegation*",
  "iam:DeleteAccount*",
  "iam:DeleteCloudFront*",
  "iam:DisableOrganizations*",
  "iam:DisableOutbound*",
  "iam:EnableOrganizations*",
  "iam:EnableOutbound*",
  "iam:PutAccount*",
  "iam:RejectDelegation*",
  "iam:SendDelegation*",
  "iam:SetSTS*",
  "iam:SetSecurityTokenService*",
  "iam:UpdateAccount*",
  "iam:UpdateCloudFront*",
  "iam:UploadCloudFront*",
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
 * What stops, changes or deletes what records, takes its tags off or hands it to another account; starting, restoring and
 * making it isn't among it, nor reading it by queries.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 */
export const TRAIL_WRITES = [
  "cloudtrail:Delete*",
  "cloudtrail:DeregisterOrganization*",
  "cloudtrail:Disable*",
  "cloudtrail:Put*",
  "cloudtrail:RegisterOrganization*",
  "cloudtrail:Remove*",
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
