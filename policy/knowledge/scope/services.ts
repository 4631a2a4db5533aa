import { DATA_SCOPES } from "./data";
import type { ServiceScope } from "./model";
import { NETWORK_SCOPES } from "./network";
import { claims, EVERYTHING, global, left, LISTS, LOWER, on, regional } from "./notation";
import { WEB_SCOPES } from "./web";

/**
 * How each service's resources can be told to be an app's: the services behind the constructs and components of all
 * generations, and few more. A service that isn't here can't be asked for with `scope: app`.
 *
 * Maxima are those of `anomalyco/sst@v4.17.0:platform/src/components/component.ts#namingRules`; ARNs and tag support are those
 * of the AWS Service Authorization Reference. That names and tags reach AWS as described was read, never run against AWS.
 */
const SCOPES: Readonly<Record<string, ServiceScope>> = {
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
  cloudwatch: { named: [regional("cloudwatch", "alarm:{}", 255)] },
  codebuild: { named: [regional("codebuild", "project/{}", 150), regional("codebuild", "build/{}", 150)] },
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
    tagging: [
      {
        ...on(["TagResource"], "task-definition/*"),
        createAction: {
          key: "ecs:CreateAction",
          where: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html",
        },
      },
    ],
    residue: [
      left("reading and ending task definitions takes no resource", [
        "DeregisterTaskDefinition",
        "DescribeTaskDefinition",
        "ListTaskDefinitions",
      ]),
    ],
  },
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
      { ...global("iam", "instance-profile/{}", 128), only: "cdk" },
    ],
    tagged: [
      "AddRoleToInstanceProfile",
      "DeleteInstanceProfile",
      "GetInstanceProfile",
      "RemoveRoleFromInstanceProfile",
      "UntagInstanceProfile",
    ],
    // v3 and v4 leave the name to Pulumi, which takes the component's
    made: [{ place: "global", only: "pulumi", actions: ["CreateInstanceProfile"], resources: ["instance-profile/*"] }],
    tagging: [
      {
        place: "global",
        only: "pulumi",
        claims: true,
        actions: ["TagInstanceProfile"],
        resources: ["instance-profile/*"],
      },
    ],
  },
  iot: {
    named: [regional("iot", "authorizer/{}", 128), regional("iot", "rule/{}", 128, { separator: "_" })],
    residue: [left("the account's endpoint takes no resource", ["DescribeEndpoint"])],
  },
  lambda: {
    named: [regional("lambda", "function:{}", 64), regional("lambda", "layer:{}", 64)],
    tagged: EVERYTHING,
    onFunctions: ["CreateEventSourceMapping", "DeleteEventSourceMapping", "UpdateEventSourceMapping"],
    residue: [
      left(
        "an event source mapping has a generated id, and older versions make it without tags",
        ["GetEventSourceMapping", "ListTags", "TagResource"],
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
  scheduler: { named: [regional("scheduler", "schedule/*/{}", 64)], residue: [left(LISTS, ["ListSchedules"])] },
  servicediscovery: {
    tagged: EVERYTHING,
    made: [on(["CreatePrivateDnsNamespace"])],
    residue: [
      left("an operation gets its id when it is made", ["GetOperation"], "namespace/*", "service/*"),
      left(LISTS, ["ListNamespaces", "ListServices", "ListTagsForResource"]),
      { ...left("tagging takes no resource", ["TagResource"]), claims: true },
    ],
  },
  ses: {
    named: [regional("ses", "configuration-set/{}", 64, LOWER)],
    tagged: EVERYTHING,
    made: [on(["CreateEmailIdentity"], "identity/*")],
    tagging: [claims(["TagResource"], "identity/*")],
  },
  sns: { named: [regional("sns", "{}", 256)], residue: [left(LISTS, ["ListTopics"])] },
  sqs: { named: [regional("sqs", "{}", 80)], residue: [left(LISTS, ["ListQueues"])] },
  states: {
    named: ["stateMachine", "execution", "express"].map((kind) => regional("states", `${kind}:{}`, 80)),
    residue: [left("checking a definition takes no resource", ["ValidateStateMachineDefinition"])],
  },
  ...DATA_SCOPES,
  ...NETWORK_SCOPES,
  ...WEB_SCOPES,
};

/** How the service's resources can be told to be an app's; `undefined` for a service of which that isn't known. */
export function serviceScope(service: string): ServiceScope | undefined {
  return Object.hasOwn(SCOPES, service) ? SCOPES[service] : undefined;
}

/** Every service that can be asked for with `scope: app`, in alphabetical order. */
export const SCOPED_SERVICES: readonly string[] = [...Object.keys(SCOPES), "route53"].sort();
