import type { Plan } from "../../plan/model";
import type { GitLabFederation } from "../../policy/federation/model";
import type { ExportFormat, ExportOptions } from "../model";
import { deployRole } from "../roles";
import { deployCommand, nodeVersion } from "./sst";
import { federationsOf, type Target, targetFindings, targets } from "./targets";

/**
 * Jobs for GitLab CI/CD that deploy the SST app with the planned roles. A job writes its token into a file that only its
 * user can read, and every AWS SDK exchanges it by itself: `AWS_ROLE_ARN` and `AWS_WEB_IDENTITY_TOKEN_FILE` are all that
 * they need.
 *
 * Sources: https://docs.gitlab.com/ci/yaml/#id_tokens, https://docs.gitlab.com/ci/cloud_services/aws/,
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 */
export const GITLAB_FORMAT: ExportFormat = {
  format: "gitlab",
  description: "jobs for GitLab CI/CD: one for each account and stage, by trust.gitlab",
  fileName: "gitlab-ci.yml",
  appliesTo: (plan) => plan.accounts.some((account) => federationsOf(account, "gitlab").length > 0),
  check: (plan, options) => targetFindings(plan, options, "gitlab"),
  render: (plan, options) => file([plan], options),
  renderAll: file,
};

function file(plans: readonly Plan[], options: ExportOptions): string {
  const all = plans.flatMap((plan) => targets(plan, options, "gitlab"));
  const stacks = plans.map(({ stack }) => `stack ${stack}`).join(", ");
  return `${[
    `# Deploys the app ${plans[0]?.app ?? ""} with the roles of ${stacks}; written by deployers export --for gitlab.`,
    `# Belongs into .gitlab-ci.yml of ${all[0]?.trusted.project ?? "the app"}, or into a file that it includes.`,
    "stages: [deploy]",
    "",
    all.map(jobText).join("\n\n"),
  ].join("\n")}\n`;
}

function jobText(target: Target<GitLabFederation>): string {
  const { account, stage, trusted } = target;
  const { line, variables } = deployCommand(account);
  const role = deployRole(account);
  const values: Readonly<Record<string, string>> = {
    STAGE: stage,
    AWS_ROLE_ARN: role.arn,
    AWS_REGION: account.region,
    AWS_ROLE_SESSION_NAME: "gitlab-$CI_PROJECT_ID-$CI_PIPELINE_ID",
    ...variables,
  };
  return [
    `${JSON.stringify(`deploy ${account.name} ${stage}`)}:`,
    "  stage: deploy",
    `  image: node:${nodeVersion(account.sst)}`,
    "  environment:",
    `    name: ${JSON.stringify(stage)}`,
    `  resource_group: ${JSON.stringify(`${account.name}-${stage}`)}`,
    "  rules:",
    ...trusted.branches.map((branch) => `    - if: ${JSON.stringify(refTest("$CI_COMMIT_BRANCH", branch))}`),
    ...trusted.tags.map((tag) => `    - if: ${JSON.stringify(refTest("$CI_COMMIT_TAG", tag))}`),
    "  id_tokens:",
    "    DEPLOYERS_ID_TOKEN:",
    `      aud: ${JSON.stringify(trusted.audience)}`,
    "  variables:",
    ...Object.entries(values).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`),
    "  script:",
    "    - npm ci",
    '    - export AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"',
    '    - printf \'%s\' "$DEPLOYERS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"',
    `    - ${line}`,
  ].join("\n");
}

/** A comparison, or for a pattern a regular expression in RE2's syntax, both of https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions. */
function refTest(variable: string, ref: string): string {
  if (!ref.includes("*")) return `${variable} == "${ref}"`;
  const pattern = ref
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, "\\$&"))
    .join(".*");
  return `${variable} =~ /^${pattern}$/`;
}
