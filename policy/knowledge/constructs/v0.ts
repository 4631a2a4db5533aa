import { constructTable, FUNCTION_SERVICES as FN } from "./model";

/**
 * v0 (`@serverless-stack/resources`): what a construct's own props create, the functions declared in them included.
 *
 * The names are those of v0.69.7 and of earlier versions (`ApolloApi` until v0.62). `DebugApp` and `DebugStack` aren't
 * listed: they belong to `sst start`, so `liveDevelopment: true` grants them. `Stack` creates an SSM parameter under `/sst/`
 * (`Stack.ts#L119`), which the CLI's own statements cover.
 */
export const V0_CONSTRUCTS = constructTable("anomalyco/sst@v0.69.7:packages/resources/src", {
  Api: ["Api", "apigateway", "logs", ...FN],
  ApiGatewayV1Api: ["ApiGatewayV1Api", "apigateway", "logs", ...FN],
  ApolloApi: ["GraphQLApi", "apigateway", "logs", ...FN],
  App: ["App"],
  AppSyncApi: ["AppSyncApi", "appsync", ...FN],
  Auth: ["Auth", "cognito-identity", "cognito-idp", ...FN],
  Bucket: ["Bucket", "s3", ...FN],
  Cron: ["Cron", "events", ...FN],
  EventBus: ["EventBus", "events", ...FN],
  Function: ["Function", ...FN],
  GraphQLApi: ["GraphQLApi", "apigateway", "logs", ...FN],
  KinesisStream: ["KinesisStream", "kinesis", ...FN],
  NextjsSite: ["NextjsSite", "cloudfront", "s3", "sqs", ...FN],
  Queue: ["Queue", "sqs", ...FN],
  RDS: ["RDS", "ec2", "rds", "secretsmanager", ...FN],
  ReactStaticSite: ["ReactStaticSite", "cloudfront", "s3", ...FN],
  Script: ["Script", ...FN],
  Stack: ["Stack"],
  StaticSite: ["StaticSite", "cloudfront", "s3", ...FN],
  Table: ["Table", "dynamodb", ...FN],
  Topic: ["Topic", "sns", ...FN],
  ViteStaticSite: ["ViteStaticSite", "cloudfront", "s3", ...FN],
  WebSocketApi: ["WebSocketApi", "apigateway", "logs", ...FN],
});
