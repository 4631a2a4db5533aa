import { constructTable, FUNCTION_SERVICES as FN } from "./model";

/**
 * v1 (`@serverless-stack/resources`): what a construct's own props create, the functions declared in them included.
 *
 * Every v1 stack has a Lambda function of its own that keeps the stack's metadata (`Stack.ts#createCustomResourceHandler`),
 * so `App` and `Stack` need what a function needs. `Auth` is the one of v1.18 (routes on an `Api`); before `Cognito` was
 * split off from it, it made Cognito pools: list `Cognito` there too. `Config` makes SSM parameters under `/sst/<app>/`,
 * which a statement of their own covers.
 */
export const V1_CONSTRUCTS = constructTable("anomalyco/sst@v1.18.4:packages/resources/src", {
  Api: ["Api", "apigateway", "logs", ...FN],
  ApiGatewayV1Api: ["ApiGatewayV1Api", "apigateway", "logs", ...FN],
  App: ["App", ...FN],
  AppSyncApi: ["AppSyncApi", "appsync", ...FN],
  Auth: ["Auth", "apigateway", ...FN],
  Bucket: ["Bucket", "s3", ...FN],
  Cognito: ["Cognito", "cognito-identity", "cognito-idp", ...FN],
  Config: ["Config", ...FN],
  Cron: ["Cron", "events", ...FN],
  EventBus: ["EventBus", "events", ...FN],
  Function: ["Function", ...FN],
  GraphQLApi: ["GraphQLApi", "apigateway", "logs", ...FN],
  Job: ["Job", "codebuild", ...FN],
  KinesisStream: ["KinesisStream", "kinesis", ...FN],
  NextjsSite: ["NextjsSite", "cloudfront", "s3", "sqs", ...FN],
  Queue: ["Queue", "sqs", ...FN],
  RDS: ["RDS", "ec2", "rds", "secretsmanager", ...FN],
  ReactStaticSite: ["ReactStaticSite", "cloudfront", "s3", ...FN],
  RemixSite: ["RemixSite", "cloudfront", "s3", ...FN],
  Script: ["Script", ...FN],
  Stack: ["Stack", ...FN],
  StaticSite: ["StaticSite", "cloudfront", "s3", ...FN],
  Table: ["Table", "dynamodb", ...FN],
  Topic: ["Topic", "sns", ...FN],
  ViteStaticSite: ["ViteStaticSite", "cloudfront", "s3", ...FN],
  WebSocketApi: ["WebSocketApi", "apigateway", "logs", ...FN],
});
