import type { AccountPlan, Plan, PlannedRole } from "../plan/model";
import type { ExportOptions } from "./model";

/** The role that people and CI jobs assume to deploy; every planned account has one. */
export function deployRole(account: AccountPlan): PlannedRole {
  const role = account.roles.find(({ duty }) => duty === "deploy");
  if (!role) throw new Error(`The plan of account ${account.name} has no deploy role.`);
  return role;
}

/** The role that CloudFormation assumes there, or `undefined` with the strategies that have none. */
export function cloudFormationRole(account: AccountPlan): PlannedRole | undefined {
  return account.roles.find(({ duty }) => duty === "cloudformation");
}

/** The roles that a person or CI job assumes: all but CloudFormation's service role. */
export function assumableRoles(account: AccountPlan): readonly PlannedRole[] {
  return account.roles.filter(({ duty }) => duty !== "cloudformation");
}

/** The accounts to export: the one that the options name, else all. */
export function selectedAccounts(plan: Plan, options: ExportOptions): readonly AccountPlan[] {
  return plan.accounts.filter(({ name }) => options.account === undefined || name === options.account);
}
