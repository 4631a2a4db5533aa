import { createHash } from "node:crypto";
import { iamPolicyArn } from "./arn";
import type { PolicyDocument, PolicyStatement } from "./document";
import type { Finding } from "./finding";
import {
  MAX_INLINE_POLICIES_SIZE,
  MAX_MANAGED_POLICIES_PER_ROLE,
  MAX_MANAGED_POLICY_SIZE,
  MAX_PLANNED_MANAGED_POLICIES,
  policySize,
} from "./limits";
import { policyName } from "./names";
import type { Partition } from "./partition";
import { compareText, isNegated, policyDocument } from "./statement";

/**
 * From a role's statements to policies that IAM takes: one inline policy while that fits, else managed policies.
 */

/** A policy of a role. */
export type PackedPolicy =
  /** Written into the role itself. */
  | { readonly name: string; readonly type: "inline"; readonly document: PolicyDocument }
  /** A customer managed policy of its own, attached to the role. */
  | {
      readonly name: string;
      readonly type: "managed";
      readonly path: string;
      readonly arn: string;
      readonly document: PolicyDocument;
    };

/** The role that policies are packed for. */
export interface PackTarget {
  readonly name: string;
  /** IAM path of the role; its managed policies get the same. */
  readonly path: string;
  readonly accountId: string;
  readonly partition: Partition;
  /** Managed policies attached beside these, such as AWS's own; they use up the role's quota. Default: none. */
  readonly otherManagedPolicies?: number;
  /** False: managed policies even where an inline one would do. Default: true. */
  readonly inline?: boolean;
  /** Where findings point in the stack config, e.g. `accounts[1].strategy`. Default: the config as a whole. */
  readonly configPath?: string;
}

/** The policies, or why no policies can hold the statements. */
export type PackResult =
  | { readonly ok: true; readonly policies: readonly PackedPolicy[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Packs statements into as few policies as IAM's quotas allow.
 *
 * - No statements: no policies.
 * - All of them fit the role's inline quota: one inline policy, named like the role.
 * - Otherwise managed policies `<role>-1`, `<role>-2` …. Each statement has a favourite policy by its Sid, so that adding
 *   or changing one statement leaves the others where they are as long as the number of policies stays the same.
 * - A statement too large for a managed policy is divided by its actions or resources, whichever takes more room. The
 *   parts keep the Sid and stand in different policies. Only where that grants the same: never a statement with NotAction,
 *   NotResource or a negated condition, since a Deny would then block everything and an Allow widen.
 *
 * @returns findings with the sizes and the fix where the statements don't fit
 */
export function packPolicies(role: PackTarget, statements: readonly PolicyStatement[]): PackResult {
  if (statements.length === 0) return { ok: true, policies: [] };
  const whole = policyDocument(statements);
  if (role.inline !== false && policySize(whole) <= MAX_INLINE_POLICIES_SIZE) {
    return { ok: true, policies: [{ name: policyName(role.name), type: "inline", document: whole }] };
  }
  const divided = statements.map((statement) => divide(statement));
  const tooLarge = statements.filter((_statement, index) => divided[index] === undefined);
  if (tooLarge.length > 0) {
    return { ok: false, findings: tooLarge.map((statement) => statementTooLarge(role, statement)) };
  }
  const parts = divided.flatMap((each) => each ?? []);
  const slots = MAX_PLANNED_MANAGED_POLICIES - (role.otherManagedPolicies ?? 0);
  const bins = pack(parts, slots);
  if (bins === undefined) return { ok: false, findings: [tooManyPolicies(role, whole, slots)] };
  return {
    ok: true,
    policies: bins.flatMap((bin, index) => (bin.length > 0 ? [managedPolicy(role, String(index + 1), bin)] : [])),
  };
}

function managedPolicy(role: PackTarget, suffix: string, statements: readonly PolicyStatement[]): PackedPolicy {
  const name = policyName(role.name, suffix);
  return {
    name,
    type: "managed",
    path: role.path,
    arn: iamPolicyArn(role.partition, role.accountId, role.path, name),
    document: policyDocument(statements),
  };
}

/** The statement itself if it fits a managed policy, its parts if it can be divided, else `undefined`. */
function divide(statement: PolicyStatement): readonly PolicyStatement[] | undefined {
  if (fits([statement])) return [statement];
  const { Action: actions, Resource: resources } = statement;
  if (!actions || !resources || isNegated(statement.Condition)) return undefined;
  const byActions = () => divideList(actions, (some) => ({ ...statement, Action: some }));
  const byResources = () => divideList(resources, (some) => ({ ...statement, Resource: some }));
  const actionsAreLarger = JSON.stringify(actions).length > JSON.stringify(resources).length;
  return actionsAreLarger ? (byActions() ?? byResources()) : (byResources() ?? byActions());
}

/** Parts with as many of the values as fit, in their order; `undefined` if not even one value fits. */
function divideList(
  values: readonly string[],
  build: (some: readonly string[]) => PolicyStatement,
): readonly PolicyStatement[] | undefined {
  const parts: PolicyStatement[] = [];
  let current: string[] = [];
  for (const value of values) {
    if (current.length > 0 && !fits([build([...current, value])])) {
      parts.push(build(current));
      current = [];
    }
    current.push(value);
    if (current.length === 1 && !fits([build(current)])) return undefined;
  }
  return [...parts, build(current)];
}

/** The statements of each policy, which may be none; `undefined` if that many policies can't hold them. */
function pack(
  statements: readonly PolicyStatement[],
  slots: number,
): readonly (readonly PolicyStatement[])[] | undefined {
  const bySize = [...statements].sort((a, b) => statementSize(b) - statementSize(a) || compareText(a.Sid, b.Sid));
  const fewest = Math.ceil(policySize(policyDocument(statements)) / MAX_MANAGED_POLICY_SIZE);
  for (let count = fewest; count <= slots; count++) {
    const bins = place(bySize, count, favourites) ?? place(bySize, count, inOrder);
    if (bins) return bins;
  }
  return undefined;
}

/** Puts each statement into the first policy of its own order that has room and holds no part of the same Sid. */
function place(
  statements: readonly PolicyStatement[],
  count: number,
  order: (statement: PolicyStatement, count: number) => readonly number[],
): readonly (readonly PolicyStatement[])[] | undefined {
  const bins = Array.from({ length: count }, (): PolicyStatement[] => []);
  for (const statement of statements) {
    const bin = order(statement, count)
      .map((index) => bins[index] ?? [])
      .find((each) => each.every((other) => other.Sid !== statement.Sid) && fits([...each, statement]));
    if (bin === undefined) return undefined;
    bin.push(statement);
  }
  return bins.map((bin) => bin.sort((a, b) => compareText(a.Sid, b.Sid)));
}

/** Rendezvous hashing: every statement ranks the policies by a hash of its own, whatever other statements there are. */
function favourites(statement: PolicyStatement, count: number): readonly number[] {
  const rank = (index: number) =>
    createHash("sha256")
      .update(`${statement.Sid} ${String(index)}`)
      .digest("hex");
  return inOrder(statement, count)
    .map((index) => ({ index, rank: rank(index) }))
    .sort((a, b) => compareText(b.rank, a.rank))
    .map(({ index }) => index);
}

/** First fit, for statements so large that favourites waste too much room. */
function inOrder(_statement: PolicyStatement, count: number): readonly number[] {
  return Array.from({ length: count }, (_value, index) => index);
}

function fits(statements: readonly PolicyStatement[]): boolean {
  return policySize(policyDocument(statements)) <= MAX_MANAGED_POLICY_SIZE;
}

function statementSize(statement: PolicyStatement): number {
  return policySize(policyDocument([statement]));
}

function statementTooLarge(role: PackTarget, statement: PolicyStatement): Finding {
  return {
    severity: "error",
    code: "statement-too-large",
    path: role.configPath ?? "",
    message: `The statement ${statement.Sid} of the role ${role.name} takes ${String(statementSize(statement))} characters, and a managed policy holds ${String(MAX_MANAGED_POLICY_SIZE)}; dividing it would change what it means.`,
    value: statementSize(statement),
    fix: "Name fewer constructs, services, stages or regions, or move some of the app to another account.",
  };
}

function tooManyPolicies(role: PackTarget, whole: PolicyDocument, slots: number): Finding {
  const others = role.otherManagedPolicies ?? 0;
  return {
    severity: "error",
    code: "policies-too-large",
    path: role.configPath ?? "",
    message:
      `The statements of the role ${role.name} take ${String(policySize(whole))} characters. ` +
      `${String(MAX_INLINE_POLICIES_SIZE)} fit inline, and ${String(slots)} managed policies of ${String(MAX_MANAGED_POLICY_SIZE)} are free ` +
      `(of ${String(MAX_MANAGED_POLICIES_PER_ROLE)} a role, ${String(others)} are taken and one stays free for changes).`,
    value: policySize(whole),
    fix: "Name fewer constructs, services, stages or regions, use `scope: account`, or move some of the app to another account.",
  };
}
