import Table from "cli-table3";
import type { Plan } from "../plan/model";
import type { Trial } from "./proof/prove";

/** Narrowest terminal that tables are made for, and the width where there is no terminal. */
const WIDTH = 80;

function terminalWidth(): number {
  return Math.max(WIDTH, Math.min(process.stdout.columns || 100, 140));
}

/** Splits the width over columns; borders and padding take three characters a column and one more. */
function columns(...shares: readonly number[]): number[] {
  const inner = terminalWidth() - shares.length - 1;
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => Math.floor((inner * share) / total));
}

const STYLE = { head: [], border: [] } as const;

/** Accounts, strategies and role ARNs of all stacks; a role's ARN has a line of its own, so that it stays in one piece. */
export function accountsTable(plans: readonly Plan[]): string {
  const table = new Table({
    head: ["Stack", "Account", "Region", "Strategy", "Administrator-equivalent"],
    colWidths: columns(8, 26, 16, 18, 26),
    wordWrap: true,
    style: { head: [...STYLE.head], border: [...STYLE.border] },
  });
  for (const plan of plans) {
    for (const account of plan.accounts) {
      const strong = account.roles.filter(({ administratorEquivalent }) => administratorEquivalent !== undefined);
      table.push(
        [
          plan.stack,
          `${account.name} ${account.accountId}`,
          account.region,
          account.strategy,
          strong.length === 0 ? "no" : `yes: ${strong.map(({ duty }) => duty).join(", ")}`,
        ],
        [{ colSpan: 5, content: account.roles.map(({ duty, arn }) => `${duty}: ${arn}`).join("\n") }],
      );
    }
  }
  return table.toString();
}

/** What was tried through each profile, and how it went. */
export function trialsTable(trials: readonly Trial[]): string {
  const table = new Table({
    head: ["Profile", "Call", "Expected", "Answer"],
    colWidths: columns(18, 30, 10, 40),
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [...STYLE.head], border: [...STYLE.border] },
  });
  for (const { profile, command, expected, asExpected, answer } of trials) {
    table.push([profile, command.slice(0, 60), `${asExpected ? "✔" : "✖"} ${expected}`, answer]);
  }
  return table.toString();
}
