import { arn, iamPolicyArn, iamRoleArn } from "../arn";
import type { PolicyDocument, PolicyStatement } from "../document";
import { isCdkGeneration } from "../generation";
import { cdkRoleArns } from "../knowledge/cdk";
import { appStackNames, stackArns } from "../knowledge/stackNames";
import { type AppTarget, regionalArns, s3Arn } from "../knowledge/target";
import { serviceScope } from "../knowledge/scope/services";
import { IAM_PATH } from "../names";
import { compareText, policyDocument } from "../statement";
import { namedArns, ownTags } from "../strategies/appScope";
import { appNames, appPolicyArns, appRoleArns } from "./appRoles";
import { BOUNDED_ROLE_WRITES } from "./boundary";
import type { CdkExecution } from "./model";
import { BASE_RUNTIME_ACTIONS, functionArns, RUNTIME_ACTIONS } from "./runtime";
import { assumableCdkRoles } from "./standard";
import { type Guardrail, guardrailStatement } from "./statement";
import { IAM_WRITES } from "./writes";

/**
 * The two permissions boundaries of `strict`. Both are allow-lists; what they don't name nobody under them can do, whatever
 * policies are written. A role holds one boundary, which is one policy and can't be divided.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html. A boundary that merely doesn't
 * allow doesn't limit what a resource's policy gives to the session of a role, hence the explicit denies on sts:AssumeRole
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic).
 */
const BOUNDARIES = { where: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html" };

/** What the boundaries are made for. */
export interface StrictInput {
  readonly target: AppTarget;
  readonly execution?: CdkExecution;
  /** Statements of every role that gets the deployer boundary. */
  readonly statements: readonly PolicyStatement[];
  /** IAM service prefixes that the app uses. */
  readonly appServices: readonly string[];
  /** `app`: the boundary of the app's roles reaches this app's and stages' resources only. */
  readonly scope: "account" | "app";
  /** ARN of the boundary of the app's roles. */
  readonly appBoundaryArn: string;
  readonly serviceRoleArn?: string;
}

/** Services that reach people, organizations and accounts, of which no boundary allows anything. */
export const NEVER_ALLOWED = [
  "account",
  "identitystore",
  "organizations",
  "rolesanywhere",
  "sso",
  "sso-directory",
] as const;

/** Services whose calls the deployer boundary names one by one. */
const NAMED_ONE_BY_ONE = new Set<string>([...NEVER_ALLOWED, "cloudformation", "cloudtrail", "iam", "sts"]);

/**
 * Services that act with roles of the app (`iam:PassedToService`): those that SST's constructs and components write into a
 * role's trust (`anomalyco/v2@v2.49.8:packages/sst/src/constructs`, `anomalyco/sst@v4.17.0:platform/src/components/aws`).
 */
const SERVICES_WITH_ROLES = {
  cdk: ["codebuild", "monitoring.rds"],
  pulumi: ["backup", "ec2", "iot", "states"],
  both: [
    "apigateway",
    "appsync",
    "cognito-identity",
    "cognito-idp",
    "ecs-tasks",
    "edgelambda",
    "events",
    "lambda",
    "rds",
    "scheduler",
  ],
} as const;

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
  const used = [...new Set([...servicesOf(input.statements), ...bootstrapServices(input)])].sort(compareText);
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

/** The boundary that every role of the app must have. With `scope: app` it holds them to the app's resources, too. */
export function appBoundary(narrow: StrictInput): PolicyDocument {
  const input = inAnyRegion(narrow);
  const { target } = input;
  const roles = appRoleArns(target, "whole");
  const lines = [
    ...(input.scope === "app" ? ownServiceLines(input) : serviceLines(input)),
    line("Assets", ["s3:GetObject", "s3:ListBucket"], assetBuckets(target)),
    line("Parameters", ["ssm:*Parameter", "ssm:GetParameter*"], appParameterArns(target)),
    line("Functions", ["lambda:*"], functionArns(target, appNames(target, "whole"))),
    line("AppRoles", ["sts:AssumeRole", "sts:TagSession"], roles),
    line("PassRole", ["iam:PassRole"], roles, passedTo(target)),
  ];
  return boundaryDocument([
    ...lines.filter((each) => each.actions.length > 0 && each.resources?.length !== 0),
    ...denies(target, roles),
  ]);
}

/** What runs may do of the app's services, on whatever there is of them. */
function serviceLines({ appServices }: StrictInput): readonly Guardrail[] {
  return [line("Services", appServices.flatMap(runtimeActions), ["*"]), line("Runtime", BASE_RUNTIME_ACTIONS, ["*"])];
}

/** The same on what is named after the app and its stages, or carries their tags; keys only by way of other services. */
function ownServiceLines({ target, appServices }: StrictInput): readonly Guardrail[] {
  const services = [...new Set([...appServices, "logs"])];
  const actions = [...services.flatMap(runtimeActions), "logs:*"];
  const named = services.flatMap((service) => serviceScope(service)?.named ?? []);
  const keys = BASE_RUNTIME_ACTIONS.filter((action) => action.startsWith("kms:"));
  const others = BASE_RUNTIME_ACTIONS.filter((action) => !/^(?:kms|logs):/.test(action));
  return [
    line(
      "Services",
      actions,
      named.flatMap((resource) => namedArns(target, resource)),
    ),
    line("Tagged", actions, ["*"], ownTags("ResourceTag", target)),
    line("Runtime", others, ["*"]),
    line("Keys", keys, ["*"], { StringLike: { "kms:ViaService": ["*.amazonaws.com"] } }),
  ];
}

function runtimeActions(service: string): readonly string[] {
  return (NEVER_ALLOWED as readonly string[]).includes(service) ? [] : (RUNTIME_ACTIONS[service] ?? [`${service}:*`]);
}

/** A boundary is one policy, so its ARNs name no region: those of the roles' own policies do. */
function inAnyRegion(input: StrictInput): StrictInput {
  return { ...input, target: { ...input.target, regions: ["*"] } };
}

/** The service prefixes of what the statements allow, each once, in alphabetical order. */
function servicesOf(statements: readonly PolicyStatement[]): readonly string[] {
  const actions = statements.filter((each) => each.Effect === "Allow").flatMap((each) => each.Action ?? []);
  return [...new Set(actions.map((action) => action.slice(0, action.indexOf(":"))))].sort(compareText);
}

/** What CDK's own roles use beside, with `execution: bootstrap`: their policies are those of the bootstrap template. */
function bootstrapServices({ execution }: StrictInput): readonly string[] {
  return execution === "bootstrap" ? ["cloudformation", "ecr", "kms", "s3", "ssm"] : [];
}

function line(
  purpose: string,
  actions: readonly string[],
  resources: readonly string[],
  condition?: Guardrail["condition"],
): Guardrail {
  return {
    purpose,
    effect: "Allow",
    actions,
    resources,
    ...(condition ? { condition } : {}),
    because: "What the boundary doesn't name, nobody under it can do.",
    sources: [BOUNDARIES],
  };
}

/** Roles and policies of the app, as long as the roles have their boundary. */
function appRoleLines(input: StrictInput): readonly Guardrail[] {
  const { target, appBoundaryArn, execution, serviceRoleArn } = input;
  const roles = appRoleArns(target, "whole");
  const handed =
    serviceRoleArn !== undefined ? [serviceRoleArn] : execution === undefined ? [] : cdkRoleArns(target, "cfn-exec");
  return [
    line("AppRoles", BOUNDED_ROLE_WRITES, roles, { StringEquals: { "iam:PermissionsBoundary": [appBoundaryArn] } }),
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

function passedTo(target: AppTarget): NonNullable<Guardrail["condition"]> {
  const { both, cdk, pulumi } = SERVICES_WITH_ROLES;
  const services = [...both, ...(isCdkGeneration(target.sst) ? cdk : pulumi)];
  return { StringEquals: { "iam:PassedToService": services.map((service) => `${service}.amazonaws.com`) } };
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

function callerCdkRoles({ target, execution }: StrictInput): readonly string[] {
  return execution === undefined
    ? []
    : assumableCdkRoles({ target, execution, hands: "caller", names: "whole" }).flatMap((role) =>
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

/** Explicit, so that no trust policy and no session gets past them. */
function denies({ partition, accountId }: AppTarget, assumable: readonly string[]): readonly Guardrail[] {
  const deny = {
    effect: "Deny",
    because: "Explicit, so that no trust policy gets past it.",
    sources: [BOUNDARIES],
  } as const;
  return [
    { ...deny, purpose: "OtherRoles", actions: ["sts:AssumeRole"], exceptResources: assumable },
    {
      ...deny,
      purpose: "Deployers",
      actions: IAM_WRITES,
      resources: [iamRoleArn(partition, accountId, IAM_PATH, "*"), iamPolicyArn(partition, accountId, IAM_PATH, "*")],
    },
  ];
}

function assetBuckets(target: AppTarget): readonly string[] {
  const buckets = isCdkGeneration(target.sst)
    ? [`cdk-${target.cdk.qualifier}-assets-*`, "sstbootstrap-*"]
    : ["sst-asset-*"];
  return buckets.map((name) => s3Arn(target, name));
}

function appParameterArns(target: AppTarget): readonly string[] {
  const names = target.sst === "v0" ? appStackNames(target).map((stack) => `sst/${stack}`) : [`sst/${target.app}/*`];
  return names.flatMap((name) => regionalArns(target, "ssm", `parameter/${name}`));
}

function boundaryDocument(lines: readonly Guardrail[]): PolicyDocument {
  return policyDocument(
    lines.map((each) => guardrailStatement(each, `Boundary${each.purpose}`)).sort((a, b) => compareText(a.Sid, b.Sid)),
  );
}
