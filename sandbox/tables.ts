import { formatTable } from "../cli/table";
import type { Plan } from "../plan/model";
import type { Trial } from "./proof/prove";

/** Width of the terminal; undefined for a pipe, where a table has no borders and every row is one line. */
function width(): number | undefined {
  return process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : undefined;
}

/** Every role of all stacks: account, strategy, ARN, and whether it could give itself anything. */
export function rolesTable(plans: readonly Plan[]): string {
  const head = ["Stack", "Account", "Id", "Strategy", "Duty", "Role", "Administrator-equivalent"];
  const rows = plans.flatMap((plan) =>
    plan.accounts.flatMap((account) =>
      account.roles.map((role) => [
        plan.stack,
        account.name,
        account.accountId,
        account.strategy,
        role.duty,
        role.arn,
        role.administratorEquivalent === undefined ? "no" : "yes",
      ]),
    ),
  );
  return formatTable(head, rows, width());
}

/** What was tried through each profile, and how it went. */
export function trialsTable(trials: readonly Trial[]): string {
  const rows = trials.map(({ profile, command, expected, asExpected, answer }) => [
    profile,
    command.length > 60 ? `${command.slice(0, 57)}...` : command,
    `${asExpected ? "✔" : "✖"} ${expected}`,
    answer,
  ]);
  return formatTable(["Profile", "Call", "Expected", "Answer"], rows, width());
}
