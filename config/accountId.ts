import type { ConfigPath } from "./path";
import type { Report } from "./report";

/** An account id: exactly 12 digits (https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html). */
export const ACCOUNT_ID = /^\d{12}$/;

/**
 * The account id, if it is one; anything else is reported.
 *
 * @param raw a text, or the number that YAML makes of unquoted digits
 * @param written the digits as they stand in the file, where that is known
 */
export function readAccountId(
  raw: string | number | undefined,
  path: ConfigPath,
  report: Report,
  written: string | undefined,
): string | undefined {
  if (raw === undefined) return undefined;
  if (typeof raw === "number") {
    reportNumber(raw, path, report, written);
    return undefined;
  }
  if (ACCOUNT_ID.test(raw)) return raw;
  const digits = raw.replace(/[\s-]/g, "");
  report.error(path, {
    code: "invalid-account-id",
    message: ACCOUNT_ID.test(digits)
      ? "An account id has 12 digits and nothing between them."
      : /^\d+$/.test(digits)
        ? `An account id has exactly 12 digits; this has ${digits.length}.`
        : "An account id has exactly 12 digits and nothing else.",
    value: raw,
    ...(ACCOUNT_ID.test(digits) ? { nearest: digits } : {}),
    fix: 'Write the 12 digits in quotes, e.g. "222222222222"; aws sts get-caller-identity prints them.',
  });
  return undefined;
}

function reportNumber(value: number, path: ConfigPath, report: Report, written: string | undefined): void {
  // `pulumi config set` writes the file anew, with the number in place of the digits.
  const digits = written !== undefined && ACCOUNT_ID.test(written) ? written : asWritten(value);
  const leadingZero = digits?.startsWith("0") === true;
  report.error(path, {
    code: "account-id-number",
    message: leadingZero
      ? "The id isn't quoted, so YAML reads it as a number, and because of its leading zero as octal or without the zero."
      : "The id isn't quoted, so YAML reads it as a number.",
    value: written ?? value,
    ...(digits !== undefined && ACCOUNT_ID.test(digits) ? { nearest: digits } : {}),
    fix: `Put the 12 digits in quotes: "${digits !== undefined && ACCOUNT_ID.test(digits) ? digits : "222222222222"}".`,
  });
}

/**
 * The digits that YAML made this number of, where one can tell. The engine reads `012345670123` as octal and hands over
 * 1402433619 (`gopkg.in/yaml.v3:resolve.go`). Where a digit is an 8 or 9 it drops the zero: that could as well be an id that is
 * one digit short, so nothing is guessed.
 */
function asWritten(value: number): string | undefined {
  if (!Number.isSafeInteger(value) || value < 0) return undefined;
  const decimal = String(value);
  if (decimal.length === 12) return decimal;
  const octal = value.toString(8);
  return octal.length === 11 ? `0${octal}` : undefined;
}
