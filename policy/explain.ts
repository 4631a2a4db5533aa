import type { PolicyDocument, PolicyStatement } from "./document";
import { actionCovers, arnCovers, arnsOverlap } from "./match";

/**
 * Why an identity may do something, or may not: which statements speak of it, and what they say together. Reads documents and
 * decides nothing about permissions.
 *
 * The rules: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html, without what isn't
 * in the plan (service control policies, the resource's own policy, session policies).
 */

/** How a question is answered. */
export type Answer =
  /** Whatever the call's condition keys are. */
  | "allowed"
  /** For some of the resources asked about, or if conditions hold. */
  | "conditional"
  | "denied";

/** A statement that speaks of the action on something that was asked about. */
export interface StatementMatch {
  readonly statement: PolicyStatement;
  /** Which kind of policy it stands in. */
  readonly layer: "policy" | "boundary";
  /** `whole`: it speaks of everything that was asked about; `part`: of some of it. */
  readonly reach: "whole" | "part";
  /** Those of its resources that were asked about; empty for a statement with NotResource. */
  readonly resources: readonly string[];
}

/** The answer, with all statements that it follows from: Deny first, then the order of the documents. */
export interface Explanation {
  readonly answer: Answer;
  readonly matches: readonly StatementMatch[];
  /** True if the boundary is what denies: the policies would allow it. */
  readonly outsideBoundary: boolean;
}

/**
 * Explains one action on one resource.
 *
 * @param statements of all identity policies together
 * @param boundary the permissions boundary; absent: none
 * @param action without wildcards, e.g. `s3:GetObject`
 * @param resource an ARN, or a pattern for many; `*`: anything
 */
export function explain(
  statements: readonly PolicyStatement[],
  boundary: PolicyDocument | undefined,
  action: string,
  resource: string,
): Explanation {
  const own = statements.flatMap((statement) => match(statement, "policy", action, resource));
  const limits = (boundary?.Statement ?? []).flatMap((statement) => match(statement, "boundary", action, resource));
  const isDeny = ({ statement }: StatementMatch) => statement.Effect === "Deny";
  const denies = [...own, ...limits].filter(isDeny);
  const allows = own.filter((each) => !isDeny(each));
  const ceiling = limits.filter((each) => !isDeny(each));
  const allowed = weaker(strength(allows), boundary === undefined ? "allowed" : strength(ceiling));
  return {
    answer: weaker(allowed, afterDenies(denies)),
    matches: [...denies, ...allows, ...ceiling],
    outsideBoundary: allows.length > 0 && boundary !== undefined && ceiling.length === 0,
  };
}

const ORDER: readonly Answer[] = ["denied", "conditional", "allowed"];

function weaker(left: Answer, right: Answer): Answer {
  return ORDER.indexOf(left) < ORDER.indexOf(right) ? left : right;
}

function isCertain({ statement, reach }: StatementMatch): boolean {
  return reach === "whole" && statement.Condition === undefined;
}

/** What Allow statements come to. */
function strength(allows: readonly StatementMatch[]): Answer {
  if (allows.some(isCertain)) return "allowed";
  return allows.length > 0 ? "conditional" : "denied";
}

/** What Deny statements leave. */
function afterDenies(denies: readonly StatementMatch[]): Answer {
  if (denies.some(isCertain)) return "denied";
  return denies.length > 0 ? "conditional" : "allowed";
}

/** The statement as a match, if it speaks of the action and of something that was asked about. */
function match(
  statement: PolicyStatement,
  layer: StatementMatch["layer"],
  action: string,
  asked: string,
): readonly StatementMatch[] {
  const { Action: actions, NotAction: otherActions, Resource: listed, NotResource: others = [] } = statement;
  const speaks = actions
    ? actions.some((pattern) => actionCovers(pattern, action))
    : !(otherActions ?? []).some((pattern) => actionCovers(pattern, action));
  if (!speaks) return [];
  if (listed === undefined) {
    if (others.some((pattern) => arnCovers(pattern, asked))) return [];
    const reach = others.some((pattern) => arnsOverlap(pattern, asked)) ? "part" : "whole";
    return [{ statement, layer, reach, resources: [] }];
  }
  const resources = listed.filter((pattern) => arnsOverlap(pattern, asked));
  if (resources.length === 0) return [];
  const reach = resources.some((pattern) => arnCovers(pattern, asked)) ? "whole" : "part";
  return [{ statement, layer, reach, resources }];
}
