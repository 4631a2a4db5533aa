import { deployRole } from "../../exports/roles";
import type { AccountPlan, Plan } from "../../plan/model";
import { administratorLines } from "../administrators";
import { sharedEnvironments } from "../environments";
import { flag, type CommandModule, type Options, type Terminal } from "../model";
import { readStage, reportFindings, type Stage } from "../stage";
import { formatTable } from "../table";

const HEAD = ["account", "id", "region", "sst", "strategy", "guardrails", "role", "administrator-equivalent"] as const;

/** `deployers check`. */
export const run: CommandModule["run"] = (options, terminal) => {
  const stage = checked(options, terminal);
  if (flag(options, "json")) {
    const accounts = stage.ok ? stage.plan.accounts.map(accountJson) : [];
    terminal.out(`${JSON.stringify({ ok: stage.ok, findings: stage.findings, accounts }, null, 2)}\n`);
    return Promise.resolve(stage.ok);
  }
  // What makes a role administrator-equivalent stands under the table, reason by reason.
  const listed = (code: string) => stage.ok && code === "administrator-equivalent";
  reportFindings(
    stage.findings.filter(({ code }) => !listed(code)),
    terminal,
  );
  if (stage.ok) terminal.out(accountTable(stage.plan, terminal.width) + administratorLines(stage.plan));
  return Promise.resolve(stage.ok);
};

/** The stage, not ok either where another stack claims one of its GitHub environments. */
function checked(options: Options, terminal: Terminal): Stage {
  const stage = readStage(options, terminal);
  if (!stage.ok) return stage;
  const shared = sharedEnvironments(stage.plan, options, terminal);
  return shared.length === 0 ? stage : { ok: false, findings: [...stage.findings, ...shared] };
}

function accountTable(plan: Plan, width: number | undefined): string {
  const rows = plan.accounts.map((account) => [
    account.name,
    account.accountId,
    account.regions.join(","),
    account.sst,
    account.strategy,
    account.guardrails,
    deployRole(account).name,
    account.roles.some(({ administratorEquivalent }) => administratorEquivalent) ? "yes" : "no",
  ]);
  return formatTable(HEAD, rows, width);
}

function accountJson(account: AccountPlan) {
  return {
    name: account.name,
    accountId: account.accountId,
    region: account.region,
    regions: account.regions,
    sst: account.sst,
    strategy: account.strategy,
    guardrails: account.guardrails,
    ...(account.cdk === undefined ? {} : { execution: account.cdk.execution }),
    roles: account.roles.map(({ duty, name, arn, administratorEquivalent }) => ({
      duty,
      name,
      arn,
      ...(administratorEquivalent ? { administratorEquivalent } : {}),
    })),
  };
}
