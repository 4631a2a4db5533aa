import type { AccountConfig, StageConfig } from "../config/model";
import type { PolicyDocument } from "../policy/document";
import { identityProviders } from "../policy/federation/statements";
import type { Finding } from "../policy/finding";
import { MAX_TRUST_POLICY_SIZE, policySize } from "../policy/limits";
import { DEFAULT_CDK_NAMES, type CdkNames } from "../policy/knowledge/target";
import { canonicalJson } from "../policy/statement";
import { trustPolicy } from "../policy/trust";
import { byAccountId, STAND_IN_ACCOUNT_ID } from "./accountId";
import type { DraftRole } from "./draft";
import type { GuardConfig } from "./guarded";
import type { AccountPlan, Callers, PlannedRole } from "./model";
import { type DraftAccount, draftAccount } from "./roles";
import { regionWarnings } from "./regionWarnings";
import { scopeWarnings } from "./scopeWarnings";
import { accountWarnings } from "./warnings";

/** One account's plan, unless its strategy is impossible, and all findings of the account. */
export interface AccountResult {
  readonly plan: AccountPlan | undefined;
  readonly findings: readonly Finding[];
}

/** CloudFormation assumes its service role for an hour at a time; nobody configures that. */
const SERVICE_SESSION_SECONDS = 3_600;

/**
 * Plans accounts of one stage stack. Accounts that differ in nothing but name, id, access and trust get their roles from one
 * and the same drafts.
 */
export class AccountPlanner {
  private readonly drafts = new Map<string, ((accountId: string) => DraftAccount) | undefined>();

  constructor(private readonly config: StageConfig) {}

  /** The plan of one account. */
  plan(account: AccountConfig): AccountResult {
    const draft = this.draftOf(account)?.(account.accountId);
    if (draft === undefined) return { plan: undefined, findings: [noCloudFormation(account)] };
    const trust = trustPolicy(account.trust, account.partition, account.accountId);
    const [first, ...others] = draft.roles.map((role) => withTrust(role, account, trust));
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
      callers: callersOf(account),
      roles: [first, ...others],
      guardrails: account.guardrails,
      boundaries: draft.boundaries,
      ...(draft.appPermissionsBoundary === undefined ? {} : { appPermissionsBoundary: draft.appPermissionsBoundary }),
      ...(draft.cdk === undefined ? {} : { cdk: draft.cdk }),
      identityProviders: identityProviders(account.trust.federations ?? [], account.accountId, account.partition),
    };
    const quotas = [...draft.roles.flatMap((role) => role.findings), ...draft.findings];
    return {
      plan,
      findings: [
        ...quotas.map((finding) => ({ ...finding, path: account.path + finding.path })),
        ...trustSize(account, trust),
        ...accountWarnings(account, plan, this.config.app, this.config.stack),
        ...regionWarnings(account),
        ...scopeWarnings(account, this.config.app),
      ],
    };
  }

  private draftOf(account: AccountConfig): ((accountId: string) => DraftAccount) | undefined {
    const { strategy, partition, region, regions, sst, stages, liveDevelopment, bootstrap, duties } = account;
    const { guardrails: level, permissionsBoundary, cdk } = account;
    const names: CdkNames = {
      ...DEFAULT_CDK_NAMES,
      ...(cdk && { qualifier: cdk.qualifier, toolkitStackName: cdk.toolkitStackName }),
    };
    const target = { partition, region, regions, sst, stages, liveDevelopment, bootstrap, duties, cdk: names };
    const guard: GuardConfig = {
      level,
      ...(cdk && { execution: cdk.execution }),
      ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    };
    const key = canonicalJson([target, strategy, guard]);
    if (!this.drafts.has(key)) {
      const { app, stack } = this.config;
      const draft = draftAccount(stack, { ...target, accountId: STAND_IN_ACCOUNT_ID, app }, strategy, guard);
      this.drafts.set(key, draft && byAccountId(draft));
    }
    return this.drafts.get(key);
  }
}

function withTrust(
  { role, serviceTrust }: DraftRole,
  account: AccountConfig,
  callersTrust: PolicyDocument,
): PlannedRole {
  return {
    ...role,
    trust: serviceTrust ?? callersTrust,
    maxSessionSeconds: serviceTrust ? SERVICE_SESSION_SECONDS : account.trust.maxSessionSeconds,
  };
}

function callersOf({ trust, sso }: AccountConfig): Callers {
  const asked = [
    ...trust.principals.map((each) => each.type !== "role" && each.mfa),
    ...trust.permissionSets.map(() => false),
  ];
  const mfa = !asked.includes(true) ? "none" : asked.includes(false) ? "some" : "required";
  return {
    mfa,
    ...(trust.externalId === undefined ? {} : { externalId: trust.externalId }),
    ...(sso === undefined ? {} : { sso: { ...sso, permissionSets: trust.permissionSets } }),
    ...(trust.federations === undefined ? {} : { federations: trust.federations }),
  };
}

function trustSize(account: AccountConfig, trust: PolicyDocument): readonly Finding[] {
  const size = policySize(trust);
  if (size <= MAX_TRUST_POLICY_SIZE) return [];
  return [
    {
      severity: "error",
      code: "trust-policy-too-large",
      path: `${account.path}.trust`,
      message: `The trust policy takes ${size} characters, and a role holds ${MAX_TRUST_POLICY_SIZE}.`,
      value: size,
      fix: "Trust fewer principals or jobs: a permission set or an account in place of many users and roles, and fewer branches, tags, environments and CI systems.",
    },
  ];
}

function noCloudFormation(account: AccountConfig): Finding {
  return {
    severity: "error",
    code: "strategy-not-possible",
    path: `${account.path}.strategy.type`,
    message: `SST ${account.sst} deploys without CloudFormation, so there is no service role to pass.`,
    value: account.strategy.type,
    allowed: ["administrator", "services", "access-analyzer"],
    fix: "Use `type: services` with the same constructs and services.",
  };
}
