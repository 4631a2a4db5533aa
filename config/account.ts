import { GENERATIONS, isCdkGeneration, type Generation } from "../policy/generation";
import type { Strategy } from "../policy/strategies/model";
import { DEFAULT_ACCESS, readAccess } from "./access";
import { readAccountId } from "./accountId";
import { readGuardrails, reportNoCdk } from "./guardrails";
import type { SHARED_KEYS } from "./keys";
import type { Access, AccountConfig } from "./model";
import { checkAccountName, checkStage } from "./names";
import { formatPath, type ConfigPath } from "./path";
import { readRegions, reportNoRegion, type Regions } from "./region";
import type { Report } from "./report";
import { accountSchema, type stageSchema } from "./schema";
import { readObject, readTexts } from "./shape";
import type { Sources } from "./sources";
import { checkSeparate } from "./duties";
import { readSso } from "./sso";
import { readStrategy } from "./strategy";
import { checkTrust, readTrust, reportNobody, toTrust, type ReadTrust } from "./trust";
import type * as v from "valibot";

type SharedKey = (typeof SHARED_KEYS)[number];

/** What the stage says for all of its accounts. */
export interface StageDefaults {
  /** Becomes the only stage where no stages are given. */
  readonly stack: string;
  /** The keys of the stage that have the right type. */
  readonly known: Partial<v.InferOutput<typeof stageSchema>>;
  /** True if the stage has the key at all, right or wrong. */
  has(key: SharedKey): boolean;
  /** The stage's `access`, read once; `undefined` where it has none or a wrong one. */
  readonly access: Access | undefined;
  /** The stage's `trust`, read once; `undefined` where it has none. */
  readonly trust: ReadTrust | undefined;
}

/** An account as far as it could be read; `config` only if nothing of it is wrong. */
export interface ReadAccount {
  readonly path: ConfigPath;
  readonly name: string | undefined;
  readonly accountId: string | undefined;
  readonly sst: Generation | undefined;
  readonly access: Access | undefined;
  readonly config: AccountConfig | undefined;
}

/** Reads one element of `accounts:`, with the stage's keys where it has none of its own. */
export function readAccount(
  raw: unknown,
  path: ConfigPath,
  stage: StageDefaults,
  report: Report,
  sources: Sources,
): ReadAccount {
  const known = readObject(accountSchema, raw, path, report, "{ name: prod-eu, accountId: …, region: …, strategy: … }");
  const isObject = typeof raw === "object" && raw !== null && !Array.isArray(raw);
  if (!isObject)
    return { path, name: undefined, accountId: undefined, sst: undefined, access: undefined, config: undefined };
  const own = (key: SharedKey): boolean => Object.hasOwn(raw, key);
  const at = (key: SharedKey): ConfigPath => (own(key) ? [...path, key] : [key]);

  const idPath = [...path, "accountId"];
  const accountId = readAccountId(known.accountId, idPath, report, sources.get(formatPath(idPath)));
  const name =
    known.name !== undefined && checkAccountName(known.name, [...path, "name"], report) ? known.name : undefined;
  const sst = own("sst") ? known.sst : stage.known.sst;
  if (!own("sst") && !stage.has("sst")) reportNoGeneration([...path, "sst"], report);
  const regions = readAccountRegions(known, own, path, stage, report);
  const strategy = readAccountStrategy(own("strategy") ? known.strategy : stage.known.strategy, sst, at("strategy"));
  const stages = readAccountStages();
  const access = own("access")
    ? known.access === undefined
      ? undefined
      : readAccess(known.access, at("access"), report)
    : stage.has("access")
      ? stage.access
      : DEFAULT_ACCESS;
  const trust = readAccountTrust();
  if (trust !== undefined) checkTrust(trust, { name, accountId, partition: regions?.partition, sst }, report);
  const liveDevelopment = own("liveDevelopment") ? known.liveDevelopment : (stage.known.liveDevelopment ?? false);
  const duties = own("duties") ? known.duties : (stage.known.duties ?? "combined");
  if (duties === "separate" && strategy !== undefined) checkSeparate(strategy, at("duties"), report);
  const bootstrap = own("bootstrap") ? known.bootstrap : (stage.known.bootstrap ?? true);

  if (own("cdk") && known.cdk !== undefined && sst !== undefined && !isCdkGeneration(sst)) {
    reportNoCdk([...path, "cdk"], known.cdk, report);
  }
  const { mayBootstrap, ...guarded } = readGuardrails(
    {
      guardrails: own("guardrails") ? known.guardrails : stage.known.guardrails,
      permissionsBoundary: own("permissionsBoundary") ? known.permissionsBoundary : stage.known.permissionsBoundary,
      cdk: own("cdk") ? known.cdk : stage.known.cdk,
    },
    {
      accountId,
      partition: regions?.partition,
      sst,
      strategy,
      bootstrapAsked: (own("bootstrap") || stage.has("bootstrap")) && bootstrap === true,
      at,
    },
    report,
  );

  const rawSso = own("sso") ? known.sso : stage.known.sso;
  const sso = rawSso === undefined ? undefined : readSso(rawSso, at("sso"), report);

  const read = { path, name, accountId, sst, access };
  if (
    name === undefined ||
    accountId === undefined ||
    sst === undefined ||
    regions === undefined ||
    strategy === undefined ||
    stages === undefined ||
    access === undefined ||
    trust === undefined ||
    liveDevelopment === undefined ||
    bootstrap === undefined ||
    duties === undefined
  ) {
    return { ...read, config: undefined };
  }
  return {
    ...read,
    config: {
      path: formatPath(path),
      name,
      accountId,
      partition: regions.partition,
      region: regions.regions[0],
      regions: regions.regions,
      sst,
      stages,
      liveDevelopment,
      bootstrap: bootstrap && mayBootstrap,
      duties,
      access,
      trust: toTrust(trust),
      strategy,
      ...(sso === undefined ? {} : { sso }),
      ...guarded,
    },
  };

  function readAccountStrategy(
    value: object | undefined,
    generation: Generation | undefined,
    where: ConfigPath,
  ): Strategy | undefined {
    if (value !== undefined) return readStrategy(value, generation, where, report);
    if (!own("strategy") && !stage.has("strategy")) {
      report.error([...path, "strategy"], {
        code: "missing",
        message: "The account has no strategy, so nothing says what its deployer may do.",
        fix: "Add one, e.g. strategy: { type: services, constructs: [Api, Table] }.",
      });
    }
    return undefined;
  }

  function readAccountStages(): readonly string[] | undefined {
    if (!own("stages") && !stage.has("stages")) return readStages([stage.stack], ["stages"], sst, report);
    const value = own("stages") ? known.stages : stage.known.stages;
    return value === undefined ? undefined : readStages(value, at("stages"), sst, report);
  }

  function readAccountTrust(): ReadTrust | undefined {
    if (own("trust"))
      return known.trust === undefined ? undefined : readTrust(known.trust, at("trust"), report, sources);
    if (!stage.has("trust")) reportNobody(["trust"], report);
    return stage.trust;
  }
}

/** Reports that neither the stage nor the account says which SST it is. */
function reportNoGeneration(path: ConfigPath, report: Report): void {
  report.error(path, {
    code: "missing",
    message: "Nothing says which generation of SST the app uses.",
    allowed: GENERATIONS,
    fix: "Add sst: v2 (or the generation in use) to the stage or to the account.",
  });
}

/** `region` and `regions` of the account, or both of the stage's: either of the account's replaces both. */
function readAccountRegions(
  known: Partial<v.InferOutput<typeof accountSchema>>,
  own: (key: SharedKey) => boolean,
  path: ConfigPath,
  stage: StageDefaults,
  report: Report,
): Regions | undefined {
  if (own("region") || own("regions")) {
    return readRegions({ path, region: known.region, regions: known.regions }, report);
  }
  if (stage.has("region") || stage.has("regions")) {
    return readRegions({ path: [], region: stage.known.region, regions: stage.known.regions }, report);
  }
  reportNoRegion([...path, "region"], report);
  return undefined;
}

/**
 * The stages of a list; `undefined` after reporting that there is none, or one that the generation doesn't take.
 *
 * @param sst `undefined` where it couldn't be read: names aren't checked then
 */
export function readStages(
  raw: readonly unknown[],
  path: ConfigPath,
  sst: Generation | undefined,
  report: Report,
): readonly string[] | undefined {
  if (raw.length === 0) {
    report.error(path, {
      code: "no-stages",
      message: "The list of stages is empty.",
      value: raw,
      fix: "Name the stages that are deployed here, or remove the key to use the stack's name.",
    });
    return undefined;
  }
  const texts = readTexts(raw, path, report, "the name of a stage");
  const fine = texts.filter(({ text, path: where }) => sst === undefined || checkStage(text, sst, where, report));
  return fine.length === raw.length ? fine.map(({ text }) => text) : undefined;
}
