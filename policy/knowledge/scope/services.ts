import type { NameRule } from "../appNames";
import type { ActionsOn, NamedResource, Residue, ServiceScope } from "./model";
import { NETWORK_SCOPES } from "./network";

/**
 * How each service's resources can be told to be an app's: the services behind the constructs and components of all
 * generations, and few more. A service that isn't here can't be asked for with `scope: app`.
 *
 * Maxima are those of `anomalyco/sst@v4.17.0:platform/src/components/component.ts#namingRules`; ARNs and tag support are those
 * of the AWS Service Authorization Reference. That names and tags reach AWS as described was read, never run against AWS.
 */
const regional = (service: string, resource: string, maximum: number, rule: Omit<NameRule, "maximum"> = {}) =>
  ({ service, place: "regional", resource, rule: { maximum, ...rule } }) satisfies NamedResource;
const global = (service: string, resource: string, maximum: number) =>
  ({ service, place: "global", resource, rule: { maximum } }) satisfies NamedResource;
const on = (actions: readonly string[], ...resources: readonly string[]): ActionsOn =>
  resources.length > 0 ? { actions, resources } : { actions };
const left = (because: string, actions: readonly string[], ...resources: readonly string[]): Residue => ({
  ...on(actions, ...resources),
  because,
});
const LOWER = { lower: true } as const;
const EVERYTHING = ["*"] as const;
const LISTS = "lists take no resource";

const SCOPES: Readonly<Record<string, ServiceScope>> = {
  acm: {
    tagged: EVERYTHING,
    made: [on(["RequestCertificate"])],
    tagging: [on(["AddTagsToCertificate"], "certificate/*")],
    residue: [left(LISTS, ["ListCertificates"])],
  },
  apigateway: {
    tagged: EVERYTHING,
    made: [
      {
        place: "unowned",
        actions: ["POST"],
        resources: ["/restapis", "/apis", "/domainnames", "/vpclinks", "/apikeys", "/usageplans"],
      },
    ],
    tagging: [{ place: "unowned", actions: ["PUT"], resources: ["/tags/*"] }],
    residue: [
      {
        place: "unowned",
        actions: ["GET"],
        resources: ["/restapis", "/apis", "/domainnames", "/vpclinks", "/apikeys", "/usageplans", "/tags/*"],
        because: "lists and the tags of APIs carry no tag",
      },
      {
        place: "unowned",
        actions: ["GET", "PATCH"],
        resources: ["/account"],
        because: "an account and region have one setting of the role that writes logs",
      },
    ],
  },
  "application-autoscaling": {
    tagged: EVERYTHING,
    residue: [
      left(
        "scalable targets have generated ids, and are registered without tags by some versions",
        ["DeleteScalingPolicy", "DeregisterScalableTarget", "PutScalingPolicy", "RegisterScalableTarget"],
        "scalable-target/*",
      ),
      left(LISTS, ["DescribeScalableTargets", "DescribeScalingPolicies", "DescribeScheduledActions"]),
    ],
  },
  appsync: {
    tagged: EVERYTHING,
    made: [on(["CreateGraphqlApi"]), on(["CreateDomainName"], "domainnames/*")],
    tagging: [on(["TagResource"], "apis/*", "domainnames/*")],
    residue: [
      left("data sources, resolvers, keys and schemas take no resource that IAM evaluates", [
        "CreateApiKey",
        "CreateDataSource",
        "CreateFunction",
        "CreateResolver",
        "DeleteApiKey",
        "DeleteDataSource",
        "DeleteFunction",
        "DeleteResolver",
        "GetDataSource",
        "GetFunction",
        "GetGraphqlApiEnvironmentVariables",
        "GetIntrospectionSchema",
        "GetResolver",
        "GetSchemaCreationStatus",
        "ListApiKeys",
        "PutGraphqlApiEnvironmentVariables",
        "StartSchemaCreation",
        "UpdateApiKey",
        "UpdateDataSource",
        "UpdateFunction",
        "UpdateResolver",
      ]),
    ],
  },
  cloudformation: {
    named: [regional("cloudformation", "stack/{}/*", 128)],
    residue: [
      left("exports, lists and checks of templates take no resource", [
        "DescribeStackDriftDetectionStatus",
        "ListExports",
        "ListImports",
        "ListStacks",
        "ValidateTemplate",
      ]),
    ],
  },
  cloudfront: {
    named: [
      { ...global("cloudfront", "function/{}", 64), only: "pulumi" },
      { ...global("cloudfront", "key-value-store/{}", 64), only: "pulumi" },
      { ...global("cloudfront", "function/{region}{}", 64), only: "cdk" },
    ],
    tagged: EVERYTHING,
    made: [on(["CreateDistribution"])],
    tagging: [{ place: "global", actions: ["TagResource"], resources: ["distribution/*"] }],
    residue: [
      {
        place: "global",
        actions: [
          "DeleteCachePolicy",
          "DeleteCloudFrontOriginAccessIdentity",
          "DeleteOriginAccessControl",
          "DeleteOriginRequestPolicy",
          "DeleteResponseHeadersPolicy",
          "GetCachePolicy",
          "GetCloudFrontOriginAccessIdentity",
          "GetCloudFrontOriginAccessIdentityConfig",
          "GetOriginAccessControl",
          "GetOriginRequestPolicy",
          "GetResponseHeadersPolicy",
          "UpdateCachePolicy",
          "UpdateCloudFrontOriginAccessIdentity",
          "UpdateOriginAccessControl",
          "UpdateOriginRequestPolicy",
          "UpdateResponseHeadersPolicy",
        ],
        resources: [
          "cache-policy/*",
          "origin-access-control/*",
          "origin-access-identity/*",
          "origin-request-policy/*",
          "response-headers-policy/*",
        ],
        because: "policies and origin access have generated ids and no tags",
      },
      left("making policies, functions and origin access takes no resource", [
        "CreateCachePolicy",
        "CreateCloudFrontOriginAccessIdentity",
        "CreateFunction",
        "CreateKeyValueStore",
        "CreateOriginAccessControl",
        "CreateOriginRequestPolicy",
        "CreateResponseHeadersPolicy",
        "ListCachePolicies",
        "ListDistributions",
        "ListFunctions",
        "ListKeyValueStores",
      ]),
    ],
  },
  "cloudfront-keyvaluestore": {
    residue: [
      {
        place: "global",
        actions: ["DeleteKey", "DescribeKeyValueStore", "GetKey", "ListKeys", "PutKey", "UpdateKeys"],
        resources: ["key-value-store/*"],
        because: "the stores have generated ids in this service, and no tags",
      },
    ],
  },
  cloudwatch: { named: [regional("cloudwatch", "alarm:{}", 255)] },
  codebuild: { named: [regional("codebuild", "project/{}", 150), regional("codebuild", "build/{}", 150)] },
  "cognito-identity": {
    tagged: EVERYTHING,
    made: [on(["CreateIdentityPool"])],
    tagging: [on(["TagResource"], "identitypool/*")],
    residue: [left("setting a pool's roles takes no resource", ["SetIdentityPoolRoles"])],
  },
  "cognito-idp": {
    tagged: EVERYTHING,
    made: [on(["CreateUserPool"])],
    tagging: [on(["TagResource"], "userpool/*")],
    residue: [left("looking a domain up takes no resource", ["DescribeUserPoolDomain"])],
  },
  dsql: { tagged: EVERYTHING, made: [on(["CreateCluster"], "cluster/*")], tagging: [on(["TagResource"], "cluster/*")] },
  dynamodb: {
    named: [regional("dynamodb", "table/{}", 255)],
    residue: [
      left("lists, limits and reserved capacity take no resource", [
        "DescribeEndpoints",
        "DescribeLimits",
        "DescribeReservedCapacity",
        "DescribeReservedCapacityOfferings",
        "ListTables",
      ]),
    ],
  },
  ecr: {
    named: [regional("ecr", "repository/{}", 256, LOWER)],
    residue: [left("signing in takes no resource", ["GetAuthorizationToken"])],
  },
  ecs: {
    named: [
      regional("ecs", "cluster/{}", 255),
      regional("ecs", "service/{}", 255),
      regional("ecs", "task/{}", 255),
      { ...regional("ecs", "task-definition/{}", 255), only: "pulumi" },
    ],
    tagged: EVERYTHING,
    made: [on(["RegisterTaskDefinition"], "task-definition/*")],
    tagging: [on(["TagResource"], "task-definition/*")],
    residue: [
      left("reading and ending task definitions takes no resource", [
        "DeregisterTaskDefinition",
        "DescribeTaskDefinition",
        "ListTaskDefinitions",
      ]),
    ],
  },
  elasticache: {
    named: [
      regional("elasticache", "replicationgroup:{}", 40, LOWER),
      regional("elasticache", "cluster:{}", 40, LOWER),
      regional("elasticache", "parametergroup:{}", 255, LOWER),
      regional("elasticache", "subnetgroup:{}", 255, LOWER),
    ],
    tagged: EVERYTHING,
    residue: [left(LISTS, ["DescribeCacheEngineVersions"])],
  },
  elasticfilesystem: {
    tagged: EVERYTHING,
    made: [on(["CreateFileSystem"])],
    tagging: [on(["TagResource"], "file-system/*", "access-point/*")],
  },
  es: { named: [regional("es", "domain/{}", 28, LOWER)], tagged: EVERYTHING },
  events: {
    named: [
      regional("events", "rule/{}", 64),
      regional("events", "event-bus/{}", 256),
      regional("events", "archive/{}", 48),
    ],
    residue: [left(LISTS, ["ListEventBuses", "ListRules"])],
  },
  iam: {
    named: [
      global("iam", "role/{}", 64),
      { ...global("iam", "user/{}", 64), only: "pulumi" },
      { ...global("iam", "policy/{}", 128), only: "cdk" },
    ],
    tagged: [
      "AddRoleToInstanceProfile",
      "DeleteInstanceProfile",
      "GetInstanceProfile",
      "RemoveRoleFromInstanceProfile",
      "UntagInstanceProfile",
    ],
    made: [{ place: "global", actions: ["CreateInstanceProfile"], resources: ["instance-profile/*"] }],
    tagging: [{ place: "global", actions: ["TagInstanceProfile"], resources: ["instance-profile/*"] }],
  },
  iot: {
    named: [regional("iot", "authorizer/{}", 128), regional("iot", "rule/{}", 128, { separator: "_" })],
    residue: [left("the account's endpoint takes no resource", ["DescribeEndpoint"])],
  },
  kinesis: {
    named: [regional("kinesis", "stream/{}", 255)],
    residue: [
      left("lists, and changing a stream's shards, mode and monitoring, take no resource", [
        "DisableEnhancedMonitoring",
        "EnableEnhancedMonitoring",
        "ListStreams",
        "UpdateShardCount",
        "UpdateStreamMode",
      ]),
    ],
  },
  lambda: {
    named: [regional("lambda", "function:{}", 64), regional("lambda", "layer:{}", 64)],
    tagged: EVERYTHING,
    residue: [
      left("an event source mapping has a generated id, and older versions make it without tags", [
        "CreateEventSourceMapping",
      ]),
      left(
        "an event source mapping has a generated id, and older versions make it without tags",
        ["DeleteEventSourceMapping", "GetEventSourceMapping", "ListTags", "TagResource", "UpdateEventSourceMapping"],
        "event-source-mapping:*",
      ),
      left(LISTS, ["GetAccountSettings", "ListEventSourceMappings"]),
    ],
  },
  logs: {
    named: [
      "/aws/lambda/{}",
      "/aws/vendedlogs/apis/{}",
      "/aws/codebuild/{}",
      "/aws/states/{}",
      "/aws/apigateway/{}",
      "/sst/service/{}",
      "/sst/cluster/{}",
      "aws-waf-logs-{}",
    ].map((name) => regional("logs", `log-group:${name}`, 64)),
    residue: [
      left("log deliveries, resource policies and lists take no resource", [
        "CreateLogDelivery",
        "DeleteLogDelivery",
        "DescribeIndexPolicies",
        "DescribeLogGroups",
        "DescribeResourcePolicies",
        "GetLogDelivery",
        "ListLogDeliveries",
        "PutResourcePolicy",
        "UpdateLogDelivery",
      ]),
    ],
  },
  rds: {
    named: ["cluster", "db", "cluster-pg", "pg", "subgrp", "cluster-snapshot", "snapshot"].map((kind) =>
      regional("rds", `${kind}:{}`, kind.endsWith("pg") || kind === "subgrp" ? 255 : 63, LOWER),
    ),
    tagged: EVERYTHING,
    made: [on(["CreateDBProxy"])],
    tagging: [on(["AddTagsToResource"], "db-proxy:*")],
    residue: [left(LISTS, ["DescribeDBEngineVersions", "DescribeEvents", "DescribeOrderableDBInstanceOptions"])],
  },
  "rds-data": { named: [regional("rds", "cluster:{}", 63, LOWER)] },
  s3: {
    named: [{ service: "s3", place: "bare", resource: "{}", rule: { maximum: 63, lower: true } }],
  },
  scheduler: { named: [regional("scheduler", "schedule/*/{}", 64)], residue: [left(LISTS, ["ListSchedules"])] },
  secretsmanager: {
    named: [{ ...regional("secretsmanager", "secret:{}", 512), only: "pulumi" }],
    tagged: EVERYTHING,
    made: [on(["CreateSecret"], "secret:*")],
    tagging: [on(["TagResource"], "secret:*")],
    residue: [left("a random password takes no resource", ["GetRandomPassword"])],
  },
  servicediscovery: {
    tagged: EVERYTHING,
    made: [on(["CreatePrivateDnsNamespace"])],
    residue: [
      left("an operation gets its id when it is made", ["GetOperation"], "namespace/*", "service/*"),
      left("lists and tags take no resource", ["ListNamespaces", "ListServices", "ListTagsForResource", "TagResource"]),
    ],
  },
  ses: {
    named: [regional("ses", "configuration-set/{}", 64, LOWER)],
    tagged: EVERYTHING,
    made: [on(["CreateEmailIdentity"], "identity/*")],
    tagging: [on(["TagResource"], "identity/*")],
  },
  sns: { named: [regional("sns", "{}", 256)], residue: [left(LISTS, ["ListTopics"])] },
  sqs: { named: [regional("sqs", "{}", 80)], residue: [left(LISTS, ["ListQueues"])] },
  ssm: { named: [], residue: [left(LISTS, ["DescribeParameters"])] },
  states: {
    named: ["stateMachine", "execution", "express"].map((kind) => regional("states", `${kind}:{}`, 80)),
    residue: [left("checking a definition takes no resource", ["ValidateStateMachineDefinition"])],
  },
  ...NETWORK_SCOPES,
};

/** How the service's resources can be told to be an app's; `undefined` for a service of which that isn't known. */
export function serviceScope(service: string): ServiceScope | undefined {
  return Object.hasOwn(SCOPES, service) ? SCOPES[service] : undefined;
}

/** Every service that can be asked for with `scope: app`, in alphabetical order. */
export const SCOPED_SERVICES: readonly string[] = [...Object.keys(SCOPES), "route53"].sort();
