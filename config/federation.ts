import { hasErrors } from "../policy/finding";
import { FEDERATION_TYPES, type Federation, type FederationType } from "../policy/federation/model";
import { canonicalJson } from "../policy/statement";
import { readGithub } from "./federationGithub";
import { readBuildkite, readCircleci, readGitlab, readOidc } from "./federationOthers";
import { formatPath, type ConfigPath } from "./path";
import type { Report } from "./report";

/** A federation with its place. */
export interface ReadFederation {
  readonly federation: Federation;
  readonly path: ConfigPath;
}

const READERS: Readonly<Record<FederationType, (raw: unknown, path: ConfigPath, report: Report) => Federation>> = {
  github: readGithub,
  gitlab: readGitlab,
  circleci: readCircleci,
  buildkite: readBuildkite,
  oidc: readOidc,
};

/** Ways of signing in that a trust policy knows and this project doesn't, with what to do instead. */
const NOT_SUPPORTED: Readonly<Record<string, { readonly message: string; readonly fix: string }>> = {
  saml: {
    message: "SAML isn't supported: neither SST nor a CI job can sign in with a browser's assertion.",
    fix: "Trust a permission set of IAM Identity Center, or the role that your SAML users get into.",
  },
  rolesAnywhere: {
    message:
      "IAM Roles Anywhere isn't supported: its trust would have to test your certificates' names, and no SST reads them.",
    fix: "Trust the role that the certificates get into under principals, and chain from there.",
  },
};

/** The keys of `trust` that are refused with a word of their own. */
export const REFUSED_TRUST_KEYS: readonly string[] = Object.keys(NOT_SUPPORTED);

/** Reports the keys of {@link REFUSED_TRUST_KEYS} that stand in a trust. */
export function reportRefusedKeys(raw: object, path: ConfigPath, report: Report): void {
  for (const [key, details] of Object.entries(NOT_SUPPORTED)) {
    if (!Object.hasOwn(raw, key)) continue;
    const value = (raw as Readonly<Record<string, unknown>>)[key];
    report.error([...path, key], { code: "federation-not-supported", ...details, value });
  }
}

/** Reads the CI systems of a trust: each one object, or a list of them. */
export function readFederations(
  known: Partial<Readonly<Record<FederationType, unknown>>>,
  path: ConfigPath,
  report: Report,
): readonly ReadFederation[] {
  const read = FEDERATION_TYPES.flatMap((type) => {
    const value = known[type];
    if (value === undefined || value === null) return [];
    const entries: readonly (readonly [unknown, ConfigPath])[] = Array.isArray(value)
      ? value.map((entry: unknown, index) => [entry, [...path, type, index]] as const)
      : [[value, [...path, type]]];
    return entries.map(([entry, where]) => {
      const before = report.findings.length;
      const federation = READERS[type](withoutMfa(entry, where, report), where, report);
      return { federation, path: where, isSound: !hasErrors(report.findings.slice(before)) };
    });
  });
  // What was read of a wrong entry is made up in part, and says nothing about others.
  reportTwins(
    read.filter(({ isSound }) => isSound),
    report,
  );
  return read;
}

/** MFA and external ids are what people look for here; what a token can't have gets a better word than "unknown key". */
function withoutMfa(entry: unknown, path: ConfigPath, report: Report): unknown {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return entry;
  const { mfa, externalId, ...rest } = entry as Readonly<Record<string, unknown>>;
  if (mfa !== undefined) {
    report.error([...path, "mfa"], {
      code: "mfa-not-possible",
      message: "A session by token carries no mark of MFA, so no job could assume the deployer roles.",
      value: mfa,
      fix: "Remove mfa, and let people approve deployments in the CI system, e.g. by an environment with reviewers.",
    });
  }
  if (externalId !== undefined) {
    report.error([...path, "externalId"], {
      code: "external-id-not-possible",
      message: "AssumeRoleWithWebIdentity takes no external id, so no job could assume the deployer roles.",
      value: externalId,
      fix: "Remove externalId; the token's audience and subject do its work.",
    });
  }
  return rest;
}

/** One issuer is one provider in the account, so all of its entries have to agree on it; and none stands there twice. */
function reportTwins(read: readonly ReadFederation[], report: Report): void {
  const issuers = new Map<string, ReadFederation>();
  const seen = new Set<string>();
  for (const each of read) {
    const { federation, path } = each;
    const first = issuers.get(federation.issuer);
    if (first === undefined) issuers.set(federation.issuer, each);
    else if (first.federation.provider !== federation.provider) {
      report.error([...path, "provider"], {
        code: "provider-contradiction",
        message: `An account has one provider for an issuer, and ${formatPath(first.path)} says ${first.federation.provider} for the same one.`,
        value: federation.provider,
        fix: "Say the same in both, where it isn't existing, which is the default.",
      });
    }
    const identity = canonicalJson({ ...federation, provider: "" });
    if (seen.has(identity)) {
      report.error(path, {
        code: "duplicate-value",
        message: "The same jobs are trusted twice.",
        fix: "Remove one of the two.",
      });
    }
    seen.add(identity);
  }
}
