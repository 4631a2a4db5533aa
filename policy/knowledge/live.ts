import type { Need } from "./need";
import { type AppTarget, eachStage, regionalArns, roleArn, s3Arn } from "./target";

/**
 * Live development of v2, v3 and v4: the channel between the developer's machine and the deployed stubs. v0 and v1 have the
 * debug stack instead.
 */
const V2_IOT = "anomalyco/v2@v2.49.8:packages/sst/src/iot.ts";
const V2_PAGE = "anomalyco/v2@v2.49.8:www/docs/advanced/iam-credentials.md";
const V3_IOT = "anomalyco/sst@v3.2.50:cmd/sst/mosaic/aws/aws.go";
const APPSYNC = "anomalyco/sst@v4.17.0:pkg/project/provider/aws.go#ResolveAppSync";
const V4_PAGE = "anomalyco/sst@v4.17.0:www/src/content/docs/docs/iam-credentials.mdx";

/** What live development of the target's generation needs; empty for v0 and v1. */
export function liveDevelopment(target: AppTarget): readonly Need[] {
  switch (target.sst) {
    case "v0":
    case "v1":
      return [];
    case "v2":
      return [...iot(target, "/sst"), ...v2Use(target)];
    case "v3":
      return [...iot(target, "ion"), ...appSync(target), ...devRoles(target)];
    case "v4":
      return [...appSync(target), ...devRoles(target)];
  }
}

/**
 * AWS IoT, on the app's own topics.
 *
 * @param root first part of the topics: `/sst/<app>/<stage>/…` in v2, `ion/<app>/<stage>/…` in v3 to 3.3.0
 */
function iot(target: AppTarget, root: string): readonly Need[] {
  const topics = eachStage(target, (stage) => `${root}/${target.app}/${stage}/*`);
  const sources = [
    { where: V2_IOT },
    { where: V3_IOT },
    { where: V2_PAGE, what: "AllowSSTLiveLambdaSocketConnection" },
  ] as const;
  return [
    {
      purpose: "IotEndpoint",
      actions: ["iot:DescribeEndpoint"],
      resources: ["*"],
      because: "The address of the account's IoT endpoint takes no resource.",
      sources,
    },
    {
      purpose: "IotConnect",
      actions: ["iot:Connect"],
      resources: regionalArns(target, "iot", "client/*"),
      because: "The command line connects with a client id that it makes up.",
      sources,
    },
    {
      purpose: "IotTopics",
      actions: ["iot:Publish", "iot:Receive", "iot:Subscribe"],
      resources: topics.flatMap((topic) => [
        ...regionalArns(target, "iot", `topic/${topic}`),
        ...regionalArns(target, "iot", `topicfilter/${topic}`),
      ]),
      because: "Requests and responses of functions go over the app's own topics.",
      sources,
    },
  ];
}

/**
 * AppSync Events, on the API named `sst` (v3 from 3.3.1, v4); AppSync generates its id. All apps of the account and region share
 * the API and its namespace `sst`: their channels are `/sst/<app>/<stage>/…`
 * (`anomalyco/sst@v4.17.0:cmd/sst/mosaic/aws/aws.go`), and IAM knows a namespace but no channel
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappsync.html).
 */
function appSync(target: AppTarget): readonly Need[] {
  const sources = [{ where: APPSYNC }, { where: V4_PAGE, what: "LiveLambdaSocketConnection" }] as const;
  return [
    {
      purpose: "AppSyncApis",
      actions: ["appsync:CreateApi", "appsync:ListApis"],
      resources: ["*"],
      because: "`sst dev` looks for the Events API named `sst` and makes it; neither call takes a resource.",
      sources,
    },
    {
      purpose: "AppSyncApi",
      actions: ["appsync:CreateChannelNamespace", "appsync:EventConnect", "appsync:GetApi"],
      resources: regionalArns(target, "appsync", "apis/*"),
      because: "`sst dev` connects to the Events API, whose id AppSync generates, and makes its namespace.",
      sources,
    },
    {
      purpose: "AppSyncEvents",
      actions: ["appsync:EventPublish", "appsync:EventSubscribe"],
      resources: regionalArns(target, "appsync", "apis/*/channelNamespace/sst"),
      because: "Requests and responses of functions go over channels of the namespace `sst`, which all apps share.",
      sources,
    },
  ];
}

/** Running code on the developer's machine with the rights of its function's own role (v2's `sst bind`, v3, v4). */
function appRoles(target: AppTarget, sources: Need["sources"]): Need {
  return {
    purpose: "AppRoles",
    actions: ["sts:AssumeRole"],
    resources: [roleArn(target, "*")],
    condition: {
      StringEquals: { "aws:ResourceTag/sst:app": [target.app] },
      StringLike: { "aws:ResourceTag/sst:stage": target.stages },
    },
    because:
      "Live development runs code with the role of its function; names are generated or cut, so the tags tell whose it is.",
    sources,
  };
}

/** Running functions and tasks on the developer's machine with the rights of their own roles (v3, v4). */
function devRoles(target: AppTarget): readonly Need[] {
  return [
    appRoles(target, [
      { where: "anomalyco/sst@v4.17.0:pkg/project/env.go#EnvFor" },
      { where: "anomalyco/sst@v4.17.0:platform/src/components/naming.ts#prefixName" },
    ]),
    {
      purpose: "Tasks",
      actions: ["ecs:DescribeTasks", "ecs:ListTasks"],
      resources: ["*"],
      condition: { ArnLike: { "ecs:cluster": regionalArns(target, "ecs", "cluster/*") } },
      because:
        "`sst dev` looks for the tasks that wait for a local answer; clusters have cut names, tasks generated ids.",
      sources: [{ where: "anomalyco/sst@v4.17.0:cmd/sst/mosaic/aws/task.go" }],
    },
  ];
}

/** What v2's live development uses beside IoT: a site's role, payloads, and the database queries of its console. */
function v2Use(target: AppTarget): readonly Need[] {
  return [
    appRoles(target, [
      { where: "anomalyco/v2@v2.49.8:packages/sst/src/cli/commands/bind.ts#assumeSsrRole" },
      { where: "anomalyco/v2@v2.49.8:packages/sst/src/constructs/App.ts", what: "tags" },
    ]),
    {
      purpose: "LivePayloads",
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: [s3Arn(target, "sstbootstrap-*/pointers/*")],
      because: "Messages too large for IoT go through the bootstrap bucket, under names that tell no app.",
      sources: [{ where: `${V2_IOT}#encode` }],
    },
    {
      purpose: "Databases",
      actions: ["rds-data:ExecuteStatement"],
      resources: regionalArns(target, "rds", "cluster:*"),
      condition: {
        StringEquals: { "aws:ResourceTag/sst:app": [target.app] },
        StringLike: { "aws:ResourceTag/sst:stage": target.stages },
      },
      because: "`sst dev` keeps the app's clusters awake and runs migrations; their names are generated.",
      sources: [
        { where: "anomalyco/v2@v2.49.8:packages/sst/src/cli/commands/plugins/warmer.ts" },
        { where: V2_PAGE, what: "AllowSSTCLIManageRDSMigrations" },
      ],
    },
  ];
}
