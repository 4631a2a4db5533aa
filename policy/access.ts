import type { ConditionBlock, PolicyDocument, PolicyStatement } from "./document";
import { arnCovers, arnsOverlap, globCovers, isPattern } from "./match";

/**
 * What statements permit at most: for one action, the patterns of resources that it may touch, and the conditions that
 * limit it. Errs towards permitting: a Deny counts only where it certainly applies, and a condition is never taken as a
 * limit unless somebody asks for its key.
 */

/** One way in which an action is permitted. */
export interface Permit {
  readonly action: string;
  /** What it may touch: the narrower of what was asked for and what the statement names. */
  readonly resource: string;
  /** Conditions that must hold, of the statement and of the boundary. */
  readonly conditions: readonly ConditionBlock[];
  /** Conditions that must not hold, of Deny statements. */
  readonly unless: readonly ConditionBlock[];
}

/** Answers what an identity may do, from its statements and its boundary. */
export class Access {
  private readonly allows: Index;
  private readonly denies: Index;
  private readonly ceiling: Index | undefined;

  /**
   * @param statements of all identity policies together
   * @param boundary the permissions boundary; absent: none
   */
  constructor(statements: readonly PolicyStatement[], boundary?: PolicyDocument) {
    const both = [...statements, ...(boundary?.Statement ?? [])];
    this.allows = new Index(statements.filter((statement) => statement.Effect === "Allow"));
    this.denies = new Index(both.filter((statement) => statement.Effect === "Deny"));
    this.ceiling = boundary && new Index(boundary.Statement.filter((statement) => statement.Effect === "Allow"));
  }

  /** Every way in which the action may touch something that the target, an ARN or a pattern, matches. */
  permits(action: string, target: string): readonly Permit[] {
    const denies = this.denies.of(action);
    return this.allows.of(action).flatMap((allow) =>
      resourcesOf(allow)
        .filter((resource) => arnsOverlap(resource, target))
        .map((resource) => narrower(resource, target))
        .flatMap((resource) => this.underCeiling(action, resource, allow.Condition))
        .flatMap(({ resource, conditions }) =>
          remaining(denies, resource).map((left) => ({
            action,
            resource: left,
            conditions,
            unless: unless(denies, left),
          })),
        ),
    );
  }

  private underCeiling(
    action: string,
    resource: string,
    condition: ConditionBlock | undefined,
  ): readonly { resource: string; conditions: readonly ConditionBlock[] }[] {
    const own = condition ? [condition] : [];
    if (!this.ceiling) return [{ resource, conditions: own }];
    return this.ceiling.of(action).flatMap((allow) =>
      resourcesOf(allow)
        .filter((limit) => arnsOverlap(limit, resource))
        .map((limit) => ({
          resource: narrower(limit, resource),
          conditions: allow.Condition ? [...own, allow.Condition] : own,
        })),
    );
  }
}

/**
 * The values to which a permit is limited by a condition key, as patterns; `undefined` if the key doesn't limit it.
 *
 * A limit is a positive test without `IfExists` in an Allow, or a Deny whose only test is the negated one. The tests of
 * sets don't count, since `ForAllValues` holds where the key is absent.
 */
export function limitOf(permit: Permit, key: string): readonly string[] | undefined {
  const wanted = key.toLowerCase();
  const limits = [
    ...permit.conditions.flatMap((condition) =>
      testsOf(condition, wanted, /^(?:String|Arn)(?:Equals|Like|EqualsIgnoreCase)$/),
    ),
    ...permit.unless
      .filter((condition) => Object.values(condition).flatMap((keys) => Object.keys(keys)).length === 1)
      .flatMap((condition) =>
        testsOf(condition, wanted, /^(?:String|Arn)Not(?:Equals|Like|EqualsIgnoreCase)(?:IfExists)?$/),
      ),
  ].filter((values) => !values.includes("*"));
  // several limits hold together; the shortest list says most
  return limits.sort((a, b) => a.length - b.length)[0];
}

function testsOf(condition: ConditionBlock, key: string, operators: RegExp): readonly (readonly string[])[] {
  return Object.entries(condition)
    .filter(([operator]) => operators.test(operator))
    .flatMap(([, keys]) =>
      Object.entries(keys).flatMap(([name, values]) => (name.toLowerCase() === key ? [values] : [])),
    );
}

/** Statements by the service of their actions, so that a question looks only at those that can answer it. */
class Index {
  private readonly byService = new Map<string, { patterns: string[]; statement: PolicyStatement }[]>();
  /** Statements with an action pattern that reaches into several services, or with NotAction. */
  private readonly acrossServices: PolicyStatement[] = [];

  constructor(statements: readonly PolicyStatement[]) {
    for (const statement of statements) {
      const actions = statement.Action?.map((action) => action.toLowerCase());
      if (!actions || actions.some((action) => isPattern(action.split(":", 1)[0] ?? ""))) {
        this.acrossServices.push(statement);
        continue;
      }
      for (const action of actions) {
        const service = action.slice(0, action.indexOf(":"));
        const entries = this.byService.get(service) ?? [];
        const last = entries.at(-1);
        if (last?.statement === statement) last.patterns.push(action);
        else entries.push({ patterns: [action], statement });
        this.byService.set(service, entries);
      }
    }
  }

  /** The statements that speak of the action, which is given without wildcards. */
  of(action: string): readonly PolicyStatement[] {
    const wanted = action.toLowerCase();
    const matches = (pattern: string) => globCovers(pattern.toLowerCase(), wanted);
    const own = this.byService.get(wanted.slice(0, wanted.indexOf(":"))) ?? [];
    return [
      ...own.filter(({ patterns }) => patterns.some(matches)).map(({ statement }) => statement),
      ...this.acrossServices.filter(({ Action: actions, NotAction: others }) =>
        actions ? actions.some(matches) : !others?.some(matches),
      ),
    ];
  }
}

/** What an Allow reaches; NotResource counts as everything. */
function resourcesOf(statement: PolicyStatement): readonly string[] {
  return statement.Resource ?? ["*"];
}

/** What is left of the pattern after the denies that always hold: nothing, or no more than what they leave out. */
function remaining(denies: readonly PolicyStatement[], resource: string): readonly string[] {
  return denies
    .filter((deny) => deny.Condition === undefined)
    .reduce<readonly string[]>(
      (left, deny) =>
        left.flatMap((each) => {
          if (certainlyCovers(deny, each)) return [];
          const spared = (deny.NotResource ?? []).filter((pattern) => arnsOverlap(pattern, each));
          return deny.NotResource ? spared.map((pattern) => narrower(pattern, each)) : [each];
        }),
      [resource],
    );
}

/** The conditions of denies that apply to everything the pattern matches, if their condition holds. */
function unless(denies: readonly PolicyStatement[], resource: string): readonly ConditionBlock[] {
  return denies.flatMap((deny) => (deny.Condition && certainlyCovers(deny, resource) ? [deny.Condition] : []));
}

/** True if the Deny applies to everything that the pattern matches. */
function certainlyCovers(deny: PolicyStatement, resource: string): boolean {
  return deny.Resource
    ? deny.Resource.some((pattern) => arnCovers(pattern, resource))
    : !(deny.NotResource ?? []).some((pattern) => arnsOverlap(pattern, resource));
}

function narrower(pattern: string, other: string): string {
  return arnCovers(pattern, other) ? other : pattern;
}
