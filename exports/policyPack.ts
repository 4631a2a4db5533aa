import type { AccountPlan, PlannedRole } from "../plan/model";
import { sortedUnique } from "../policy/statement";
import type { ExportFormat } from "./model";
import { selectedAccounts } from "./roles";

/**
 * The config of the policy pack in `guardrails/`: which boundaries the roles must have, and which roles may have
 * AdministratorAccess, account by account. An empty text among the boundaries stands for none, where an account requires none.
 */
export const POLICY_PACK_FORMAT: ExportFormat = {
  format: "policy-pack",
  description: "the config of the policy pack in guardrails/: boundaries, and who may have AdministratorAccess",
  fileName: "policy-pack.json",
  appliesTo: () => false,
  check: () => [],
  render: (plan, options) => {
    const accounts = selectedAccounts(plan, options);
    const administrators = accounts.flatMap(({ roles }) => roles.filter(isAdministrator));
    const config = {
      "role-has-boundary": {
        accounts: Object.fromEntries(accounts.map((account) => [account.accountId, boundariesOf(account)])),
      },
      "no-administrator-access": { roles: sortedUnique(administrators.map(({ arn }) => arn)) },
    };
    return `${JSON.stringify(config, null, 2)}\n`;
  },
};

/** The boundaries that the roles of an account must have. */
function boundariesOf({ roles, appPermissionsBoundary }: AccountPlan): Readonly<Record<string, readonly string[]>> {
  return {
    deployer: sortedUnique(roles.map(({ permissionsBoundary }) => permissionsBoundary ?? "")),
    app: [appPermissionsBoundary ?? ""],
  };
}

function isAdministrator({ managedPolicyArns }: PlannedRole): boolean {
  return managedPolicyArns.some((arn) => arn.endsWith(":policy/AdministratorAccess"));
}
