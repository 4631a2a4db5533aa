import { isCdkGeneration } from "../../policy/generation";
import type { PolicyDocument } from "../../policy/document";
import { policyDocument } from "../../policy/statement";
import type { ExportFormat } from "../model";
import { deployRole, selectedAccounts } from "../roles";

/**
 * What Seed's settings ask for, stage by stage, and the statements that Seed itself wants beside the app's.
 *
 * Seed assumes one role for deploying and for watching, with the external id that it shows. The deployer role deploys with
 * what the strategy grants; Seed's own features need the statements below as well. They are printed and granted to nobody.
 *
 * Source: https://seed.run/docs/adding-your-iam-credentials, read 2026-11. Left out of what that page lists are the sets
 * `ManageAPICustomDomain`, `ManageAPIAccessLog` and `ManageAPIAccessLogIam`: they are for resources that SST manages itself,
 * and the last one lets its holder attach any policy to a role and pass it.
 */
export const SEED_FORMAT: ExportFormat = {
  format: "seed",
  description: "for Seed.run: role and external id of each stage, and the statements that Seed's monitoring needs",
  fileName: "seed.json",
  appliesTo: (plan) =>
    plan.accounts.every(({ callers, sst }) => callers.externalId !== undefined && isCdkGeneration(sst)),
  check: (plan, options) =>
    selectedAccounts(plan, options).flatMap((account) => {
      const path = `accounts[${plan.accounts.indexOf(account)}]`;
      if (!isCdkGeneration(account.sst)) {
        return [
          {
            severity: "error",
            code: "seed-generation",
            path: `${path}.sst`,
            message: `Seed deploys SST v0 to v2, and ${account.name} is for ${account.sst}.`,
            value: account.sst,
            allowed: ["v0", "v1", "v2"],
            fix: "Name another account with --account, or deploy that one from another CI system.",
          },
        ];
      }
      if (account.callers.externalId !== undefined) return [];
      return [
        {
          severity: "error",
          code: "seed-external-id",
          path: `${path}.trust.externalId`,
          message: `Seed is one AWS account for all of its users, and the trust of ${account.name} asks for no external id.`,
          fix: "Trust the AWS account that Seed's form shows under principals, and put the external id that it shows into trust.externalId.",
        },
      ];
    }),
  render: (plan, options) =>
    `${JSON.stringify(
      {
        source: "https://seed.run/docs/adding-your-iam-credentials",
        stages: selectedAccounts(plan, options).flatMap((account) =>
          account.stages.map((stage) => ({
            stage,
            account: account.name,
            accountId: account.accountId,
            region: account.region,
            roleArn: deployRole(account).arn,
            externalId: account.callers.externalId,
          })),
        ),
        monitoringPolicies: Object.fromEntries(
          selectedAccounts(plan, options).map(({ name, accountId, partition }) => [
            name,
            monitoring(`arn:${partition}:cloudformation:*:${accountId}:*`),
          ]),
        ),
      },
      null,
      2,
    )}\n`,
};

/** @param stacks ARN of the account's stacks and change sets */
function monitoring(stacks: string): PolicyDocument {
  const allow = (Sid: string, Action: readonly string[], Resource: string) =>
    ({ Sid, Effect: "Allow", Action, Resource: [Resource] }) as const;
  return policyDocument([
    allow(
      "ManageDeployedResources",
      [
        "apigateway:GET",
        "cloudformation:DescribeStacks",
        "cloudformation:GetTemplate",
        "cloudformation:ListStackResources",
        "cloudformation:ListStacks",
      ],
      "*",
    ),
    allow(
      "ManageIssues",
      [
        "cloudformation:DescribeStacks",
        "cloudformation:ListStackResources",
        "lambda:GetFunction",
        "logs:CreateLogGroup",
        "logs:DeleteSubscriptionFilter",
        "logs:DescribeSubscriptionFilters",
        "logs:PutSubscriptionFilter",
      ],
      "*",
    ),
    allow(
      "ManagePromoteChangeset",
      ["cloudformation:CreateChangeSet", "cloudformation:DescribeChangeSet", "cloudformation:GetTemplate"],
      stacks,
    ),
    allow(
      "MonitorLogs",
      [
        "apigateway:GET",
        "lambda:GetFunction",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:GetQueryResults",
        "logs:StartQuery",
        "logs:StopQuery",
      ],
      "*",
    ),
    allow("MonitorMetrics", ["apigateway:GET", "cloudformation:ListStackResources", "cloudwatch:GetMetricData"], "*"),
  ]);
}
