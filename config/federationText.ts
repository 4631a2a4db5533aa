import type { ConfigPath } from "./path";
import type { Report } from "./report";
import { readTexts } from "./shape";

/** Reading texts that become part of a trust policy's conditions: nothing in them may mean more than it says. */

/**
 * What a ref may hold: no blank and none of `: ? [ \ ^ ~`, which Git refuses (https://git-scm.com/docs/git-check-ref-format),
 * and no `$`, which could begin a policy variable. `*`, which Git refuses too, stands for any characters here.
 */
const REF = /^[^\s:?[\\^~$\p{Cc}]+$/u;

/** Branches or tags, `*` standing for any characters; wrong ones are reported and left out. */
export function readRefs(
  raw: readonly unknown[] | undefined,
  kind: "branch" | "tag",
  path: ConfigPath,
  report: Report,
): readonly string[] {
  const folder = kind === "branch" ? "refs/heads/" : "refs/tags/";
  return readTexts(raw ?? [], path, report, `the name of a ${kind}`).flatMap(({ text, path: where }) => {
    if (text.startsWith("refs/") || !REF.test(text)) {
      report.error(where, {
        code: "invalid-ref",
        message: `That is not the name of a ${kind}.`,
        value: text,
        ...(text.startsWith(folder) ? { nearest: text.slice(folder.length) } : {}),
        fix: `Write the bare name, e.g. ${kind === "branch" ? "main" : "v1.0"}; only * stands for any characters.`,
      });
      return [];
    }
    if (/^\*+$/.test(text)) {
      report.warning(where, {
        code: "every-ref-trusted",
        message: `Every ${kind} is trusted, so whoever may push one can deploy.`,
        value: text,
        fix: `Name the ${kind === "branch" ? "branches" : "tags"} that deploy, or a pattern that only some may push.`,
      });
    }
    return [text];
  });
}

/** Texts that stand for themselves in a condition: wildcards and variables are refused. */
export function readLiterals(
  raw: readonly unknown[] | undefined,
  what: string,
  path: ConfigPath,
  report: Report,
): readonly string[] {
  return readTexts(raw ?? [], path, report, what).flatMap(({ text, path: where }) =>
    checkLiteral(text, where, report) ? [text] : [],
  );
}

/** True if the text stands for itself; else reports that it doesn't. */
export function checkLiteral(text: string, path: ConfigPath, report: Report): boolean {
  if (!/[*?$\p{Cc}]/u.test(text)) return true;
  report.error(path, {
    code: "wildcard-claim",
    message: "A wildcard or variable would let in more than is written here.",
    value: text,
    fix: "Write the whole text.",
  });
  return false;
}

/** The text if it has the form, else `undefined` after reporting that it hasn't. */
export function checkForm(
  text: string | undefined,
  form: RegExp,
  path: ConfigPath,
  report: Report,
  details: { readonly code: string; readonly message: string; readonly fix: string },
): string | undefined {
  if (text === undefined || form.test(text)) return text;
  report.error(path, { ...details, value: text });
  return undefined;
}

/** An id of digits as text, `undefined` where it is absent or reported as wrong. */
export function readDigits(value: string | number | undefined, path: ConfigPath, report: Report): string | undefined {
  return checkForm(value === undefined ? undefined : String(value), /^[1-9]\d{0,19}$/, path, report, {
    code: "invalid-id",
    message: "The id has other characters than digits.",
    fix: "Write the number that the API shows, e.g. gh api repos/acme/notes --jq .id.",
  });
}

/** An id in the form of a UUID, in small letters as tokens have it. */
export function readUuid(value: string | undefined, path: ConfigPath, report: Report): string | undefined {
  return checkForm(value, /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, path, report, {
    code: "invalid-id",
    message: "The id is no UUID in small letters.",
    fix: "Copy it from the settings, e.g. 6a5c1a7e-0f3b-4a4e-9d2b-2f1d3c4b5a69.",
  });
}

/** Reports that of two keys which belong together one is missing. */
export function reportHalf(path: ConfigPath, given: string, missing: string, report: Report): void {
  report.error([...path, missing], {
    code: "missing",
    message: `Without ${missing} the key ${given} is of no help.`,
    fix: `Add ${missing}, or remove ${given}.`,
  });
}

/** Longest URL of a provider (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html). */
const MAX_URL_LENGTH = 255;

/** `https`, a host in small letters, a path; no port, query or fragment: as IAM takes it. */
const ISSUER = /^https:\/\/((?:[a-z0-9-]+\.)+[a-z0-9-]+(?:\/[A-Za-z0-9._~/-]*)?)$/;

/** The issuer without `https://`; `undefined` after reporting that the URL is none. */
export function readIssuer(url: string | undefined, path: ConfigPath, report: Report): string | undefined {
  const match = url !== undefined && url.length <= MAX_URL_LENGTH ? ISSUER.exec(url) : null;
  if (url !== undefined && match === null) {
    report.error(path, {
      code: "invalid-issuer",
      message: `An issuer's URL begins with https://, has no port, query or fragment and at most ${MAX_URL_LENGTH} characters.`,
      value: url,
      fix: "Write it exactly as the iss claim of the tokens has it.",
    });
  }
  return match?.[1];
}

/** The audience, or the default where there is none; `undefined` after reporting a wrong one. */
export function readAudience(
  value: string | undefined,
  fallback: string,
  path: ConfigPath,
  report: Report,
): string | undefined {
  if (value === undefined) return fallback;
  if (!checkLiteral(value, path, report)) return undefined;
  return checkForm(value, /^\S{1,255}$/, path, report, {
    code: "invalid-audience",
    message: "An audience has 1 to 255 characters without blanks.",
    fix: "Write what the job asks its token for, e.g. sts.amazonaws.com.",
  });
}
