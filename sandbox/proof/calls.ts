import type { PlannedRole } from "../../plan/model";
import type { PolicyStatement } from "../../policy/document";
import { actionCovers, actionsOverlap } from "../../policy/match";

/** A call of the AWS CLI, and the one permission that it needs. */
export interface Call {
  /** The IAM action, which is the API operation that the local AWS checks too. */
  readonly action: string;
  /** Arguments of `aws`. */
  readonly args: readonly string[];
}

const call = (action: string, ...args: readonly string[]): Call => ({ action, args });

/**
 * Calls that change nothing and take no resource. All of them work in moto 5.2.1 with enforcement on; not there are
 * services whose signatures it can't check then (those with paths: lambda, route53, cloudfront) and services whose IAM
 * action isn't called like the operation (apigateway).
 */
const HARMLESS: readonly Call[] = [
  call("dynamodb:ListTables", "dynamodb", "list-tables"),
  call("sns:ListTopics", "sns", "list-topics"),
  call("events:ListRules", "events", "list-rules"),
  call("kinesis:ListStreams", "kinesis", "list-streams"),
  call("states:ListStateMachines", "stepfunctions", "list-state-machines"),
  call("rds:DescribeDBInstances", "rds", "describe-db-instances"),
  call("ecs:ListClusters", "ecs", "list-clusters"),
  call("cognito-idp:ListUserPools", "cognito-idp", "list-user-pools", "--max-results", "1"),
  call("cloudformation:ListStacks", "cloudformation", "list-stacks"),
  call("cloudformation:DescribeStacks", "cloudformation", "describe-stacks"),
  call("cloudformation:ValidateTemplate", "cloudformation", "validate-template", "--template-body", '{"Resources":{}}'),
  call("cloudformation:ListExports", "cloudformation", "list-exports"),
  call("iam:ListRoles", "iam", "list-roles"),
  call("logs:DescribeLogGroups", "logs", "describe-log-groups"),
  call("acm:ListCertificates", "acm", "list-certificates"),
  call("ssm:DescribeParameters", "ssm", "describe-parameters"),
  call("ecr:GetAuthorizationToken", "ecr", "get-authorization-token"),
  call("secretsmanager:ListSecrets", "secretsmanager", "list-secrets"),
  call("kms:ListKeys", "kms", "list-keys"),
  call("ec2:DescribeVpcs", "ec2", "describe-vpcs"),
  call("s3:ListAllMyBuckets", "s3api", "list-buckets"),
];

/** Calls that a deployer has no business with unless its strategy says so; the telling ones first. */
const TELLING: readonly Call[] = [
  call(
    "dynamodb:CreateTable",
    ...["dynamodb", "create-table", "--table-name", "intruder", "--billing-mode", "PAY_PER_REQUEST"],
    ...["--attribute-definitions", "AttributeName=id,AttributeType=S", "--key-schema", "AttributeName=id,KeyType=HASH"],
  ),
  call("iam:CreateUser", "iam", "create-user", "--user-name", "intruder"),
  call("ec2:DescribeInstances", "ec2", "describe-instances"),
  call("rds:DescribeDBInstances", "rds", "describe-db-instances"),
  call("kms:ListKeys", "kms", "list-keys"),
  call("secretsmanager:ListSecrets", "secretsmanager", "list-secrets"),
  call("ecs:ListClusters", "ecs", "list-clusters"),
];

const ADMINISTRATOR_ACCESS = /^arn:[^:]+:iam::aws:policy\/AdministratorAccess$/;

/** True where the role has AWS's AdministratorAccess: nothing is denied to it. */
export function isAdministrator(role: PlannedRole): boolean {
  return role.managedPolicyArns.some((arn) => ADMINISTRATOR_ACCESS.test(arn));
}

function statements(role: PlannedRole): readonly PolicyStatement[] {
  return role.policies.flatMap((policy) => policy.document.Statement);
}

/**
 * A call that the role's policies allow on every resource without a condition. The local AWS checks operations against
 * resource `*` and can't evaluate conditions, so no other call would be a fair trial.
 */
export function allowedCall(role: PlannedRole): Call | undefined {
  if (isAdministrator(role)) return HARMLESS[0];
  const all = statements(role);
  return HARMLESS.find(
    ({ action }) =>
      all.some(
        ({ Effect, Action, Resource, Condition }) =>
          Effect === "Allow" &&
          Condition === undefined &&
          Resource?.includes("*") === true &&
          Action?.some((pattern) => actionCovers(pattern, action)) === true,
      ) && !all.some((each) => (each.Effect === "Deny" || each.Condition !== undefined) && mentions(each, action)),
  );
}

/** A call whose action no statement of the role allows on any resource; undefined for administrators. */
export function deniedCall(role: PlannedRole): Call | undefined {
  if (isAdministrator(role)) return undefined;
  const allowing = statements(role).filter(({ Effect }) => Effect === "Allow");
  return TELLING.find(({ action }) => !allowing.some((each) => mentions(each, action)));
}

function mentions(statement: PolicyStatement, action: string): boolean {
  if (statement.NotAction !== undefined) return !statement.NotAction.some((pattern) => actionCovers(pattern, action));
  return statement.Action?.some((pattern) => actionsOverlap(pattern, action)) === true;
}
