import table from "../cases/escalation-residue.json";
import type { Technique, TechniqueClass } from "./technique";

/** Combinations with the same residue. */
interface Group {
  /** Names of combinations. */
  readonly combinations: readonly string[];
  /** Ids of the techniques that work there, in the order of the table of techniques. */
  readonly left: readonly string[];
}

const RESIDUE = table as {
  readonly reasons: Readonly<Partial<Record<TechniqueClass, string>>>;
  readonly groups: readonly Group[];
};

/** What is left of the techniques, with every service that they use; `undefined` for a combination that isn't documented. */
export function documentedResidue(combination: string): readonly string[] | undefined {
  return RESIDUE.groups.find((group) => group.combinations.includes(combination))?.left;
}

/** The groups, in their order. */
export const RESIDUE_GROUPS = RESIDUE.groups;

/** Why the technique is left where it isn't blocked; `undefined` where nobody wrote it down. */
export function reasonOf(technique: Technique): string | undefined {
  return technique.left ?? RESIDUE.reasons[technique.class];
}
