import type { AccountConfig, StageConfig } from "../config/model";
import type { PolicyDocument, PolicyStatement } from "../policy/document";
import type { Duty } from "../policy/duty";
import { explain } from "../policy/explain";
import { constructNames } from "../policy/knowledge/constructs";
import { IAM_SERVICES } from "../policy/knowledge/iamServices";
import type { ServiceSelection, Strategy } from "../policy/strategies/model";
import type { AccountPlan, PlannedRole } from "./model";
import { plan } from "./plan";

/** The policies that decide what a planned role may do. */
export interface RolePolicies {
  readonly statements: readonly PolicyStatement[];
  /** The boundary, where the plan has its document. */
  readonly boundary?: PolicyDocument;
}

/** Everything that a role's policies say; AWS's AdministratorAccess as the one statement that it is. */
export function rolePolicies(account: AccountPlan, role: PlannedRole): RolePolicies {
  const boundary = account.boundaries.find(({ arn }) => arn === role.permissionsBoundary)?.document;
  const managed = role.managedPolicyArns
    .filter((arn) => arn.endsWith(":policy/AdministratorAccess"))
    .map((): PolicyStatement => ({ Sid: "AdministratorAccess", Effect: "Allow", Action: ["*"], Resource: ["*"] }));
  return {
    statements: [...role.policies.flatMap((policy) => policy.document.Statement), ...managed],
    ...(boundary ? { boundary } : {}),
  };
}

/** A change of one config key, any value of which would allow what was asked. */
export interface Suggestion {
  /** Path in the account's config, e.g. `strategy.constructs`. */
  readonly path: string;
  /** Values, one of which is enough: names for a list, `true` for a flag. */
  readonly anyOf: readonly (string | boolean)[];
}

/** One value of one key of the account's, and the account with it. */
interface Candidate {
  readonly path: string;
  readonly value: string | boolean;
  readonly account: AccountConfig;
}

/**
 * What to add to an account's config so that roles may do something that they may not: every candidate is planned, and counts
 * for the roles that it then allows it to, wholly or under conditions. Nothing is ever suggested that takes rights away, nor to
 * switch guardrails off.
 *
 * @param duties of the roles that may not
 * @returns by duty of the role; no entry for a role that nothing would allow it to
 */
export function suggestions(
  config: StageConfig,
  account: AccountConfig,
  duties: readonly Duty[],
  action: string,
  resource: string,
): ReadonlyMap<Duty, readonly Suggestion[]> {
  const found = new Map<Duty, Map<string, (string | boolean)[]>>();
  for (const candidate of candidates(account, action)) {
    const result = plan({ ...config, accounts: [candidate.account] });
    if (!result.ok) continue;
    const [planned] = result.plan.accounts;
    for (const role of planned.roles.filter(({ duty }) => duties.includes(duty))) {
      const { statements, boundary } = rolePolicies(planned, role);
      if (explain(statements, boundary, action, resource).answer === "denied") continue;
      const ofRole = found.get(role.duty) ?? new Map<string, (string | boolean)[]>();
      ofRole.set(candidate.path, [...(ofRole.get(candidate.path) ?? []), candidate.value]);
      found.set(role.duty, ofRole);
    }
  }
  return new Map(
    [...found].map(([duty, paths]) => [duty, [...paths].map(([path, anyOf]): Suggestion => ({ path, anyOf }))]),
  );
}

function candidates(account: AccountConfig, action: string): readonly Candidate[] {
  const flags = (["liveDevelopment", "bootstrap"] as const)
    .filter((flag) => !account[flag])
    .map((flag) => ({ path: flag, value: true, account: { ...account, [flag]: true } }));
  return [...ofStrategy(account, action), ...flags];
}

/** Additions to what the strategy names; none for a strategy that names nothing. */
function ofStrategy(account: AccountConfig, action: string): readonly Candidate[] {
  const { strategy } = account;
  switch (strategy.type) {
    case "administrator":
      return [];
    case "access-analyzer": {
      const { broad } = strategy;
      if (broad.type === "administrator") return [];
      const withBroad = (changed: typeof broad): Strategy => ({ ...strategy, broad: changed });
      return additions(account, broad, "strategy.broad", withBroad, action);
    }
    case "services":
    case "cloudformation":
      return additions(account, strategy, "strategy", (changed) => changed, action);
  }
}

function additions<S extends ServiceSelection>(
  account: AccountConfig,
  selection: S,
  path: string,
  toStrategy: (changed: S) => Strategy,
  action: string,
): readonly Candidate[] {
  const candidate = (key: string, value: string | boolean, changed: Partial<ServiceSelection>): Candidate => ({
    path: `${path}.${key}`,
    value,
    account: { ...account, strategy: toStrategy({ ...selection, ...changed }) },
  });
  const { constructs, services, customDomain } = selection;
  const service = action.slice(0, action.indexOf(":"));
  return [
    ...constructNames(account.sst)
      .filter((name) => !constructs.includes(name))
      .map((name) => candidate("constructs", name, { constructs: [...constructs, name] })),
    ...(IAM_SERVICES.has(service) && !services.includes(service)
      ? [candidate("services", service, { services: [...services, service] })]
      : []),
    ...(customDomain ? [] : [candidate("customDomain", true, { customDomain: true })]),
  ];
}
