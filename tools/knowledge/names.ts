/**
 * Physical names that a template fixes, as patterns: the app's and the stage's name, the account and the region of the
 * synthesis become placeholders again.
 */

/** A value in a template: JSON with intrinsic functions. */
export type TemplateValue =
  string | number | boolean | null | readonly TemplateValue[] | { readonly [key: string]: TemplateValue };

/** What the small apps are called (short: some constructs cut names) → the placeholder of the facts. */
const PLACEHOLDERS: readonly (readonly [string, string])[] = [
  ["zapp", "${app}"],
  ["zstage", "${stage}"],
  ["111122223333", "${AWS::AccountId}"],
  ["eu-west-1", "${AWS::Region}"],
];

/** The property that fixes a resource's physical name, where IAM resources are named after it. */
const NAME_PROPERTY: Readonly<Record<string, string>> = {
  "AWS::ApiGateway::RestApi": "Name",
  "AWS::ApiGatewayV2::Api": "Name",
  "AWS::AppSync::GraphQLApi": "Name",
  "AWS::CloudFront::Function": "Name",
  "AWS::CodeBuild::Project": "Name",
  "AWS::Cognito::IdentityPool": "IdentityPoolName",
  "AWS::Cognito::UserPool": "UserPoolName",
  "AWS::DynamoDB::GlobalTable": "TableName",
  "AWS::DynamoDB::Table": "TableName",
  "AWS::ECR::Repository": "RepositoryName",
  "AWS::ECS::Cluster": "ClusterName",
  "AWS::ECS::Service": "ServiceName",
  "AWS::ECS::TaskDefinition": "Family",
  "AWS::ElasticLoadBalancingV2::LoadBalancer": "Name",
  "AWS::ElasticLoadBalancingV2::TargetGroup": "Name",
  "AWS::Events::EventBus": "Name",
  "AWS::Events::Rule": "Name",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::IAM::Role": "RoleName",
  "AWS::KMS::Alias": "AliasName",
  "AWS::Kinesis::Stream": "Name",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::RDS::DBCluster": "DBClusterIdentifier",
  "AWS::RDS::DBSubnetGroup": "DBSubnetGroupName",
  "AWS::S3::Bucket": "BucketName",
  "AWS::SNS::Topic": "TopicName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::SSM::Parameter": "Name",
  "AWS::SecretsManager::Secret": "Name",
};

/** The intrinsic function that a value calls (`Ref`, `Fn::…`) and its argument; `undefined` for every other value. */
export function intrinsic(value: TemplateValue): { readonly fn: string; readonly argument: TemplateValue } | undefined {
  if (typeof value !== "object" || value === null || isList(value)) return undefined;
  const [[fn, argument] = [], second] = Object.entries(value);
  if (fn === undefined || argument === undefined || second !== undefined) return undefined;
  return fn === "Ref" || fn === "Condition" || fn.startsWith("Fn::") ? { fn, argument } : undefined;
}

/**
 * The physical names that a resource's properties fix, as patterns; none where CloudFormation makes the name.
 *
 * @param isParameter whether a `Ref` names a parameter of the template (it then stays in the pattern as `${Name}`); what
 *   comes from another resource is `*`
 */
export function physicalNames(
  type: string,
  properties: Readonly<Record<string, TemplateValue>>,
  isParameter: (name: string) => boolean,
): readonly string[] {
  const property = NAME_PROPERTY[type];
  const value = property === undefined ? undefined : properties[property];
  if (value === undefined) return [];
  return [...new Set(patterns(value, isParameter))].filter((name) => name !== "*").sort();
}

/** Every text that a value can have, as patterns. */
function patterns(value: TemplateValue, isParameter: (name: string) => boolean): readonly string[] {
  if (typeof value === "string") return [withPlaceholders(value)];
  const call = intrinsic(value);
  if (call === undefined) return ["*"];
  const { fn, argument } = call;
  const known = (name: string): boolean => name.startsWith("AWS::") || isParameter(name);
  if (fn === "Ref" && typeof argument === "string") return [known(argument) ? `\${${argument}}` : "*"];
  if (fn === "Fn::Sub" && typeof argument === "string") {
    const kept = argument.replace(/\$\{([^}]+)\}/g, (whole, name: string) => (known(name) ? whole : "*"));
    return [withPlaceholders(kept)];
  }
  if (fn === "Fn::If" && isList(argument)) return argument.slice(1).flatMap((branch) => patterns(branch, isParameter));
  if (fn === "Fn::Join" && isList(argument) && isList(argument[1])) {
    const separator = typeof argument[0] === "string" ? argument[0] : "";
    // A part with a choice of texts would multiply the names: it counts as unknown.
    const parts = argument[1]
      .map((part) => patterns(part, isParameter))
      .map((part) => (part.length === 1 ? part[0] : "*"));
    return [parts.join(separator)];
  }
  return ["*"];
}

/** Narrows to a list; `Array.isArray` alone doesn't narrow read-only arrays. */
export function isList(value: TemplateValue | undefined): value is readonly TemplateValue[] {
  return Array.isArray(value);
}

function withPlaceholders(text: string): string {
  return PLACEHOLDERS.reduce((result, [literal, placeholder]) => result.replaceAll(literal, placeholder), text);
}
