import { arn } from "../arn";
import type { PolicyDocument, PolicyStatement } from "../document";
import { isCdkGeneration } from "../generation";
import { cdkRoleArns } from "../knowledge/cdk";
import { appStackNames, stackArns } from "../knowledge/stackNames";
import type { AppTarget } from "../knowledge/target";
import { sortedUnique } from "../statement";
import { appPolicyArns, appRoleArns } from "./appRoles";
import { assumableCdkRoles } from "./bootstrap";
import { BOUNDED_ROLE_WRITES } from "./boundary";
import type { Guardrail } from "./statement";
import { boundaryDocument, denies, inAnyRegion, line, passedTo, type StrictInput } from "./strict";
import { NEVER_ALLOWED } from "./writes";

/** Services whose calls the deployer boundary names one by one. */
const NAMED_ONE_BY_ONE = new Set<string>([...NEVER_ALLOWED, "cloudformation", "cloudtrail", "iam", "sts"]);

/**
 * Services that make their own role on first use (`iam:AWSServiceName`); such a role can't be given permissions.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
const SERVICE_LINKED = [
  "dynamodb.application-autoscaling",
  "ecs",
  "ecs.application-autoscaling",
  "elasticache",
  "elasticloadbalancing",
  "opensearchservice",
  "ops.apigateway",
  "rds",
  "replicator.lambda",
] as const;

/** The boundary of the deployer role, of the service role, and of CDK's roles with `execution: bootstrap`. */
export function deployerBoundary(narrow: StrictInput): PolicyDocument {
  const input = inAnyRegion(narrow);
  const { target } = input;
  const used = sortedUnique([...servicesOf(input.statements), ...bootstrapServices(input)]);
  const services = used.filter((service) => !NAMED_ONE_BY_ONE.has(service));
  return boundaryDocument([
    ...(services.length > 0
      ? [
          line(
            "Services",
            services.map((service) => `${service}:*`),
            ["*"],
          ),
        ]
      : []),
    line(
      "Reads",
      [
        "iam:Get*",
        "iam:List*",
        "sts:GetCallerIdentity",
        ...(used.includes("cloudtrail") ? ["cloudtrail:Describe*", "cloudtrail:Get*", "cloudtrail:List*"] : []),
      ],
      ["*"],
    ),
    ...appRoleLines(input),
    ...stackLines(input, used.includes("cloudformation")),
    ...(used.includes("ec2") && !isCdkGeneration(target.sst) ? [instanceProfiles(target)] : []),
    serviceLinkedRoles(target),
    // by region: a pattern of a role's name could be taken for that of another role of CDK's
    assumedRoles(narrow),
    ...denies(target, [...appRoleArns(target, "whole"), ...callerCdkRoles(input)]),
  ]);
}

/** The service prefixes of what the statements allow, each once, in alphabetical order. */
function servicesOf(statements: readonly PolicyStatement[]): readonly string[] {
  const actions = statements.filter((each) => each.Effect === "Allow").flatMap((each) => each.Action ?? []);
  return sortedUnique(actions.map((action) => action.slice(0, action.indexOf(":"))));
}

/** What CDK's own roles use beside, with `execution: bootstrap`: their policies are those of the bootstrap template. */
function bootstrapServices({ execution }: StrictInput): readonly string[] {
  return execution === "bootstrap" ? ["cloudformation", "ecr", "kms", "s3", "ssm"] : [];
}

/** Roles and policies of the app, as long as the roles have their boundary. */
function appRoleLines(input: StrictInput): readonly Guardrail[] {
  const { target, appBoundaryArn, execution, serviceRoleArn } = input;
  const roles = appRoleArns(target, "whole");
  const handed =
    serviceRoleArn !== undefined ? [serviceRoleArn] : execution === undefined ? [] : cdkRoleArns(target, "cfn-exec");
  return [
    line("AppRoles", BOUNDED_ROLE_WRITES, roles, { ArnEquals: { "iam:PermissionsBoundary": [appBoundaryArn] } }),
    line("AppRoleTags", ["iam:TagRole", "iam:UntagRole"], roles),
    line(
      "AppPolicies",
      ["iam:CreatePolicy*", "iam:DeletePolicy*", "iam:SetDefaultPolicyVersion", "iam:TagPolicy", "iam:UntagPolicy"],
      appPolicyArns(target, "whole"),
    ),
    line("PassRole", ["iam:PassRole"], roles, passedTo(target)),
    ...(handed.length > 0
      ? [
          line("PassToCloudFormation", ["iam:PassRole"], handed, {
            StringEquals: { "iam:PassedToService": ["cloudformation.amazonaws.com"] },
          }),
        ]
      : []),
  ];
}

/** The app's own stacks, and looking at others: a stack acts with the role that it was last given. */
function stackLines({ target }: StrictInput, used: boolean): readonly Guardrail[] {
  if (!used) return [];
  const read = line(
    "StacksRead",
    ["cloudformation:Describe*", "cloudformation:Get*", "cloudformation:List*", "cloudformation:ValidateTemplate"],
    ["*"],
  );
  if (!isCdkGeneration(target.sst)) return [read];
  return [read, line("Stacks", ["cloudformation:*"], stackArns(target, appStackNames(target)))];
}

function instanceProfiles(target: AppTarget): Guardrail {
  return line(
    "InstanceProfiles",
    ["iam:*InstanceProfile"],
    [arn(target.partition, "iam", "", target.accountId, "instance-profile/*")],
  );
}

function serviceLinkedRoles(target: AppTarget): Guardrail {
  return line(
    "ServiceLinkedRoles",
    ["iam:CreateServiceLinkedRole"],
    [arn(target.partition, "iam", "", target.accountId, "role/aws-service-role/*")],
    { StringEquals: { "iam:AWSServiceName": SERVICE_LINKED.map((service) => `${service}.amazonaws.com`) } },
  );
}

function callerCdkRoles({ target, execution, scope }: StrictInput): readonly string[] {
  return execution === undefined
    ? []
    : assumableCdkRoles({ target, execution, lookup: scope === "account" }).flatMap((role) =>
        cdkRoleArns(target, role),
      );
}

function assumedRoles(input: StrictInput): Guardrail {
  return line(
    "AssumeRole",
    ["sts:AssumeRole", "sts:TagSession"],
    [...appRoleArns(input.target, "whole"), ...callerCdkRoles(input)],
  );
}
