import type { Plan } from "../plan/model";

/** Which roles of the plan could give themselves anything, each with the reasons; empty where none could. */
export function administratorLines(plan: Plan): string {
  const lines = plan.accounts.flatMap((account) =>
    account.roles.flatMap(({ name, administratorEquivalent }) =>
      administratorEquivalent
        ? [`  ${account.name}: ${name}`, ...administratorEquivalent.map((reason) => `    - ${reason}`)]
        : [],
    ),
  );
  return lines.length === 0
    ? ""
    : `\nAdministrator-equivalent: these roles could give themselves any permission.\n${lines.join("\n")}\n`;
}
