import type { Finding } from "../../policy/finding";
import type { HandoverPlan } from "../handover";
import type { ExportFormat, ExportOptions } from "../model";
import { nameFindings } from "../profileChecks";
import { profileName } from "../profiles";
import { deployRole, selectedAccounts } from "../roles";

/** The first line of the module, by which a later run knows that the file may be replaced. */
export const ACCOUNTS_MODULE_MARK =
  "// Written by deployers: stages and their AWS accounts. Changes are lost when it is written again.";

/**
 * A TypeScript module for the SST app: which stage goes into which account, so that `sst.config.ts` can deploy a stage into
 * no other. It imports nothing and runs in every generation of SST.
 */
export const SST_ACCOUNTS_FORMAT: ExportFormat = {
  format: "sst-accounts",
  description: "a module for sst.config.ts: stage to account, region, profile and role; throws for any other stage",
  fileName: "sst-accounts.ts",
  check: accountsFindings,
  render: (plan, options) => accountsModule([plan], options),
  renderAll: accountsModule,
};

/** The module's text for these stacks. */
export function accountsModule(plans: readonly HandoverPlan[], options: ExportOptions): string {
  const rows = plans.flatMap((plan) =>
    selectedAccounts(plan, options).map((account) => ({
      name: account.name,
      stages: account.stages,
      accountId: account.accountId,
      region: account.region,
      profile: profileName(account, options),
      roleArn: deployRole(account).arn,
    })),
  );
  return `${ACCOUNTS_MODULE_MARK}\n${TYPES}\nconst ACCOUNTS: readonly StageAccount[] = ${literal(rows)};\n${FUNCTIONS}`;
}

/** A value as TypeScript source: JSON is, as long as keys may stand in quotes. */
function literal(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/^(\s*)"([a-zA-Z]+)":/gm, "$1$2:");
}

function accountsFindings(plan: HandoverPlan, options: ExportOptions): readonly Finding[] {
  return selectedAccounts(plan, options).flatMap((account) =>
    nameFindings(account, options, `accounts[${plan.accounts.indexOf(account)}]`),
  );
}

const TYPES = `
/** The AWS account of a stage. */
export interface StageAccount {
  /** The account's name in the stack config of the deployer roles. */
  readonly name: string;
  /** The stages that are deployed there; * stands for any characters. */
  readonly stages: readonly string[];
  readonly accountId: string;
  readonly region: string;
  /** The profile of the deployer role in ~/.aws/config. */
  readonly profile: string;
  /** The deployer role. */
  readonly roleArn: string;
}
`;

const FUNCTIONS = `
/**
 * The account of a stage. A stage that is named goes before one that fits a pattern.
 *
 * @param stage what SST was called with
 * @param name which account, where the stage is deployed into several
 * @throws if the stage belongs to no account, or to several and none is named
 */
export function accountOf(stage: string | undefined, name?: string): StageAccount {
  const named = ACCOUNTS.filter((account) => stage !== undefined && account.stages.includes(stage));
  const all = named.length > 0 ? named : ACCOUNTS.filter((account) => account.stages.some((each) => fits(each, stage)));
  const found = name === undefined ? all : all.filter((account) => account.name === name);
  const [first] = found;
  if (first === undefined) {
    const known = ACCOUNTS.map((account) => account.name + " (" + account.stages.join(", ") + ")").join(", ");
    const wanted = name === undefined ? "" : " in the account " + name;
    throw new Error("The stage " + String(stage) + wanted + " isn't mapped to an AWS account. Mapped are: " + known + ".");
  }
  if (found.length > 1) {
    const names = found.map((account) => account.name).join(", ");
    throw new Error("The stage " + String(stage) + " is deployed into several AWS accounts: name one of " + names + ".");
  }
  return first;
}

/** The settings of providers.aws in sst.config.ts of SST v3 and v4. */
export function awsProvider(
  stage: string | undefined,
  name?: string,
): { profile: string; region: string; allowedAccountIds: string[] } {
  const account = accountOf(stage, name);
  return { profile: account.profile, region: account.region, allowedAccountIds: [account.accountId] };
}

/**
 * For stacks(app) of SST v0, v1 and v2, which know the account by then: assertAccount(app.stage, app.account).
 *
 * @throws if that account isn't one of the stage's
 */
export function assertAccount(stage: string, accountId: string): void {
  const right = ACCOUNTS.filter((account) => account.stages.includes(stage));
  const all = right.length > 0 ? right : ACCOUNTS.filter((account) => account.stages.some((each) => fits(each, stage)));
  if (all.some((account) => account.accountId === accountId)) return;
  const wanted = all.map((account) => account.accountId + " (profile " + account.profile + ")").join(" or ");
  throw new Error(
    "The stage " + stage + " belongs into " + (wanted || "no AWS account that is mapped") + ", not into " + accountId + ".",
  );
}

function fits(pattern: string, stage: string | undefined): boolean {
  return stage !== undefined && new RegExp("^" + pattern.split("*").join(".*") + "$").test(stage);
}
`;
