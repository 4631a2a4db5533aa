import type { AccountPlan, PlannedRole } from "../plan/model";
import { compareText } from "../policy/statement";
import type { ExportFormat } from "./model";
import { selectedAccounts } from "./roles";

/**
 * The config of the policy pack in `guardrails/`: which boundaries the roles must have, and which roles may have
 * AdministratorAccess. An empty text among the boundaries stands for none, where an account requires none.
 */
export const POLICY_PACK_FORMAT: ExportFormat = {
  format: "policy-pack",
  description: "the config of the policy pack in guardrails/: boundaries, and who may have AdministratorAccess",
  fileName: "policy-pack.json",
  appliesTo: () => false,
  check: () => [],
  render: (plan, options) => {
    const accounts = selectedAccounts(plan, options);
    const roles = accounts.flatMap((account) => account.roles);
    const config = {
      "role-has-boundary": {
        deployer: sorted(roles.map(({ permissionsBoundary }) => permissionsBoundary ?? "")),
        app: sorted(accounts.map((account: AccountPlan) => account.appPermissionsBoundary ?? "")),
      },
      "no-administrator-access": { roles: sorted(roles.filter(isAdministrator).map(({ name }) => name)) },
    };
    return `${JSON.stringify(config, null, 2)}\n`;
  },
};

function isAdministrator({ managedPolicyArns }: PlannedRole): boolean {
  return managedPolicyArns.some((arn) => arn.endsWith(":policy/AdministratorAccess"));
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}
