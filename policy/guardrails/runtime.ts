import { arn } from "../arn";
import type { AppTarget } from "../knowledge/target";

/**
 * What the app's own roles may do of a service at most, where that is less than all of it: what code does while it runs and
 * what SST's custom resources do, not what changes functions, stacks, instances or projects of others.
 *
 * Custom resources were read in `anomalyco/v2@v2.49.8:packages/sst/support` and `packages/sst/src/constructs`, what
 * components grant to functions in `anomalyco/sst@v4.17.0:platform/src/components/aws`.
 */
export const RUNTIME_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  acm: ["acm:DescribeCertificate", "acm:DeleteCertificate", "acm:ListCertificates", "acm:RequestCertificate"],
  apigateway: ["apigateway:GET", "execute-api:Invoke", "execute-api:ManageConnections"],
  "application-autoscaling": [],
  appsync: ["appsync:EventConnect", "appsync:EventPublish", "appsync:EventSubscribe", "appsync:GraphQL"],
  cloudformation: ["cloudformation:DescribeStacks"],
  cloudfront: ["cloudfront:CreateInvalidation", "cloudfront:Get*", "cloudfront:List*"],
  cloudtrail: [],
  codebuild: ["codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"],
  ec2: ["ec2:Describe*"],
  ecr: [
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
  ],
  ecs: ["ecs:Describe*", "ecs:List*", "ecs:RunTask", "ecs:StopTask", "ecs:TagResource"],
  elasticache: ["elasticache:Connect", "elasticache:Describe*"],
  elasticfilesystem: ["elasticfilesystem:Client*", "elasticfilesystem:Describe*"],
  elasticloadbalancing: [],
  es: ["es:Describe*", "es:ESHttp*"],
  events: ["events:Describe*", "events:List*", "events:PutEvents"],
  glue: ["glue:Get*", "glue:StartJobRun"],
  iam: [],
  iot: ["iot:Connect", "iot:DescribeEndpoint", "iot:Publish", "iot:Receive", "iot:Subscribe"],
  kms: [],
  lambda: ["lambda:Get*", "lambda:Invoke*", "lambda:List*"],
  logs: [],
  rds: ["rds-data:*", "rds-db:connect", "rds:Describe*"],
  route53: ["route53:ChangeResourceRecordSets", "route53:Get*", "route53:List*"],
  sagemaker: ["sagemaker:Invoke*"],
  servicediscovery: ["servicediscovery:Discover*", "servicediscovery:Get*", "servicediscovery:List*"],
  ssm: ["ssm:*Parameter", "ssm:GetParameter*"],
  states: [
    "states:Describe*",
    "states:List*",
    "states:SendTask*",
    "states:StartExecution",
    "states:StartSyncExecution",
    "states:StopExecution",
  ],
  sts: [],
};

/** What every function does besides: logs and traces, network interfaces in a VPC, and keys that encrypt what it reads. */
export const BASE_RUNTIME_ACTIONS = [
  "cloudwatch:PutMetricData",
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey*",
  "logs:*",
  "ssmmessages:*",
  "sts:GetCallerIdentity",
  "xray:*",
] as const;

/** ARN patterns of the app's own functions, in every region: edge functions are in us-east-1. */
export function functionArns(target: AppTarget, names: readonly string[]): readonly string[] {
  return names.map((name) => arn(target.partition, "lambda", "*", target.accountId, `function:${name}`));
}
