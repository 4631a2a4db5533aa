import type { HandlerActions } from "./model";

/**
 * What the schemas of CloudFormation's registry leave out: types without handlers, and custom resources.
 */

/** A type whose schema names no actions, with the actions of the API operations that create, read, update and delete it. */
export interface GapRow {
  readonly actions: HandlerActions;
  /** Property paths without which an action isn't called; absent: always. */
  readonly onlyIf?: Readonly<Record<string, readonly string[]>>;
  /** Where the operations were read. */
  readonly source: string;
}

/** Types of CloudFormation's first generation, which AWS hasn't moved to the registry's handlers. */
export const TYPES_WITHOUT_HANDLERS: Readonly<Record<string, GapRow>> = {
  "AWS::AppSync::ApiKey": {
    actions: {
      create: ["appsync:CreateApiKey"],
      read: ["appsync:ListApiKeys"],
      update: ["appsync:UpdateApiKey"],
      delete: ["appsync:DeleteApiKey"],
    },
    source: "https://docs.aws.amazon.com/appsync/latest/APIReference/API_Operations.html",
  },
  "AWS::AppSync::GraphQLSchema": {
    actions: {
      create: ["appsync:GetSchemaCreationStatus", "appsync:StartSchemaCreation"],
      read: ["appsync:GetIntrospectionSchema"],
      update: ["appsync:GetSchemaCreationStatus", "appsync:StartSchemaCreation"],
    },
    source: "https://docs.aws.amazon.com/appsync/latest/APIReference/API_StartSchemaCreation.html",
  },
  "AWS::CodeBuild::Project": {
    actions: {
      create: ["codebuild:CreateProject", "iam:PassRole"],
      read: ["codebuild:BatchGetProjects"],
      update: ["codebuild:UpdateProject", "iam:PassRole"],
      delete: ["codebuild:DeleteProject"],
    },
    onlyIf: { "iam:PassRole": ["ServiceRole"] },
    source: "https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html",
  },
  "AWS::Route53::RecordSet": {
    actions: {
      create: ["route53:ChangeResourceRecordSets", "route53:GetChange", "route53:ListHostedZonesByName"],
      read: ["route53:GetHostedZone", "route53:ListResourceRecordSets"],
      update: ["route53:ChangeResourceRecordSets", "route53:GetChange", "route53:ListHostedZonesByName"],
      delete: ["route53:ChangeResourceRecordSets", "route53:GetChange", "route53:ListHostedZonesByName"],
    },
    onlyIf: { "route53:ListHostedZonesByName": ["HostedZoneName"] },
    source: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
  },
};

/**
 * What a custom resource whose service token is a Lambda function asks of the role that CloudFormation uses (the service
 * role, or the caller where there is none): CloudFormation invokes the function with that role's credentials, so the session
 * `…/AWSCloudFormation` of the role needs this on the function's ARN. What the function does then, it does with its own role.
 *
 * SST and CDK always back custom resources with a Lambda function, never with an SNS topic.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources-lambda.html for the call,
 * and https://github.com/KensioSoftware/yulin/issues/1329 for whose credentials it takes (an account that was refused it).
 */
export const CUSTOM_RESOURCE_ACTIONS = ["lambda:InvokeFunction"] as const;

/**
 * Types that CloudFormation carries out without calling any service.
 *
 * `AWS::CDK::Metadata` is CDK's version report. SST v1 passes `--no-version-reporting`
 * (`@serverless-stack/core@1.18.4:dist/index.js`) and v2 doesn't use CDK's CLI for its stacks, so no template has it.
 */
export const TYPES_WITHOUT_CALLS: readonly string[] = ["AWS::CDK::Metadata"];
