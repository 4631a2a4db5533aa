import { FEDERATION_TYPES } from "../policy/federation/model";
import { isCdkGeneration, type Generation } from "../policy/generation";
import { EXTERNAL_ID_LENGTH } from "../policy/limits";
import type { Partition } from "../policy/partition";
import type { PermissionSet, Trust, TrustedPrincipal } from "../policy/principal";
import { type ReadFederation, readFederations, REFUSED_TRUST_KEYS, reportRefusedKeys } from "./federation";
import type { ConfigPath } from "./path";
import { partitionOfPrincipal, readPermissionSet, readPrincipal } from "./principal";
import type { Report } from "./report";
import { trustSchema } from "./schema";
import { readObject } from "./shape";
import type { Sources } from "./sources";

/**
 * Shortest and longest `MaxSessionDuration` of a role, in seconds
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html). The shortest is also IAM's default.
 */
const SESSION_SECONDS = { minimum: 3_600, maximum: 43_200 } as const;

/** Characters of an `sts:ExternalId` (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). */
const EXTERNAL_ID = /^[\w+=,.@:/-]*$/;

const EXAMPLE = '{ principals: ["arn:aws:iam::999999999999:role/ci"] }';

/** A trust as read, with the places of its principals, for checks that need to know the account. */
export interface ReadTrust {
  readonly path: ConfigPath;
  readonly principals: readonly { readonly principal: TrustedPrincipal; readonly path: ConfigPath }[];
  readonly permissionSets: readonly PermissionSet[];
  readonly federations: readonly ReadFederation[];
  readonly externalId: string | undefined;
  readonly maxSessionSeconds: number;
}

/** Reads `trust:`, of the stage or of one account, and reports every mistake in it, also that nobody is trusted. */
export function readTrust(raw: unknown, path: ConfigPath, report: Report, sources: Sources): ReadTrust {
  const isObject = typeof raw === "object" && raw !== null && !Array.isArray(raw);
  if (isObject) reportRefusedKeys(raw, path, report);
  const known = readObject(trustSchema, isObject ? withoutRefused(raw) : raw, path, report, EXAMPLE);
  const principals = (known.principals ?? []).flatMap((element, index) => {
    const where = [...path, "principals", index];
    const principal = readPrincipal(element, where, report);
    return principal === undefined ? [] : [{ principal, path: where }];
  });
  reportDuplicates(principals, report);
  const permissionSets = (known.permissionSets ?? []).flatMap((element, index) => {
    const set = readPermissionSet(element, [...path, "permissionSets", index], report, sources);
    return set === undefined ? [] : [set];
  });
  const federations = readFederations(known, path, report);
  if (isObject) {
    const written = raw as Readonly<Record<string, unknown>>;
    const isAws = !isEmpty(written["principals"]) || !isEmpty(written["permissionSets"]);
    const isRefused = REFUSED_TRUST_KEYS.some((key) => Object.hasOwn(raw, key));
    if (!isAws && !isRefused && FEDERATION_TYPES.every((type) => isEmpty(written[type]))) reportNobody(path, report);
    if (!isAws && known.externalId !== undefined && federations.length > 0) {
      report.error([...path, "externalId"], {
        code: "external-id-not-possible",
        message: "Only jobs with a token are trusted, and their call takes no external id.",
        value: known.externalId,
        fix: "Remove externalId; the token's audience and subject do its work.",
      });
    }
  }
  return {
    path,
    principals,
    permissionSets,
    federations,
    externalId: readExternalId(known.externalId, [...path, "externalId"], report),
    maxSessionSeconds: readSessionSeconds(known.maxSessionSeconds, [...path, "maxSessionSeconds"], report),
  };
}

/** Reports that nobody could assume the deployer roles. */
export function reportNobody(path: ConfigPath, report: Report): void {
  report.error(path, {
    code: "nobody-trusted",
    message: "Nobody is trusted, so nobody could assume the deployer roles.",
    fix: `Name at least one principal, permission set or CI system, e.g. trust: ${EXAMPLE}.`,
  });
}

/** The trust for the model. */
export function toTrust(read: ReadTrust): Trust {
  return {
    principals: read.principals.map(({ principal }) => principal),
    permissionSets: read.permissionSets,
    ...(read.federations.length === 0 ? {} : { federations: read.federations.map(({ federation }) => federation) }),
    ...(read.externalId === undefined ? {} : { externalId: read.externalId }),
    maxSessionSeconds: read.maxSessionSeconds,
  };
}

/** Own keys only, and as they are: a copy by assignment would lose a key called `__proto__` before it is reported. */
function withoutRefused(raw: object): object {
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !REFUSED_TRUST_KEYS.includes(key)));
}

function isEmpty(list: unknown): boolean {
  return list === undefined || list === null || (Array.isArray(list) && list.length === 0);
}

/** The same ARN twice, once with MFA and once without, would quietly be the laxer of the two; likewise a user and its root. */
function reportDuplicates(principals: ReadTrust["principals"], report: Report): void {
  const seen = new Set<string>();
  for (const { principal, path } of principals) {
    if (seen.has(principal.arn)) {
      report.error(path, {
        code: "duplicate-principal",
        message: "The principal is trusted twice.",
        value: principal.arn,
        fix: "Keep one of the two, with mfa as it is meant.",
      });
    }
    seen.add(principal.arn);
  }
  const openAccounts = new Set(
    principals.flatMap(({ principal }) =>
      principal.type === "account" && !principal.mfa ? [principal.accountId] : [],
    ),
  );
  for (const { principal, path } of principals) {
    if (principal.type !== "user" || !principal.mfa || !openAccounts.has(principal.accountId)) continue;
    report.warning(path, {
      code: "mfa-undone",
      message: "The user's account root is trusted too, without MFA, so the user can get in without MFA.",
      value: principal.arn,
      fix: "Ask for MFA on the account's root as well, or trust single users instead of the root.",
    });
  }
}

/** Reports what of a trust doesn't fit an account: its partition, its own root, and an external id that SST can't pass. */
export function checkTrust(
  trust: ReadTrust,
  account: {
    readonly name: string | undefined;
    readonly accountId: string | undefined;
    readonly partition: Partition | undefined;
    readonly sst: Generation | undefined;
  },
  report: Report,
): void {
  for (const { principal, path } of trust.principals) {
    const partition = partitionOfPrincipal(principal);
    if (account.partition !== undefined && partition !== account.partition) {
      report.error(path, {
        code: "partition-mismatch",
        message: `The principal is in ${partition}, but ${account.name ?? "an account"}, which trusts it, is in ${account.partition}; roles can't be assumed across partitions.`,
        value: principal.arn,
        fix: `Trust a principal of ${account.partition}, in the account's own trust if others need this one.`,
      });
    }
    if (principal.type === "account" && principal.accountId === account.accountId) {
      report.warning(path, {
        code: "own-account-root",
        message:
          "An account that trusts its own root lets every role there with sts:AssumeRole in, the app's own included.",
        value: principal.arn,
        fix: "Trust single users or roles of that account, or principals of another account.",
      });
    }
  }
  if (trust.externalId !== undefined && account.sst !== undefined && !isCdkGeneration(account.sst)) {
    report.error([...trust.path, "externalId"], {
      code: "external-id-not-possible",
      message: `SST ${account.sst} passes no external id when it assumes a role, so its own calls would be refused.`,
      value: trust.externalId,
      fix: "Remove externalId for accounts of that generation; for the others it may stand in their own trust.",
    });
  }
}

function readExternalId(value: string | undefined, path: ConfigPath, report: Report): string | undefined {
  if (value === undefined) return undefined;
  const { minimum, maximum } = EXTERNAL_ID_LENGTH;
  if (value.length >= minimum && value.length <= maximum && EXTERNAL_ID.test(value)) return value;
  report.error(path, {
    code: "invalid-external-id",
    message: `An external id has ${minimum} to ${maximum.toLocaleString("en-US")} letters, digits and _ + = , . @ : / -.`,
    value,
    fix: "Choose one of these characters, or remove externalId.",
  });
  return undefined;
}

function readSessionSeconds(value: number | undefined, path: ConfigPath, report: Report): number {
  const { minimum, maximum } = SESSION_SECONDS;
  if (value === undefined) return minimum;
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  report.error(path, {
    code: "invalid-session-length",
    message: `A session may last ${minimum} to ${maximum} seconds (1 to 12 hours), in whole seconds.`,
    value,
    fix: "Write the number of seconds, e.g. 3600 for one hour.",
  });
  return minimum;
}
