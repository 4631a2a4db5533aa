import type { HandoverPlan } from "../exports/handover";
import type { Plan } from "../plan/model";
import { userError } from "./errors";
import { textOption, type Options, type Terminal } from "./model";
import { requirePlan } from "./stage";
import { readTeam } from "./teamSource";

/**
 * The plans that `--stacks` names, else the plan of the one stack.
 *
 * @throws UserError with the findings of the first stack that has no plan
 */
export function requirePlans(options: Options, terminal: Terminal): readonly [Plan, ...Plan[]] {
  const stacks = listOption(options, "stacks");
  const [first, ...others] = stacks ?? [];
  if (first === undefined) return [requirePlan(options, terminal)];
  if (textOption(options, "stack") !== undefined) {
    throw userError({
      code: "stack-and-stacks",
      path: "--stacks",
      message: "--stack names one stack and --stacks several.",
      fix: "Give one of the two.",
    });
  }
  const planOf = (stack: string) => requirePlan({ ...options, stack }, terminal);
  return [planOf(first), ...others.map(planOf)];
}

/** The plans of the team file that `--team` names, else those of {@link requirePlans}. */
export async function requireHandover(
  options: Options,
  terminal: Terminal,
): Promise<readonly [HandoverPlan, ...HandoverPlan[]]> {
  const team = textOption(options, "team");
  return team === undefined ? requirePlans(options, terminal) : readTeam(team, terminal);
}

/** The names in an option, separated by commas; `undefined` where it wasn't given or names nothing. */
export function listOption(options: Options, name: string): readonly string[] | undefined {
  const names = (textOption(options, name) ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  return names.length === 0 ? undefined : [...new Set(names)];
}
