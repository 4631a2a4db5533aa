import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { AccountPlan } from "../../plan/model";
import type { PolicyDocument } from "../../policy/document";
import { policyDocument } from "../../policy/statement";

/**
 * What CDK's roles may do, read from the bootstrap template of the aws-cdk that is installed (version 33), with the template's
 * default parameters. The execution role's policies are given to it, and aren't here.
 */

const TEMPLATE = join(__dirname, "../../node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml");

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Properties: {
          readonly Policies?: readonly { readonly PolicyDocument: unknown }[];
          readonly PolicyDocument?: unknown;
          readonly ManagedPolicyArns?: unknown;
        };
      }
    >
  >;
}

const { Resources } = parse(readFileSync(TEMPLATE, "utf8")) as Template;

/** The roles of the template whose policies are known, by CDK's name for them. */
const ROLES = {
  deploy: ["DeploymentActionRole"],
  "file-publishing": ["FilePublishingRole", "FilePublishingRoleDefaultPolicy"],
  "image-publishing": ["ImagePublishingRole", "ImagePublishingRoleDefaultPolicy"],
  lookup: ["LookupRole"],
} as const;

/** The policies of one of CDK's roles in the account, AWS's own among them. */
export function cdkRolePolicies(role: keyof typeof ROLES, account: AccountPlan): readonly PolicyDocument[] {
  const values = valuesOf(account);
  return ROLES[role].flatMap((logicalId) => {
    const properties = Resources[logicalId]?.Properties;
    if (properties === undefined) throw new Error(`The bootstrap template has no ${logicalId}.`);
    const written = [
      ...(properties.Policies ?? []).map((each) => each.PolicyDocument),
      ...(properties.PolicyDocument === undefined ? [] : [properties.PolicyDocument]),
    ];
    const managed = (resolve(properties.ManagedPolicyArns ?? [], values) as string[]).map(managedPolicy);
    return [...written.map((each) => resolve(each, values) as PolicyDocument), ...managed];
  });
}

function valuesOf({ accountId, partition, region, cdk }: AccountPlan): Readonly<Record<string, string>> {
  const qualifier = cdk?.qualifier ?? "";
  const place = `${region}:${accountId}`;
  return {
    Qualifier: qualifier,
    "AWS::AccountId": accountId,
    "AWS::Partition": partition,
    "AWS::Region": region,
    "StagingBucket.Arn": `arn:${partition}:s3:::cdk-${qualifier}-assets-${accountId}-${region}`,
    "ContainerAssetsRepository.Arn": `arn:${partition}:ecr:${place}:repository/cdk-${qualifier}-container-assets-${accountId}-${region}`,
    "CloudFormationExecutionRole.Arn": `arn:${partition}:iam::${accountId}:role/cdk-${qualifier}-cfn-exec-role-${accountId}-${region}`,
    CdkBootstrapVersion: `/cdk-bootstrap/${qualifier}/version`,
    FileAssetsBucketKmsKeyId: "AWS_MANAGED_KEY",
  };
}

/** A part of the template with its functions worked out; every condition that policies ask for is false by default. */
function resolve(node: unknown, values: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(node)) return node.map((each: unknown) => resolve(each, values));
  if (typeof node !== "object" || node === null) return node;
  const record = node as Readonly<Record<string, unknown>>;
  const valueOf = (name: string) => values[name] ?? fail(name);
  if (typeof record["Ref"] === "string") return valueOf(record["Ref"]);
  const text = record["Fn::Sub"];
  if (typeof text === "string") return text.replace(/\$\{([^}]+)\}/g, (_whole, name: string) => valueOf(name));
  const choice = record["Fn::If"];
  if (Array.isArray(choice)) return resolve(choice[2], values);
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, resolve(value, values)]));
}

function fail(name: string): never {
  throw new Error(`The bootstrap template's ${name} isn't known here.`);
}

/**
 * What of AWS's own policies the techniques come across
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ReadOnlyAccess.html, AWSCloudFormationReadOnlyAccess.html).
 */
function managedPolicy(arn: string): PolicyDocument {
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  const actions = {
    ReadOnlyAccess: [
      ...["cloudformation", "ec2", "ecr", "iam", "lambda", "s3", "sns", "ssm"].flatMap((service) => [
        `${service}:Describe*`,
        `${service}:Get*`,
        `${service}:List*`,
      ]),
      ...["dynamodb:BatchGetItem", "dynamodb:Describe*", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
      ...["sqs:Get*", "sqs:List*", "sqs:Receive*", "secretsmanager:Describe*", "secretsmanager:List*"],
    ],
    AWSCloudFormationReadOnlyAccess: [
      "cloudformation:Describe*",
      "cloudformation:EstimateTemplateCost",
      "cloudformation:Get*",
      "cloudformation:List*",
      "cloudformation:ValidateTemplate",
    ],
  }[name];
  return policyDocument([{ Sid: name, Effect: "Allow", Action: actions ?? fail(arn), Resource: ["*"] }]);
}
