import type { AccountPlan, Plan, PlannedCdk } from "../../plan/model";
import type { Finding } from "../../policy/finding";

/** One run of `cdk bootstrap`: one account and region. */
export interface BootstrapStep {
  readonly account: AccountPlan;
  readonly region: string;
  /** What the bootstrap gives CloudFormation, as a person reads it. */
  readonly says: readonly string[];
  /** The command line behind `cdk`. */
  readonly args: readonly string[];
}

/** AWS's own policy that denies everything (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSDenyAll.html). */
const DENY_ALL = "AWSDenyAll";

/**
 * What has to be run for the accounts of a plan, and what stands against it.
 *
 * - `execution: bootstrap`: CDK's execution role gets the planned policies, and with a boundary all of CDK's roles get it.
 * - `execution: serviceRole`: CloudFormation uses the service role instead, so CDK's execution role gets AWS's policy that
 *   denies everything. CDK's own default would be AdministratorAccess.
 * - `execution: existing`, and generations without CDK: nothing to run.
 *
 * Trust is written down as nobody beyond the account itself: CDK would otherwise keep the accounts that an earlier bootstrap
 * trusted. Options and their defaults: `aws/aws-cdk-cli@aws-cdk@v2.1148.1:packages/aws-cdk/lib/api/bootstrap/bootstrap-environment.ts`.
 *
 * @param name the only account wanted; absent: all
 */
export function bootstrapSteps(
  plan: Plan,
  name: string | undefined,
): { readonly steps: readonly BootstrapStep[]; readonly findings: readonly Finding[] } {
  const accounts = plan.accounts.filter((account) => name === undefined || account.name === name);
  const steps = accounts.flatMap((account) => {
    const { cdk } = account;
    if (cdk === undefined || cdk.execution === "existing") return [];
    return account.regions.map((region) => stepOf(account, cdk, region));
  });
  if (steps.length > 0) return { steps, findings: [] };
  if (accounts.every(({ cdk }) => cdk === undefined)) {
    const finding = {
      severity: "error",
      code: "nothing-to-bootstrap",
      path: "sst",
      message: "SST v3 and v4 have no CDK, so that there is nothing to bootstrap.",
      value: accounts.map(({ name: each, sst }) => `${each}: ${sst}`),
      fix: "Go on with pulumi up; sst deploy makes what it needs itself.",
    } as const;
    return { steps, findings: [finding] };
  }
  return {
    steps,
    findings: [
      {
        severity: "error",
        code: "nothing-to-bootstrap",
        path: "cdk.execution",
        message: "No account of the stack takes its execution policies from this project.",
        value: accounts.map(({ name: each, cdk }) => `${each}: ${cdk?.execution ?? "no CDK"}`),
        allowed: ["bootstrap", "serviceRole"],
        fix: "Write cdk: { execution: bootstrap } where CDK is to be bootstrapped with policies of the plan.",
      },
    ],
  };
}

function stepOf(account: AccountPlan, cdk: PlannedCdk, region: string): BootstrapStep {
  const policies =
    cdk.execution === "bootstrap"
      ? cdk.executionPolicies.map(({ arn }) => arn)
      : [`arn:${account.partition}:iam::aws:policy/${DENY_ALL}`];
  const boundary = cdk.permissionsBoundary === undefined ? undefined : policyName(cdk.permissionsBoundary);
  return {
    account,
    region,
    says: [
      `CDK's stack ${cdk.toolkitStackName} (qualifier ${cdk.qualifier}) is created or updated.`,
      `CloudFormation may do there: ${policies.map(policyName).join(", ")}.`,
      boundary === undefined
        ? "CDK's roles have no permissions boundary."
        : `All of CDK's roles have the boundary ${boundary}.`,
      "No other account may assume CDK's roles; accounts that were trusted before no longer are.",
    ],
    args: [
      ...["bootstrap", `aws://${account.accountId}/${region}`],
      ...["--qualifier", cdk.qualifier, "--toolkit-stack-name", cdk.toolkitStackName],
      ...["--cloudformation-execution-policies", policies.join(",")],
      ...(boundary === undefined
        ? []
        : ["--custom-permissions-boundary", boundary, "--apply-permissions-boundary-to-all-roles"]),
      ...["--trust", "", "--trust-for-lookup", ""],
    ],
  };
}

/** A policy's name with its path, which `--custom-permissions-boundary` takes: `sst-deployers/NAME`. */
function policyName(arn: string): string {
  return arn.replace(/^arn:[^:]*:iam::[^:]*:policy\//, "");
}

/** The command line as somebody would type it. */
export function commandLine(step: BootstrapStep): string {
  const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  return ["npx", "cdk", ...step.args].map(quoted).join(" ");
}
