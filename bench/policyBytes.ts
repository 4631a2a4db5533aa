import { parseConfig } from "../config/parse";
import type { AccountPlan } from "../plan/model";
import { plan } from "../plan/plan";
import type { PolicyStatement } from "../policy/document";
import type { Grant } from "../policy/grant";
import { DEFAULT_CDK_NAMES } from "../policy/knowledge/target";
import { policyDocument, toStatements } from "../policy/statement";
import { cloudFormation } from "../policy/strategies/cloudformation";
import type { RolePermissions } from "../policy/strategies/permissions";
import { services } from "../policy/strategies/services";
import { stageValues } from "./children/stage";

/** Bytes of an account's permissions as planned, and as one statement a grant. */
export interface PolicyBytes {
  readonly strategy: string;
  readonly planned: number;
  readonly unmerged: number;
}

/** For one account of each strategy that makes policies of its own. */
export function policyBytes(): readonly PolicyBytes[] {
  const parsed = parseConfig("prod", stageValues(2));
  if (!parsed.ok) throw new Error("The bench's own config is refused.");
  const { config } = parsed;
  const planned = plan(config);
  if (!planned.ok) throw new Error("The bench's own config can't be planned.");
  return config.accounts.map((account, index) => {
    const target = { ...account, app: config.app, cdk: DEFAULT_CDK_NAMES };
    const accountPlan = planned.plan.accounts[index];
    if (accountPlan === undefined) throw new Error("The plan has fewer accounts than the config.");
    const { strategy } = account;
    const serviceRole = accountPlan.roles.find(({ duty }) => duty === "cloudformation");
    const decided =
      strategy.type === "cloudformation" && serviceRole
        ? cloudFormation(target, strategy, serviceRole.arn)
        : strategy.type === "services"
          ? services(target, strategy)
          : [];
    return { strategy: strategy.type, planned: plannedBytes(accountPlan), unmerged: unmergedBytes(decided) };
  });
}

function plannedBytes(account: AccountPlan): number {
  return account.roles
    .flatMap((role) => role.policies)
    .reduce((sum, policy) => sum + bytes(policy.document.Statement), 0);
}

function unmergedBytes(roles: readonly RolePermissions[]): number {
  return roles
    .map(({ asked, beside }): readonly Grant[] => [...asked, ...beside])
    .reduce((sum, grants) => sum + bytes(grants.flatMap((grant) => toStatements([grant]))), 0);
}

/** Both sides written in the same way, as `deployers render` writes policies. */
function bytes(statements: readonly PolicyStatement[]): number {
  return Buffer.byteLength(`${JSON.stringify(policyDocument(statements), null, 2)}\n`);
}
