import type { AccountPlan } from "../../plan/model";
import type { Duty } from "../../policy/duty";
import { workingWay } from "./attack";
import { selectionFor } from "./configs";
import { type Technique, TECHNIQUES, waysIn } from "./technique";
import { actorsOf, isGain, namesIn } from "./world";

/** Ways that lean on something that isn't planned here: a workload, or a role, that somebody else made strong, or their data. */
export const LEANS_ON_OTHERS: ReadonlySet<string> = new Set(["assume", "workload", "data"]);

/** The part of the services with which a technique is tried. */
export function partOf({ ways }: Technique): "attacked" | "keeping" {
  return selectionFor(ways.flatMap((way) => way.map(({ call }) => call)));
}

/** Those of the techniques that work in an account for whoever has the role of that duty, in their order. */
export async function left(
  account: AccountPlan,
  techniques: readonly Technique[] = TECHNIQUES,
  duty: Duty = "deploy",
): Promise<readonly Technique[]> {
  const actors = actorsOf(account, duty);
  const names = namesIn(account);
  const found: Technique[] = [];
  for (const technique of techniques) {
    if (isGain(technique, account) && (await workingWay(waysIn(technique, account.sst), actors, names)))
      found.push(technique);
  }
  return found;
}
