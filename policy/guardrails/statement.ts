import type { ConditionBlock, PolicyStatement } from "../document";
import type { Duty } from "../duty";
import type { Evidence, Source } from "../grant";
import { sidOf } from "../knowledge/need";
import { canonicalCondition, compareText, sortedUnique } from "../statement";

/** One guardrail before it becomes bytes: a statement that denies, or a line of a boundary, with the reason for it. */
export interface Guardrail {
  /** In PascalCase; becomes the statement's Sid, behind the role's duty where the statement belongs to one role. */
  readonly purpose: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** ARN patterns; exactly one of this and `exceptResources`. */
  readonly resources?: readonly string[];
  /** Everything but these ARN patterns. */
  readonly exceptResources?: readonly string[];
  readonly condition?: ConditionBlock;
  /** Why, as one sentence. */
  readonly because: string;
  readonly sources: readonly [Source, ...Source[]];
}

/** The statement, with sorted lists. */
export function guardrailStatement(guardrail: Guardrail, sid: string): PolicyStatement {
  const { effect, actions, resources, exceptResources, condition } = guardrail;
  return {
    Sid: sid,
    Effect: effect,
    Action: sortedUnique(actions),
    ...(resources ? { Resource: sortedUnique(resources) } : {}),
    ...(exceptResources ? { NotResource: sortedUnique(exceptResources) } : {}),
    ...(condition ? { Condition: canonicalCondition(condition) } : {}),
  };
}

/** Statements and evidence of one role's guardrails, in the order of their Sids. */
export function compileGuardrails(
  duty: Duty,
  guardrails: readonly Guardrail[],
): { readonly statements: readonly PolicyStatement[]; readonly evidence: readonly Evidence[] } {
  const compiled = guardrails
    .map((each) => ({ sid: sidOf(duty, each.purpose), each }))
    .sort((a, b) => compareText(a.sid, b.sid));
  return {
    statements: compiled.map(({ sid, each }) => guardrailStatement(each, sid)),
    evidence: compiled.map(({ sid, each }) => ({ sid, duty, because: each.because, sources: each.sources })),
  };
}
