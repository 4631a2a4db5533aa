import { hasErrors, type Finding } from "../policy/finding";
import { isCdkGeneration } from "../policy/generation";
import { readAccess } from "./access";
import { readAccount, readStages, type ReadAccount, type StageDefaults } from "./account";
import { claimsClash, environmentClaims } from "./environmentClaims";
import { reportNoCdk } from "./guardrails";
import { CONFIG_KEYS } from "./keys";
import type { AccountConfig, StageConfig } from "./model";
import { checkAppName, checkStackName } from "./names";
import { formatPath } from "./path";
import { Report } from "./report";
import { stageSchema } from "./schema";
import { readObject } from "./shape";
import { NO_SOURCES, type Sources } from "./sources";
import { readSso } from "./sso";
import { readStrategy } from "./strategy";
import { fromText } from "./text";
import { readRegions } from "./region";
import { readTrust } from "./trust";

/** The config if nothing in it is an error, and all findings either way. */
export type ConfigResult =
  | { readonly ok: true; readonly config: StageConfig; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Parses a stack config. Never throws for what a user wrote, reports every mistake in one go, and makes up for none: where
 * something is wrong there is no config at all, so nothing can come out wider than it was meant.
 *
 * @param stack the Pulumi stack's name, without organization and project
 * @param values the config's keys without their namespace (`app`, `accounts`, …), as YAML or the engine gives them
 * @param sources how numbers are written in the file; unless given, findings show them as YAML read them
 */
export function parseConfig(
  stack: string,
  values: Readonly<Record<string, unknown>>,
  sources: Sources = NO_SOURCES,
): ConfigResult {
  const report = new Report();
  checkStackName(stack, report);
  if (Object.keys(values).length === 0) {
    reportEmpty(report);
    return { ok: false, findings: report.findings };
  }
  const raw = fromText(values);
  const known = readObject(stageSchema, raw, [], report, "app: notes");
  const has = (key: string): boolean => Object.hasOwn(raw, key);
  const stage: StageDefaults = {
    stack,
    known,
    has,
    access: known.access === undefined ? undefined : readAccess(known.access, ["access"], report),
    trust: known.trust === undefined ? undefined : readTrust(known.trust, ["trust"], report, sources),
  };
  checkShared(stage, report);
  const accounts = (known.accounts ?? []).map((account, index) =>
    readAccount(account, ["accounts", index], stage, report, sources),
  );
  if (known.accounts?.length === 0) {
    report.error(["accounts"], {
      code: "no-accounts",
      message: "The list of accounts is empty.",
      value: known.accounts,
      fix: "Name at least one account, with name, accountId, region and strategy.",
    });
  }
  reportDuplicates(accounts, report);
  reportSharedEnvironments(accounts, report);
  checkStageCdk(stage, accounts, report);
  const generations = [known.sst, ...accounts.map(({ sst }) => sst)].filter((sst) => sst !== undefined);
  if (known.app !== undefined) checkAppName(known.app, generations, ["app"], report);

  const [first, ...others] = accounts.flatMap(({ config }) => (config === undefined ? [] : [config]));
  const findings = report.findings;
  if (hasErrors(findings) || first === undefined || known.app === undefined) return { ok: false, findings };
  const config: StageConfig = {
    stack,
    app: known.app,
    stages: stagesOf(stage, [first, ...others], report),
    accounts: [first, ...others],
  };
  return { ok: true, config, findings };
}

function reportEmpty(report: Report): void {
  report.error([], {
    code: "empty-config",
    message: "The stack config is empty.",
    allowed: CONFIG_KEYS,
    fix: "Begin with a copy of a shipped Pulumi.<stack>.yaml, or see docs/configuration.md.",
  });
}

/** Checks what the stage says for all accounts even where every account overrides it: a mistake there is one all the same. */
function checkShared(stage: StageDefaults, report: Report): void {
  const { sst, stages, region, regions, strategy, sso } = stage.known;
  if (stages !== undefined) readStages(stages, ["stages"], sst, report);
  if (region !== undefined || regions !== undefined) readRegions({ path: [], region, regions }, report);
  if (strategy !== undefined) readStrategy(strategy, sst, ["strategy"], report);
  if (sso !== undefined) readSso(sso, ["sso"], report);
}

/** Reports a stage-wide `cdk` where no account's generation has CDK; where some have, it is theirs. */
function checkStageCdk(stage: StageDefaults, accounts: readonly ReadAccount[], report: Report): void {
  const { cdk, sst } = stage.known;
  const generations = accounts.length === 0 ? [sst] : accounts.map((account) => account.sst);
  if (cdk === undefined || generations.some((each) => each === undefined || isCdkGeneration(each))) return;
  reportNoCdk(["cdk"], cdk, report);
}

/** The stages of the stack; where only accounts name theirs, all of those. */
function stagesOf(stage: StageDefaults, accounts: readonly AccountConfig[], report: Report): readonly string[] {
  if (stage.known.stages !== undefined) return readStages(stage.known.stages, ["stages"], undefined, report) ?? [];
  return [...new Set(accounts.flatMap(({ stages }) => stages))];
}

/** Reports names and ids that two accounts share, and credentials that can't be those of two accounts. */
function reportDuplicates(accounts: readonly ReadAccount[], report: Report): void {
  const names = new Map<string, ReadAccount>();
  const ids = new Map<string, ReadAccount>();
  const credentials = new Map<string, ReadAccount>();
  for (const account of accounts) {
    // Without regard to capitals: names become names of files and variables too.
    const twin = account.name === undefined ? undefined : remember(names, account.name.toLowerCase(), account);
    if (twin !== undefined) {
      report.error([...account.path, "name"], {
        code: "duplicate-account-name",
        message: `The name is that of ${formatPath(twin.path)} too; capitals don't tell names apart.`,
        value: account.name,
        fix: "Give each account a name of its own.",
      });
    }
    const same = account.accountId === undefined ? undefined : remember(ids, account.accountId, account);
    if (same !== undefined) {
      report.error([...account.path, "accountId"], {
        code: "duplicate-account-id",
        message: `The account id is that of ${formatPath(same.path)} too.`,
        value: account.accountId,
        fix: "List each account once; where the app spans several regions, use regions.",
      });
    }
    const { access, accountId } = account;
    if (access === undefined || access.type === "role" || accountId === undefined) continue;
    const shared = remember(credentials, JSON.stringify(access), account);
    if (shared !== undefined && shared.accountId !== accountId) {
      report.error([...account.path, "access"], {
        code: "shared-credentials",
        message: `The same credentials are to get into ${formatPath(shared.path)}, but credentials belong to one account only.`,
        value: access.type === "profile" ? { profile: access.profile } : { current: true },
        fix: "Use a roleName for both, or a profile for each.",
      });
    }
  }
}

/** Reports a GitHub environment whose jobs would get into the accounts of two different stages. */
function reportSharedEnvironments(accounts: readonly ReadAccount[], report: Report): void {
  const claims = accounts.flatMap((account) =>
    account.config === undefined ? [] : environmentClaims(account.config).map((claim) => ({ account, claim })),
  );
  claims.forEach(({ account, claim }, index) => {
    const other = claims.slice(0, index).find((earlier) => claimsClash(earlier.claim, claim));
    if (other === undefined) return;
    report.error([...account.path, "trust"], {
      code: "environment-claimed-twice",
      message: `The environment is that of ${formatPath(other.account.path)} too, which has other stages (${other.claim.stages.join(", ")}).`,
      value: claim.environment,
      fix: "Give each account a trust with an environment of its own.",
    });
  });
}

/** The account that has the key already; otherwise remembers this one. */
function remember(known: Map<string, ReadAccount>, key: string, account: ReadAccount): ReadAccount | undefined {
  const earlier = known.get(key);
  if (earlier === undefined) known.set(key, account);
  return earlier;
}
