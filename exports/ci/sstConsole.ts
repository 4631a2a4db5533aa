import type { ExportFormat } from "../model";

/**
 * The role of the SST Console as code: what to put in place of `SSTRole` in the Console's own CloudFormation template, which
 * gives it AdministratorAccess. An export and no resource of this program: the Console's stack has to make the role, since
 * it also announces it to the Console, under a name that the Console fixes.
 *
 * - Trust, name and parameter as the Console's template has them: its account, and the workspace's id as external id
 *   (`sst/console@5997616:stacks/connect.ts`).
 * - Permissions as the Console's documentation lists them for a role of one's own, with single read actions in place of
 *   ReadOnlyAccess, which reads every object and secret of the account
 *   (`anomalyco/sst@8bfe1c1:www/src/content/docs/docs/console.mdx`, "IAM permissions"), plus what its code calls beside
 *   these: reading `/sst/bootstrap`, and `logs:GetQueryResults` for the queries that it starts
 *   (`sst/console@5997616:packages/core/src/aws/account.ts`). `iam:PassRole` only to EventBridge.
 *
 * Not among them: what Autodeploy needs, which is what the app's deployer needs.
 *
 * Still as strong as an administrator for whoever controls the Console: it may write any policy, and any trust, into the role
 * `SSTConsolePublisher` that it makes for itself. `MakePublisherRole` can be taken away once that role exists, until the
 * Console is connected anew. The template says so too.
 */
export const SST_CONSOLE_FORMAT: ExportFormat = {
  format: "sst-console",
  description: "the SST Console's role for its CloudFormation template: its trust, and narrow permissions",
  fileName: "sst-console.json",
  appliesTo: () => false,
  check: () => [],
  render: () => `${JSON.stringify(TEMPLATE, null, 2)}\n`,
};

/** A name or ARN with the account's own parts, as CloudFormation fills them in. */
function sub(text: string): { readonly "Fn::Sub": string } {
  return { "Fn::Sub": text };
}

/** Buckets with the state: of v2, and of v3 and v4. */
const STATE_BUCKETS = [sub("arn:${AWS::Partition}:s3:::sstbootstrap-*"), sub("arn:${AWS::Partition}:s3:::sst-state-*")];

const TEMPLATE = {
  AWSTemplateFormatVersion: "2010-09-09",
  Description:
    "The SST Console's role without AdministratorAccess. Put SSTRole in place of the one in the Console's own template.json, and keep everything else of that. With the statement MakePublisherRole the Console can still give a role of its own any permission: remove it once SSTConsolePublisher exists.",
  Parameters: {
    workspaceID: { Type: "String", Description: "The id of your SST Console workspace." },
    consoleAccountID: {
      Type: "String",
      AllowedPattern: "[0-9]{12}",
      Description: "The Console's AWS account, as SSTRole of the Console's template.json trusts it.",
    },
  },
  Resources: {
    SSTRole: {
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: sub("sst-${workspaceID}"),
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "TrustSstConsole",
              Effect: "Allow",
              Principal: { AWS: { Ref: "consoleAccountID" } },
              Action: "sts:AssumeRole",
              Condition: { StringEquals: { "sts:ExternalId": { Ref: "workspaceID" } } },
            },
          ],
        },
        Policies: [
          {
            PolicyName: "SstConsole",
            PolicyDocument: {
              Version: "2012-10-17",
              Statement: [
                {
                  Sid: "ReadStacksFunctionsAndLogs",
                  Effect: "Allow",
                  Action: [
                    "cloudformation:DescribeStacks",
                    "cloudwatch:GetMetricData",
                    "ec2:DescribeRegions",
                    "lambda:GetFunction",
                    "logs:DescribeLogStreams",
                    "logs:FilterLogEvents",
                    "logs:GetLogEvents",
                    "logs:GetQueryResults",
                    "logs:StartQuery",
                  ],
                  Resource: "*",
                },
                {
                  Sid: "ReadBootstrap",
                  Effect: "Allow",
                  Action: ["ssm:GetParameter"],
                  Resource: sub("arn:${AWS::Partition}:ssm:*:${AWS::AccountId}:parameter/sst/bootstrap"),
                },
                {
                  Sid: "ReadState",
                  Effect: "Allow",
                  Action: ["s3:GetObject"],
                  Resource: STATE_BUCKETS.map(({ "Fn::Sub": bucket }) => sub(`${bucket}/*`)),
                },
                {
                  Sid: "ListStateAndSendItsEvents",
                  Effect: "Allow",
                  Action: ["s3:ListBucket", "s3:PutBucketNotification"],
                  Resource: STATE_BUCKETS,
                },
                {
                  Sid: "SendEventsToConsole",
                  Effect: "Allow",
                  Action: ["events:PutRule", "events:PutTargets"],
                  Resource: sub("arn:${AWS::Partition}:events:*:${AWS::AccountId}:rule/SSTConsole*"),
                },
                {
                  Sid: "MakePublisherRole",
                  Effect: "Allow",
                  Action: ["iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:PutRolePolicy"],
                  Resource: sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/SSTConsolePublisher*"),
                },
                {
                  Sid: "PassPublisherRoleToEventBridge",
                  Effect: "Allow",
                  Action: ["iam:PassRole"],
                  Resource: sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/SSTConsolePublisher*"),
                  Condition: { StringEquals: { "iam:PassedToService": "events.amazonaws.com" } },
                },
                {
                  Sid: "SubscribeToLogs",
                  Effect: "Allow",
                  Action: ["logs:CreateLogGroup", "logs:PutSubscriptionFilter"],
                  Resource: sub("arn:${AWS::Partition}:logs:*:${AWS::AccountId}:log-group:*"),
                },
                {
                  Sid: "InvokeFunctions",
                  Effect: "Allow",
                  Action: ["lambda:InvokeFunction"],
                  Resource: sub("arn:${AWS::Partition}:lambda:*:${AWS::AccountId}:function:*"),
                },
              ],
            },
          },
        ],
      },
    },
  },
};
