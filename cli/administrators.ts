import { wrapText } from "../config/describe";
import type { Plan } from "../plan/model";

/**
 * Which roles of the plan could give themselves anything, each with the reasons; empty where none could. Roles of the same
 * reasons, as many accounts of a stage have them, stand together, with `<account>` for the id of each one's account.
 */
export function administratorLines(plan: Plan): string {
  const groups = new Map<string, { readonly names: string[]; readonly reasons: readonly string[] }>();
  for (const account of plan.accounts) {
    for (const { name, administratorEquivalent } of account.roles) {
      if (!administratorEquivalent) continue;
      const key = administratorEquivalent.join("\n").replaceAll(account.accountId, "<account>");
      const group = groups.get(key) ?? { names: [], reasons: administratorEquivalent };
      group.names.push(`${account.name}: ${name}`);
      groups.set(key, group);
    }
  }
  const lines = [...groups].flatMap(([anyAccount, { names, reasons }]) => [
    wrapText(names.join(", "), "  ", "  "),
    ...(names.length === 1 ? reasons : anyAccount.split("\n")).map((reason) => wrapText(reason, "    - ", "      ")),
  ]);
  return lines.length === 0
    ? ""
    : `\nAdministrator-equivalent: these roles could give themselves any permission.\n${lines.join("\n")}\n`;
}
