import type { ExportOptions } from "./model";
import type { HandoverAccount, HandoverPlan, HandoverRole } from "./handover";

/** The role that people and CI jobs assume to deploy; every planned account has one. */
export function deployRole<R extends HandoverRole>(account: {
  readonly name: string;
  readonly roles: readonly R[];
}): R {
  const role = account.roles.find(({ duty }) => duty === "deploy");
  if (!role) throw new Error(`The plan of account ${account.name} has no deploy role.`);
  return role;
}

/** The role that CloudFormation assumes there, or `undefined` with the strategies that have none. */
export function cloudFormationRole<R extends HandoverRole>(account: { readonly roles: readonly R[] }): R | undefined {
  return account.roles.find(({ duty }) => duty === "cloudformation");
}

/** The roles that a person or CI job assumes: all but CloudFormation's service role. */
export function assumableRoles<R extends HandoverRole>(account: { readonly roles: readonly R[] }): readonly R[] {
  return account.roles.filter(({ duty }) => duty !== "cloudformation");
}

/** The accounts to export: those that the options name, else all. */
export function selectedAccounts<A extends HandoverAccount>(
  plan: Omit<HandoverPlan, "accounts"> & { readonly accounts: readonly A[] },
  options: ExportOptions,
): readonly A[] {
  return plan.accounts.filter(
    ({ name, sst }) =>
      (options.account === undefined || name === options.account) &&
      (options.generation === undefined || sst === options.generation),
  );
}
