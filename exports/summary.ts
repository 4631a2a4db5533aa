import type { AccountPlan, Plan, PlannedRole } from "../plan/model";

/** The whole plan for people: accounts, roles, who may assume them, and every document. Ends in a newline. */
export function planSummary(plan: Plan): string {
  const count = plan.accounts.length === 1 ? "1 account" : `${plan.accounts.length} accounts`;
  return [
    `${plan.app}, stack ${plan.stack}: ${count}, stages ${plan.stages.join(", ")}`,
    ...plan.accounts.map(accountSummary),
    "",
  ].join("\n");
}

function accountSummary(account: AccountPlan): string {
  return [
    "",
    `${account.name}: account ${account.accountId}, ${account.regions.join(", ")}, SST ${account.sst}, strategy ${account.strategy}, guardrails ${account.guardrails}`,
    ...(account.cdk ? [`  CDK: qualifier ${account.cdk.qualifier}, execution ${account.cdk.execution}`] : []),
    ...(account.appPermissionsBoundary === undefined
      ? []
      : [`  Boundary required on the app's roles: ${account.appPermissionsBoundary}`]),
    ...account.roles.map(roleSummary),
    ...(account.cdk?.administratorEquivalent ?? []).map(
      (reason) => `  CDK's execution role is administrator-equivalent: ${reason}`,
    ),
    ...(account.cdk?.executionPolicies ?? []).map((policy) =>
      ["", `  Execution policy of CDK ${policy.name}`, `    ${policy.arn}`, indentedJson(policy.document)].join("\n"),
    ),
    ...account.boundaries.map((boundary) =>
      ["", `  Permissions boundary ${boundary.name}`, `    ${boundary.arn}`, indentedJson(boundary.document)].join(
        "\n",
      ),
    ),
    ...account.identityProviders.map(({ url, provider, arn, audiences }) =>
      ["", `  Identity provider ${url} (${provider})`, `    ${arn}`, `    Tokens for ${audiences.join(", ")}`].join(
        "\n",
      ),
    ),
  ].join("\n");
}

function roleSummary(role: PlannedRole): string {
  return [
    "",
    `  Role ${role.name} (${role.duty}): ${role.description}`,
    `    ${role.arn}`,
    `    Sessions of at most ${role.maxSessionSeconds} seconds`,
    ...(role.permissionsBoundary === undefined ? [] : [`    Permissions boundary ${role.permissionsBoundary}`]),
    ...(role.administratorEquivalent
      ? ["    Administrator-equivalent:", ...role.administratorEquivalent.map((reason) => `      - ${reason}`)]
      : []),
    "    Trust policy",
    indentedJson(role.trust),
    ...role.managedPolicyArns.map((arn) => `    AWS managed policy ${arn}`),
    ...role.policies.flatMap((policy) => [`    Policy ${policy.name} (${policy.type})`, indentedJson(policy.document)]),
  ].join("\n");
}

function indentedJson(document: unknown): string {
  return JSON.stringify(document, null, 2).replace(/^/gm, "      ");
}
