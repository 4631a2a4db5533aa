import { parseConfig } from "../config/parse";
import type { AccountConfig } from "../config/model";
import type { AccountPlan, PlannedRole } from "../plan/model";
import { plan } from "../plan/plan";
import type { PolicyStatement } from "../policy/document";
import { GENERATIONS, type Generation, isCdkGeneration } from "../policy/generation";
import type { Grant } from "../policy/grant";
import { DEFAULT_CDK_NAMES } from "../policy/knowledge/target";
import { MAX_INLINE_POLICIES_SIZE, MAX_MANAGED_POLICY_SIZE, policySize } from "../policy/limits";
import { policyDocument, toStatements } from "../policy/statement";
import { cloudFormation } from "../policy/strategies/cloudformation";
import type { RolePermissions } from "../policy/strategies/permissions";
import { services } from "../policy/strategies/services";

/** An account's policies as planned, and as a statement for each grant and resource. */
export interface PolicyBytes {
  readonly sst: Generation;
  /** Characters of all statements, as IAM counts them. */
  readonly planned: number;
  readonly unmerged: number;
  /** Policies that are attached to the roles or written into them. */
  readonly plannedPolicies: number;
  readonly unmergedPolicies: number;
}

/**
 * For each generation: all of its strategies that make policies of their own, with bootstrap and live development.
 *
 * @param regions that the app spans
 * @param stages that are deployed there
 */
export function policyBytes(
  regions: readonly string[] = ["eu-west-1"],
  stages: readonly string[] = ["prod"],
): readonly PolicyBytes[] {
  return GENERATIONS.map((sst) => {
    const constructs = isCdkGeneration(sst) ? ["Api", "Table"] : ["ApiGatewayV2", "Dynamo"];
    const strategies = isCdkGeneration(sst) ? ["services", "cloudformation"] : ["services"];
    const parsed = parseConfig("prod", {
      app: "notes",
      sst,
      stages,
      liveDevelopment: true,
      guardrails: "off",
      trust: { principals: ["arn:aws:iam::910987654321:role/ci"] },
      accounts: strategies.map((type, index) => ({
        name: type,
        accountId: String(510_000_000_000 + index),
        regions,
        strategy: { type, constructs },
      })),
    });
    if (!parsed.ok) throw new Error("The bench's own config is refused.");
    const { config } = parsed;
    const planned = plan(config);
    if (!planned.ok) throw new Error("The bench's own config can't be planned.");
    const roles = planned.plan.accounts.flatMap((account) => account.roles);
    const unmerged = config.accounts.flatMap((account, index) =>
      unmergedRoles(account, config.app, planned.plan.accounts[index]),
    );
    return {
      sst,
      planned: sum(roles.map((role) => characters(statementsOf(role)))),
      unmerged: sum(unmerged.map(characters)),
      plannedPolicies: sum(roles.map((role) => role.policies.length)),
      unmergedPolicies: sum(unmerged.map(policiesOf)),
    };
  });
}

/** The statements of each role of an account, one for each grant and resource. */
function unmergedRoles(
  account: AccountConfig,
  app: string,
  planned: AccountPlan | undefined,
): readonly (readonly PolicyStatement[])[] {
  const target = { ...account, app, cdk: { ...DEFAULT_CDK_NAMES, ...account.cdk } };
  const { strategy } = account;
  const serviceRole = planned?.roles.find(({ duty }) => duty === "cloudformation");
  const roles: readonly RolePermissions[] =
    strategy.type === "cloudformation" && serviceRole
      ? cloudFormation(target, strategy, serviceRole.arn)
      : strategy.type === "services"
        ? services(target, strategy)
        : [];
  return roles.map(({ asked, beside }) =>
    [...asked, ...beside].flatMap((grant: Grant) =>
      grant.resources.flatMap((resource) => toStatements([{ ...grant, resources: [resource] }])),
    ),
  );
}

function statementsOf(role: PlannedRole): readonly PolicyStatement[] {
  return role.policies.flatMap((policy) => policy.document.Statement);
}

/** The fewest policies that hold so many characters, whether or not a role may have that many. */
function policiesOf(statements: readonly PolicyStatement[]): number {
  const size = policySize(policyDocument(statements));
  return size <= MAX_INLINE_POLICIES_SIZE ? 1 : Math.ceil(size / MAX_MANAGED_POLICY_SIZE);
}

function characters(statements: readonly PolicyStatement[]): number {
  return JSON.stringify(statements).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
