import { deployRole } from "../../exports/roles";
import type { AccountPlan, Plan } from "../../plan/model";
import { administratorLines } from "../administrators";
import { flag, type CommandModule } from "../model";
import { readStage, reportFindings } from "../stage";
import { formatTable } from "../table";

const HEAD = ["account", "id", "region", "sst", "strategy", "role", "administrator-equivalent"] as const;

/** `deployers check`. */
export const run: CommandModule["run"] = (options, terminal) => {
  const stage = readStage(options, terminal);
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

function accountTable(plan: Plan, width: number | undefined): string {
  const rows = plan.accounts.map((account) => [
    account.name,
    account.accountId,
    account.regions.join(","),
    account.sst,
    account.strategy,
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
    roles: account.roles.map(({ duty, name, arn, administratorEquivalent }) => ({
      duty,
      name,
      arn,
      ...(administratorEquivalent ? { administratorEquivalent } : {}),
    })),
  };
}
