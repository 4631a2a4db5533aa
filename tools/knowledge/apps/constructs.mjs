/**
 * The small apps that v1 and v2 have in common: construct, variant, and what builds it on an SST stack.
 *
 * `default` is the least that the construct's types ask for. The other variants show what an option adds; `customDomain` is
 * named after the key of the stack config that grants what it needs.
 */

const DOMAIN = { domainName: "www.example.com", hostedZone: "example.com" };
const FN = "fn.handler";

/**
 * @param sst the constructs package of the generation
 * @param cdk modules of aws-cdk-lib: `ec2`
 * @returns [construct, variant, (stack, app) => void, { region }?][]
 */
export function commonApps({ sst, cdk }) {
  const vpc = (stack) => new cdk.ec2.Vpc(stack, "Vpc", { maxAzs: 2, natGateways: 1 });
  const privateSubnets = () => ({ subnetType: cdk.ec2.SubnetType.PRIVATE_WITH_EGRESS });
  const importedVpc = (stack) =>
    cdk.ec2.Vpc.fromVpcAttributes(stack, "Vpc", {
      vpcId: "vpc-11111111",
      availabilityZones: ["eu-west-1a", "eu-west-1b"],
      privateSubnetIds: ["subnet-11111111", "subnet-22222222"],
    });
  const table = {
    fields: { noteId: "string", userId: "string" },
    primaryIndex: { partitionKey: "noteId" },
  };
  const api = (stack, props = {}) => new sst.Api(stack, "Api", { routes: { "GET /": FN }, ...props });

  return [
    ["Stack", "default", () => undefined],

    ["Function", "default", (s) => new sst.Function(s, "Fn", { handler: FN })],
    ["Function", "url", (s) => new sst.Function(s, "Fn", { handler: FN, url: true })],
    ["Function", "logRetention", (s) => new sst.Function(s, "Fn", { handler: FN, logRetention: "one_week" })],
    ["Function", "vpc", (s) => new sst.Function(s, "Fn", { handler: FN, vpc: importedVpc(s) })],

    ["Api", "default", (s) => api(s)],
    ["Api", "customDomain", (s) => api(s, { customDomain: DOMAIN })],
    [
      "Api",
      "authorizers",
      (s) =>
        api(s, {
          authorizers: {
            jwt: { type: "jwt", jwt: { issuer: "https://example.com", audience: ["app"] } },
            fn: {
              type: "lambda",
              function: new sst.Function(s, "Authorizer", { handler: FN }),
              responseTypes: ["simple"],
            },
          },
          routes: {
            "GET /jwt": { function: FN, authorizer: "jwt" },
            "GET /fn": { function: FN, authorizer: "fn" },
          },
        }),
    ],

    ["ApiGatewayV1Api", "default", (s) => new sst.ApiGatewayV1Api(s, "Api", { routes: { "GET /": FN } })],
    [
      "ApiGatewayV1Api",
      "customDomain",
      (s) => new sst.ApiGatewayV1Api(s, "Api", { routes: { "GET /": FN }, customDomain: DOMAIN }),
    ],

    [
      "AppSyncApi",
      "default",
      (s) =>
        new sst.AppSyncApi(s, "Api", {
          schema: "schema.graphql",
          dataSources: { notes: FN },
          resolvers: { "Query hello": "notes" },
        }),
    ],
    [
      "AppSyncApi",
      "tables",
      (s) =>
        new sst.AppSyncApi(s, "Api", {
          schema: "schema.graphql",
          dataSources: { notes: { type: "dynamodb", table: new sst.Table(s, "Table", table) } },
        }),
    ],
    [
      "AppSyncApi",
      "customDomain",
      (s) => new sst.AppSyncApi(s, "Api", { schema: "schema.graphql", customDomain: DOMAIN }),
    ],

    ["Auth", "default", (s) => new sst.Auth(s, "Auth", { authenticator: FN })],
    ["Auth", "attached", (s) => new sst.Auth(s, "Auth", { authenticator: FN }).attach(s, { api: api(s) })],

    ["Bucket", "default", (s) => new sst.Bucket(s, "Bucket")],
    [
      "Bucket",
      "removalPolicy",
      (s, app) => {
        app.setDefaultRemovalPolicy("destroy");
        return new sst.Bucket(s, "Bucket");
      },
    ],
    ["Bucket", "notifications", (s) => new sst.Bucket(s, "Bucket", { notifications: { made: FN } })],
    [
      "Bucket",
      "queueNotifications",
      (s) =>
        new sst.Bucket(s, "Bucket", { notifications: { made: { type: "queue", queue: new sst.Queue(s, "Queue") } } }),
    ],
    [
      "Bucket",
      "topicNotifications",
      (s) =>
        new sst.Bucket(s, "Bucket", { notifications: { made: { type: "topic", topic: new sst.Topic(s, "Topic") } } }),
    ],

    ["Cognito", "default", (s) => new sst.Cognito(s, "Auth")],
    ["Cognito", "triggers", (s) => new sst.Cognito(s, "Auth", { triggers: { postConfirmation: FN } })],
    [
      "Cognito",
      "federation",
      (s) =>
        new sst.Cognito(s, "Auth", {
          identityPoolFederation: {
            auth0: { domain: "https://example.com", clientId: "id" },
            google: { clientId: "id" },
          },
        }),
    ],

    ["Config", "default", (s) => new sst.Config.Parameter(s, "VERSION", { value: "1" })],
    [
      "Config",
      "secrets",
      (s) => new sst.Function(s, "Fn", { handler: FN, bind: [new sst.Config.Secret(s, "STRIPE_KEY")] }),
    ],

    ["Cron", "default", (s) => new sst.Cron(s, "Cron", { schedule: "rate(1 hour)", job: FN })],

    ["EventBus", "default", (s) => new sst.EventBus(s, "Bus")],
    [
      "EventBus",
      "rules",
      (s) =>
        new sst.EventBus(s, "Bus", {
          rules: {
            made: {
              pattern: { source: ["app"] },
              targets: { fn: FN, queue: { type: "queue", queue: new sst.Queue(s, "Queue") } },
            },
          },
        }),
    ],

    ["Job", "default", (s) => new sst.Job(s, "Job", { handler: FN })],
    ["Job", "vpc", (s) => new sst.Job(s, "Job", { handler: FN, cdk: { vpc: importedVpc(s) } })],

    ["KinesisStream", "default", (s) => new sst.KinesisStream(s, "Stream")],
    ["KinesisStream", "consumers", (s) => new sst.KinesisStream(s, "Stream", { consumers: { one: FN } })],

    ["Queue", "default", (s) => new sst.Queue(s, "Queue")],
    ["Queue", "consumer", (s) => new sst.Queue(s, "Queue", { consumer: FN })],

    ["Script", "default", (s) => new sst.Script(s, "Script", { onCreate: FN, onUpdate: FN, onDelete: FN })],

    ["Table", "default", (s) => new sst.Table(s, "Table", table)],
    [
      "Table",
      "indexes",
      (s) => new sst.Table(s, "Table", { ...table, globalIndexes: { byUser: { partitionKey: "userId" } } }),
    ],
    ["Table", "consumers", (s) => new sst.Table(s, "Table", { ...table, stream: true, consumers: { one: FN } })],
    [
      "Table",
      "kinesisStream",
      (s) => new sst.Table(s, "Table", { ...table, kinesisStream: new sst.KinesisStream(s, "Stream") }),
    ],

    ["Topic", "default", (s) => new sst.Topic(s, "Topic")],
    [
      "Topic",
      "subscribers",
      (s) =>
        new sst.Topic(s, "Topic", {
          subscribers: { fn: FN, queue: { type: "queue", queue: new sst.Queue(s, "Queue") } },
        }),
    ],

    ["WebSocketApi", "default", (s) => new sst.WebSocketApi(s, "Api", { routes: { $connect: FN } })],
    [
      "WebSocketApi",
      "customDomain",
      (s) => new sst.WebSocketApi(s, "Api", { routes: { $connect: FN }, customDomain: DOMAIN }),
    ],
    [
      "WebSocketApi",
      "authorizer",
      (s) =>
        new sst.WebSocketApi(s, "Api", {
          routes: { $connect: FN },
          authorizer: { type: "lambda", function: new sst.Function(s, "Authorizer", { handler: FN }) },
        }),
    ],

    ["RemixSite", "default", (s) => new sst.RemixSite(s, "Site", { path: "remix-site" })],
    ["RemixSite", "edge", (s) => new sst.RemixSite(s, "Site", { path: "remix-site", edge: true })],
    ["RemixSite", "customDomain", (s) => new sst.RemixSite(s, "Site", { path: "remix-site", customDomain: DOMAIN })],

    ["RDS", "default", (s) => rds(sst, s)],
    ["RDS", "migrations", (s) => rds(sst, s, { migrations: "migrations" })],
    ["RDS", "vpc", (s) => rds(sst, s, { cdk: { cluster: { vpc: vpc(s), vpcSubnets: privateSubnets() } } })],
  ];
}

/** An RDS construct with an engine that both generations know. */
function rds(sst, stack, props = {}) {
  return new sst.RDS(stack, "Cluster", { engine: "postgresql11.13", defaultDatabaseName: "app", ...props });
}

/** The custom domain that every `customDomain` variant uses: a name in a hosted zone of Route 53. */
export const CUSTOM_DOMAIN = DOMAIN;
