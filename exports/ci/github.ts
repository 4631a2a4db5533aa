import type { Plan } from "../../plan/model";
import type { GitHubFederation } from "../../policy/federation/model";
import type { Finding } from "../../policy/finding";
import type { ExportFormat, ExportOptions } from "../model";
import { deployRole } from "../roles";
import { pinned } from "./actions";
import { deployCommand, nodeVersion } from "./sst";
import { environmentOf, federationsOf, type Target, targetFindings, targets } from "./targets";

/**
 * A workflow for GitHub Actions that deploys the SST app with the planned roles: no keys, a token a job, one job for each
 * account and stage.
 *
 * Only these jobs may ask for a token (`id-token: write`), and all else is read-only; a checkout leaves no credentials
 * behind; packages are installed before the role is assumed, so that their scripts run without it.
 *
 * Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax,
 * https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws,
 * `aws-actions/configure-aws-credentials@v6.2.3:action.yml`
 */
export const GITHUB_FORMAT: ExportFormat = {
  format: "github",
  description: "a workflow for GitHub Actions: one job for each account and stage, by trust.github",
  fileName: "github-workflow.yml",
  appliesTo: (plan) => plan.accounts.some((account) => federationsOf(account, "github").length > 0),
  check: (plan, options) => {
    const findings = targetFindings(plan, options, "github");
    return [...findings, ...targets(plan, options, "github").flatMap((target) => targetErrors(plan, target))];
  },
  render: (plan, options) => workflow([plan], options),
  renderAll: (plans, options) => workflow(plans, options),
};

/** A job of the workflow: everything in it that may not differ inside a matrix. */
interface Job {
  readonly id: string;
  readonly rows: readonly Target<GitHubFederation>[];
}

function targetErrors(plan: Plan, target: Target<GitHubFederation>): readonly Finding[] {
  const { account, trusted } = target;
  const path = `accounts[${plan.accounts.indexOf(account)}].trust.github`;
  if (trusted.environments.length > 1 && environmentOf(target) === undefined) {
    return [
      {
        severity: "error",
        code: "ci-environment-unclear",
        path: `${path}.environments`,
        message: `None of the environments is called like the stage ${target.stage}, so it isn't clear which one its job is in.`,
        value: trusted.environments,
        fix: "Call the environment like the stage, or give each account a trust with one environment.",
      },
    ];
  }
  if (trusted.environments.length + trusted.branches.length + trusted.tags.length > 0) return [];
  return [
    {
      severity: "error",
      code: "ci-only-pull-requests",
      path,
      message: `Only pull requests may deploy into ${account.name}, and a stage is deployed from a branch or tag.`,
      fix: "Add environments, branches or tags.",
    },
  ];
}

function workflow(plans: readonly Plan[], options: ExportOptions): string {
  const rows = plans.map((plan) => ({ plan, targets: targets(plan, options, "github") }));
  const all = rows.flatMap(({ targets: each }) => each);
  const jobs = rows.flatMap(({ plan, targets: each }) => jobsOf(plan, each));
  const [first] = all;
  return `${[
    `# Deploys the app ${plans[0]?.app ?? ""} with the roles of ${plans.map(({ stack }) => `stack ${stack}`).join(", ")}.`,
    `# Belongs into .github/workflows/ of ${first === undefined ? "the app" : repositoryOf(first)}; written by deployers export --for github.`,
    "name: Deploy",
    "on:",
    ...triggers(all),
    "  workflow_dispatch:",
    "",
    "permissions: {}",
    "",
    "jobs:",
    jobs.map(jobText).join("\n\n"),
  ].join("\n")}\n`;
}

function repositoryOf({ trusted }: Target<GitHubFederation>): string {
  return `${trusted.owner}/${trusted.repository}`;
}

/** The refs that are trusted; where environments decide, `main`: their own rules say which branches may use them. */
function triggers(all: readonly Target<GitHubFederation>[]): readonly string[] {
  const branches = unique(all.flatMap(({ trusted }) => trusted.branches));
  const tags = unique(all.flatMap(({ trusted }) => trusted.tags));
  const anyBranch = branches.length + tags.length === 0 ? ["main"] : branches;
  return [
    "  push:",
    ...(anyBranch.length > 0 ? [`    branches: ${list(anyBranch)}`] : []),
    ...(tags.length > 0 ? [`    tags: ${list(tags)}`] : []),
  ];
}

function jobsOf(plan: Plan, all: readonly Target<GitHubFederation>[]): readonly Job[] {
  const groups = new Map<string, Target<GitHubFederation>[]>();
  for (const target of all) {
    const { account, trusted } = target;
    const key = JSON.stringify([
      account.sst,
      deployCommand(account).line,
      environmentOf(target) === undefined,
      trusted,
    ]);
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  const base = `deploy-${plan.stack.replace(/[^A-Za-z0-9_-]/g, "-")}`;
  return [...groups.values()].map((rows, index) => ({ id: index === 0 ? base : `${base}-${index + 1}`, rows }));
}

function jobText({ id, rows }: Job): string {
  const [first] = rows;
  if (first === undefined) throw new RangeError("A job without a row.");
  const { line, variables } = deployCommand(first.account);
  const hasEnvironment = environmentOf(first) !== undefined;
  const isLong = rows.some(({ account }) => deployRole(account).maxSessionSeconds > 3_600);
  return [
    `  ${id}:`,
    "    name: ${{ matrix.stage }} in ${{ matrix.account }}",
    ...condition(first, hasEnvironment),
    "    runs-on: ubuntu-latest",
    "    timeout-minutes: 60",
    "    permissions:",
    "      id-token: write",
    "      contents: read",
    ...(hasEnvironment ? ["    environment: ${{ matrix.environment }}"] : []),
    "    concurrency:",
    "      group: deploy-${{ matrix.account }}-${{ matrix.stage }}",
    "      cancel-in-progress: false",
    "    strategy:",
    "      fail-fast: false",
    "      matrix:",
    "        include:",
    ...rows.flatMap((row) => rowText(row, hasEnvironment, isLong)),
    "    env:",
    "      STAGE: ${{ matrix.stage }}",
    ...Object.keys(variables).map((name) =>
      name === "CLOUDFORMATION_ROLE_ARN"
        ? "      CLOUDFORMATION_ROLE_ARN: ${{ matrix.cloudFormationRole }}"
        : `      ${name}: ${JSON.stringify(variables[name])}`,
    ),
    "    steps:",
    `      - uses: ${pinned("actions/checkout")}`,
    "        with:",
    "          persist-credentials: false",
    `      - uses: ${pinned("actions/setup-node")}`,
    "        with:",
    `          node-version: "${nodeVersion(first.account.sst)}"`,
    "      - run: npm ci",
    `      - uses: ${pinned("aws-actions/configure-aws-credentials")}`,
    "        with:",
    "          role-to-assume: ${{ matrix.role }}",
    "          aws-region: ${{ matrix.region }}",
    "          allowed-account-ids: ${{ matrix.accountId }}",
    ...(first.trusted.audience === "sts.amazonaws.com" ? [] : [`          audience: ${first.trusted.audience}`]),
    ...(isLong ? ["          role-duration-seconds: ${{ matrix.seconds }}"] : []),
    "          role-session-name: github-${{ github.run_id }}-${{ github.run_attempt }}",
    `      - run: ${line}`,
  ].join("\n");
}

/** Which pushes the job is for, so that it isn't started to be refused; environments have rules of their own. */
function condition({ trusted }: Target<GitHubFederation>, hasEnvironment: boolean): readonly string[] {
  if (hasEnvironment) return [];
  const tests = [
    ...trusted.branches.map((branch) => refTest(`refs/heads/${branch}`)),
    ...trusted.tags.map((tag) => refTest(`refs/tags/${tag}`)),
  ];
  return tests.includes(undefined) ? [] : [`    if: ${tests.join(" || ")}`];
}

/** `undefined` for a pattern that expressions have no function for. */
function refTest(ref: string): string | undefined {
  const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
  if (!ref.includes("*")) return `github.ref == ${literal(ref)}`;
  return ref.indexOf("*") === ref.length - 1 ? `startsWith(github.ref, ${literal(ref.slice(0, -1))})` : undefined;
}

function rowText(row: Target<GitHubFederation>, hasEnvironment: boolean, isLong: boolean): readonly string[] {
  const { account, stage } = row;
  const role = deployRole(account);
  const values: readonly (readonly [string, string | number])[] = [
    ["account", account.name],
    ["accountId", account.accountId],
    ["region", account.region],
    ["stage", stage],
    ...(hasEnvironment ? [["environment", environmentOf(row) ?? ""] as const] : []),
    ["role", role.arn],
    ...Object.entries(deployCommand(account).variables).flatMap(([name, value]) =>
      name === "CLOUDFORMATION_ROLE_ARN" ? [["cloudFormationRole", value] as const] : [],
    ),
    ...(isLong ? [["seconds", role.maxSessionSeconds] as const] : []),
  ];
  return values.map(([key, value], index) => `          ${index === 0 ? "- " : "  "}${key}: ${JSON.stringify(value)}`);
}

function list(texts: readonly string[]): string {
  return `[${texts.map((text) => JSON.stringify(text)).join(", ")}]`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
