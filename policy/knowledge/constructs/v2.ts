import { constructTable, FUNCTION_SERVICES as FN } from "./model";

/** What `SsrSite.ts` makes for every server-rendered site: bucket, distribution, server functions, a warmer's rule. */
const SSR = ["cloudfront", "events", "s3", ...FN] as const;

/**
 * v2 (`sst/constructs`): what a construct's own props create, the functions declared in them included.
 *
 * Every v2 stack has a Lambda function for its custom resources (`Stack.ts#createCustomResourceHandler`), so `App` and
 * `Stack` need what a function needs. `Config` makes SSM parameters under `/sst/<app>/`, which a statement of their own
 * covers. VPC options (`Function`, `Job`) read `ec2`: list it under `services` where they are used.
 */
export const V2_CONSTRUCTS = constructTable("anomalyco/v2@v2.49.8:packages/sst/src/constructs", {
  Api: ["Api", "apigateway", "logs", ...FN],
  ApiGatewayV1Api: ["ApiGatewayV1Api", "apigateway", "logs", ...FN],
  App: ["App", ...FN],
  AppSyncApi: ["AppSyncApi", "appsync", ...FN],
  AstroSite: ["AstroSite", ...SSR],
  Auth: ["Auth", "apigateway", "logs", ...FN],
  Bucket: ["Bucket", "s3", ...FN],
  Cognito: ["Cognito", "cognito-identity", "cognito-idp", ...FN],
  Config: ["Config", ...FN],
  Cron: ["Cron", "events", ...FN],
  EventBus: ["EventBus", "events", "sqs", ...FN],
  Function: ["Function", ...FN],
  Job: ["Job", "codebuild", ...FN],
  KinesisStream: ["KinesisStream", "kinesis", ...FN],
  NextjsSite: ["NextjsSite", "dynamodb", "sqs", ...SSR],
  Queue: ["Queue", "sqs", ...FN],
  RDS: ["RDS", "ec2", "rds", "secretsmanager", ...FN],
  RemixSite: ["RemixSite", ...SSR],
  Script: ["Script", ...FN],
  Service: [
    "Service",
    "application-autoscaling",
    "cloudfront",
    "cloudwatch",
    "ec2",
    "ecs",
    "elasticloadbalancing",
    ...FN,
  ],
  SolidStartSite: ["SolidStartSite", ...SSR],
  Stack: ["Stack", ...FN],
  StaticSite: ["StaticSite", "cloudfront", "s3", ...FN],
  SvelteKitSite: ["SvelteKitSite", ...SSR],
  Table: ["Table", "dynamodb", ...FN],
  Topic: ["Topic", "sns", ...FN],
  WebSocketApi: ["WebSocketApi", "apigateway", "logs", ...FN],
});
