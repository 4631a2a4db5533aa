import type { AccountConfig, StageConfig } from "../config/model";
import { administratorReasons } from "../policy/administrator";
import { iamRoleArn } from "../policy/arn";
import type { Finding } from "../policy/finding";
import { isCdkGeneration } from "../policy/generation";
import { type AppTarget, DEFAULT_CDK_NAMES } from "../policy/knowledge/target";
import { IAM_PATH, roleName } from "../policy/names";
import type { Trust } from "../policy/principal";
import { accessAnalyzer } from "../policy/strategies/accessAnalyzer";
import { administrator } from "../policy/strategies/administrator";
import { cloudFormation } from "../policy/strategies/cloudformation";
import type { RolePermissions } from "../policy/strategies/permissions";
import { services } from "../policy/strategies/services";
import { trustPolicy } from "../policy/trust";
import type { AccountPlan, Callers, PlannedRole } from "./model";
import { type DraftRole, planRole } from "./role";
import { accountFindings } from "./warnings";

/** One account's plan, unless a finding is an error, and all findings of the account. */
export interface AccountResult {
  readonly plan: AccountPlan | undefined;
  readonly findings: readonly Finding[];
}

/** The plan of one account. */
export function planAccount(config: StageConfig, account: AccountConfig): AccountResult {
  const permissions = decide(config, account);
  if (permissions === undefined) return { plan: undefined, findings: [noCloudFormation(account)] };
  const callersTrust = trustPolicy(account.trust, account.partition);
  const drafts = permissions.map((each) =>
    planRole({ app: config.app, stack: config.stack, account, callersTrust }, each),
  );
  const [first, ...others] = judge(drafts);
  if (first === undefined) throw new Error("A strategy made no role.");
  const plan: AccountPlan = {
    name: account.name,
    accountId: account.accountId,
    partition: account.partition,
    region: account.region,
    regions: account.regions,
    sst: account.sst,
    stages: account.stages,
    strategy: account.strategy.type,
    profile: account.name,
    access: account.access,
    callers: callersOf(account.trust),
    roles: [first, ...others],
    boundaries: [],
  };
  return { plan, findings: [...drafts.flatMap((draft) => draft.findings), ...accountFindings(account, plan)] };
}

/** What the account's strategy decides; `undefined` for a strategy that the generation doesn't have. */
function decide(config: StageConfig, account: AccountConfig): readonly RolePermissions[] | undefined {
  const { strategy } = account;
  const target: AppTarget = { ...account, app: config.app, cdk: DEFAULT_CDK_NAMES };
  switch (strategy.type) {
    case "administrator":
      return administrator(target);
    case "services":
      return services(target, strategy);
    case "access-analyzer":
      return accessAnalyzer(target, strategy);
    case "cloudformation": {
      if (!isCdkGeneration(account.sst)) return undefined;
      const name = roleName(config.app, config.stack, "cloudformation");
      return cloudFormation(target, strategy, iamRoleArn(account.partition, account.accountId, IAM_PATH, name));
    }
  }
}

/** The roles, each with the reasons why it is administrator-equivalent; the service role first, since callers pass it. */
function judge(drafts: readonly DraftRole[]): readonly PlannedRole[] {
  const known = drafts.filter(({ role }) => role.duty === "cloudformation").map((draft) => withReasons(draft, []));
  const roles = known.map((role) => ({
    arn: role.arn,
    administratorEquivalent: role.administratorEquivalent !== undefined,
  }));
  return drafts.map((draft) => known.find((role) => role.arn === draft.role.arn) ?? withReasons(draft, roles));
}

function withReasons(
  { role, statements }: DraftRole,
  knownRoles: readonly { arn: string; administratorEquivalent: boolean }[],
): PlannedRole {
  const reasons = administratorReasons({
    roleArn: role.arn,
    statements,
    managedPolicyArns: role.managedPolicyArns,
    ownPolicyArns: role.policies.flatMap((policy) => (policy.type === "managed" ? [policy.arn] : [])),
    knownRoles,
  });
  return reasons.length > 0 ? { ...role, administratorEquivalent: reasons } : role;
}

function callersOf(trust: Trust): Callers {
  const asked = [
    ...trust.principals.map((each) => each.type !== "role" && each.mfa),
    ...trust.permissionSets.map(() => false),
  ];
  const mfa = !asked.includes(true) ? "none" : asked.includes(false) ? "some" : "required";
  return trust.externalId === undefined ? { mfa } : { mfa, externalId: trust.externalId };
}

function noCloudFormation(account: AccountConfig): Finding {
  return {
    severity: "error",
    code: "strategy-without-cloudformation",
    path: `${account.path}.strategy.type`,
    message: `SST ${account.sst} deploys without CloudFormation, so there is no service role that it could use.`,
    value: account.strategy.type,
    allowed: ["administrator", "services", "access-analyzer"],
    fix: "Use `type: services` with the same constructs and services.",
  };
}
