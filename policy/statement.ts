import type { ConditionBlock, PolicyDocument, PolicyStatement } from "./document";
import type { Evidence, Grant, Source } from "./grant";
import { actionCovers, arnCovers } from "./match";

/**
 * From grants to statements: sorted, without what says nothing new, merged where the merged statement grants exactly the
 * same. Bytes depend on what is granted, not on the order of the grants.
 */

/** Statements, and why each of them stands there: one piece of evidence per Sid, in the same order. */
export interface CompiledGrants {
  readonly statements: readonly PolicyStatement[];
  readonly evidence: readonly Evidence[];
}

/**
 * The statements that grant exactly what the grants do.
 *
 * See {@link compileGrants}, which also gives the reasons.
 */
export function toStatements(grants: readonly Grant[]): readonly PolicyStatement[] {
  return compileGrants(grants).statements;
}

/**
 * The statements that grant exactly what the grants do, and the reason for each.
 *
 * - Grants of the same duty with the same effect, resources and condition become one statement, whose Sid names all of
 *   them (`DeployCustomDomainAndServices`). Granting (A on R) and (B on R) is granting (A and B on R).
 * - A condition with a negated operator keeps its statement to itself, unless the grants share their Sid: it is where
 *   readers go wrong.
 * - Grants of the same Sid that differ in nothing but their resources become one statement on all the resources.
 * - Inside a statement, an action or ARN that another one covers is left out.
 *
 * @throws Error where knowledge contradicts itself: a grant without actions or resources, or two grants of one Sid that
 *   can't be one statement. Never for anything that a user wrote.
 */
export function compileGrants(grants: readonly Grant[]): CompiledGrants {
  const bySid = groupBy(grants, (grant) => grant.sid);
  const drafts = [...bySid.values()].map(joinSameSid);
  const groups = groupBy(drafts, (draft) =>
    canonicalJson([
      draft.duty,
      draft.effect,
      draft.resources,
      draft.condition ?? {},
      isNegated(draft.condition) ? draft.sids : [],
    ]),
  );
  const joined = [...groups.values()].map(joinDrafts).sort((a, b) => compareText(a.evidence.sid, b.evidence.sid));
  const twice = joined.find((each, index) => each.evidence.sid === joined[index - 1]?.evidence.sid);
  if (twice) throw new Error(`Two statements would have the Sid ${twice.evidence.sid}; rename one of the grants.`);
  return { statements: joined.map((each) => each.statement), evidence: joined.map((each) => each.evidence) };
}

/** A policy document of these statements, in their order. */
export function policyDocument(statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/** JSON with the keys of every object in alphabetical order: the same value gives the same bytes. Lists keep their order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b)))
      : inner,
  );
}

/** The condition with sorted operators, keys and values, each value once. */
export function canonicalCondition(condition: ConditionBlock): ConditionBlock {
  return mapSorted(condition, (keys) => mapSorted(keys, (values) => sortedUnique(values)));
}

/**
 * True if an operator of the condition is negated (`StringNotEquals`, `ForAllValues:ArnNotLike` …), or tests that a key is
 * absent (`Null`).
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function isNegated(condition: ConditionBlock | undefined): boolean {
  return Object.keys(condition ?? {}).some((operator) => /Not|^Null$/.test(operator));
}

interface Draft {
  readonly sids: readonly string[];
  readonly duty: Grant["duty"];
  readonly effect: Grant["effect"];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: ConditionBlock;
  readonly reasons: readonly string[];
  readonly sources: readonly Source[];
}

/** All grants of one Sid as one. */
function joinSameSid(grants: readonly Grant[]): Draft {
  const drafts = grants.map(toDraft);
  const [first, ...others] = drafts;
  if (first === undefined) throw new Error("No grant to join.");
  const rest = (draft: Draft, differing: "actions" | "resources") =>
    canonicalJson([
      draft.duty,
      draft.effect,
      draft.condition ?? {},
      differing === "actions" ? draft.resources : draft.actions,
    ]);
  for (const differing of ["actions", "resources"] as const) {
    if (others.every((draft) => rest(draft, differing) === rest(first, differing))) return union(drafts, first);
  }
  throw new Error(
    `Two grants share the Sid ${first.sids.join()} but differ in more than their actions, or more than their resources; give each a Sid of its own.`,
  );
}

function toDraft(grant: Grant): Draft {
  const actions = withoutCovered(grant.actions, actionCovers);
  const resources = withoutCovered(grant.resources, arnCovers);
  if (actions.length === 0) throw new Error(`The grant ${grant.sid} has no actions.`);
  if (resources.length === 0) throw new Error(`The grant ${grant.sid} has no resources.`);
  return {
    sids: [grant.sid],
    duty: grant.duty,
    effect: grant.effect,
    actions,
    resources,
    ...(grant.condition && Object.keys(grant.condition).length > 0
      ? { condition: canonicalCondition(grant.condition) }
      : {}),
    reasons: [grant.because],
    sources: grant.sources,
  };
}

function union(drafts: readonly Draft[], first: Draft): Draft {
  if (drafts.length === 1) return first;
  return {
    ...first,
    sids: sortedUnique(drafts.flatMap((draft) => draft.sids)),
    actions: withoutCovered(
      drafts.flatMap((draft) => draft.actions),
      actionCovers,
    ),
    resources: withoutCovered(
      drafts.flatMap((draft) => draft.resources),
      arnCovers,
    ),
    reasons: sortedUnique(drafts.flatMap((draft) => draft.reasons)),
    sources: drafts.flatMap((draft) => draft.sources),
  };
}

function joinDrafts(drafts: readonly Draft[]): { statement: PolicyStatement; evidence: Evidence } {
  const [first] = drafts;
  if (first === undefined) throw new Error("No statement to join.");
  const draft = union(drafts, first);
  const sid = joinSids(draft.sids, draft.duty);
  return {
    statement: {
      Sid: sid,
      Effect: draft.effect,
      Action: draft.actions,
      Resource: draft.resources,
      ...(draft.condition ? { Condition: draft.condition } : {}),
    },
    evidence: { sid, duty: draft.duty, because: draft.reasons.join(" "), sources: uniqueSources(draft.sources) },
  };
}

/** `DeployCustomDomain` and `DeployServices` become `DeployCustomDomainAndServices`. */
function joinSids(sids: readonly string[], duty: Grant["duty"]): string {
  const [first = "", ...others] = sids;
  return [first, ...others.map((sid) => withoutDuty(sid, duty))].join("And");
}

/** The Sid without the duty that it begins with; `DeviceX` doesn't begin with `dev`. */
function withoutDuty(sid: string, duty: Grant["duty"]): string {
  const rest = sid.slice(duty.length);
  return sid.toLowerCase().startsWith(duty) && /^[A-Z0-9]/.test(rest) ? rest : sid;
}

/** Sorted, each once, without those that another one covers. */
function withoutCovered(
  patterns: readonly string[],
  covers: (outer: string, inner: string) => boolean,
): readonly string[] {
  const sorted = sortedUnique(patterns);
  return sorted.filter(
    (pattern, index) =>
      !sorted.some(
        (other, position) =>
          position !== index && covers(other, pattern) && (position < index || !covers(pattern, other)),
      ),
  );
}

function uniqueSources(sources: readonly Source[]): readonly Source[] {
  const byText = new Map(sources.map((source) => [`${source.where}\n${source.what ?? ""}`, source]));
  return [...byText.entries()].sort(([a], [b]) => compareText(a, b)).map(([, source]) => source);
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

function mapSorted<T, R>(record: Readonly<Record<string, T>>, convert: (value: T) => R): Readonly<Record<string, R>> {
  return Object.fromEntries(
    Object.entries(record)
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, value]) => [key, convert(value)]),
  );
}

/** Each text once, in the order of {@link compareText}. */
export function sortedUnique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}

/** Order by code unit, the same on every machine and in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
