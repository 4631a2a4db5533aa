import { constructTable, FUNCTION_SERVICES } from "./model";

/** `function.ts` makes the function's log group itself. */
const FN = [...FUNCTION_SERVICES, "logs"] as const;

/** What `ssr-site.ts` makes: bucket, distribution with its key-value store, server functions, a warmer's rule. */
const SSR = ["cloudfront", "cloudfront-keyvaluestore", "events", "s3", ...FN] as const;

/**
 * v4 (`sst.aws.*`): what a component's constructor creates, and the functions without which it does nothing (an API's
 * routes, a cron job). Subscribers added by a method (`subscribe`, `notify`, triggers of a user pool) are functions: list
 * `Function` beside the component. Optional parts of other services (`wafv2` of a `Router`, `backup` of a `Dsql`, `ec2` of
 * a function's VPC) are listed under `services`.
 *
 * The SSM parameters of a `Vpc`'s bastion have names under `/sst/vpc/`, which a statement of their own covers.
 */
export const V4_COMPONENTS = constructTable("anomalyco/sst@v4.17.0:platform/src/components/aws", {
  Alb: ["alb", "ec2", "elasticloadbalancing"],
  Analog: ["analog", ...SSR],
  ApiGatewayV1: ["apigatewayv1", "apigateway", ...FN],
  ApiGatewayV2: ["apigatewayv2", "apigateway", ...FN],
  ApiGatewayWebSocket: ["apigateway-websocket", "apigateway", ...FN],
  AppSync: ["app-sync", "appsync", ...FN],
  Astro: ["astro", ...SSR],
  Aurora: ["aurora", "iam", "rds", "secretsmanager"],
  Auth: ["auth", "cloudfront", "cloudfront-keyvaluestore", "dynamodb", ...FN],
  Bucket: ["bucket", "s3"],
  Bus: ["bus", "events"],
  Cdn: ["cdn", "cloudfront"],
  Cluster: ["cluster", "ecs"],
  CognitoIdentityPool: ["cognito-identity-pool", "cognito-identity", "iam"],
  CognitoUserPool: ["cognito-user-pool", "cognito-idp"],
  Cron: ["cron", "events", ...FN],
  CronV2: ["cron-v2", "scheduler", ...FN],
  DnsValidatedCertificate: ["dns-validated-certificate", "acm", "route53"],
  Dsql: ["dsql", "dsql", "iam"],
  Dynamo: ["dynamo", "dynamodb"],
  Efs: ["efs", "ec2", "elasticfilesystem"],
  Email: ["email", "ses"],
  Function: ["function", ...FN],
  KinesisStream: ["kinesis-stream", "kinesis"],
  Mysql: ["mysql", "iam", "rds", "secretsmanager"],
  Nextjs: ["nextjs", "dynamodb", "sqs", ...SSR],
  Nuxt: ["nuxt", ...SSR],
  OpenControl: ["opencontrol", ...FN],
  OpenSearch: ["open-search", "es", "secretsmanager"],
  Postgres: ["postgres", "iam", "rds", "secretsmanager"],
  Queue: ["queue", "sqs"],
  React: ["react", ...SSR],
  Realtime: ["realtime", "iot", ...FN],
  Redis: ["redis", "elasticache", "secretsmanager"],
  Remix: ["remix", ...SSR],
  Router: ["router", "cloudfront", "cloudfront-keyvaluestore"],
  Service: [
    "service",
    "application-autoscaling",
    "ec2",
    "ecr",
    "ecs",
    "elasticloadbalancing",
    "iam",
    "logs",
    "servicediscovery",
  ],
  SnsTopic: ["sns-topic", "sns"],
  SolidStart: ["solid-start", ...SSR],
  StaticSite: ["static-site", "cloudfront", "cloudfront-keyvaluestore", "s3"],
  StepFunctions: ["step-functions", "iam", "logs", "states"],
  SvelteKit: ["svelte-kit", ...SSR],
  TanStackStart: ["tan-stack-start", ...SSR],
  Task: ["task", "ec2", "ecr", "ecs", "iam", "logs"],
  Vector: ["vector", "rds", "rds-data", "secretsmanager", ...FN],
  Vpc: ["vpc", "ec2", "iam", "route53", "servicediscovery"],
  Workflow: ["workflow", ...FN],
});
