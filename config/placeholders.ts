import type { Finding, Severity } from "../policy/finding";
import type { StageConfig } from "./model";

/**
 * The account ids of the shipped stack files. They stand for the user's own, and nobody should create roles for them, or
 * trust them, unseen.
 */
export const PLACEHOLDER_ACCOUNT_IDS: ReadonlySet<string> = new Set([
  "111111111111",
  "222222222222",
  "333333333333",
  "444444444444",
  "999999999999",
]);

/**
 * A finding for every place of the config where a placeholder still stands, of accounts and of those who are trusted.
 *
 * @param severity `warning` where the config is only looked at, `error` where it is about to be applied to AWS
 */
export function placeholderFindings(config: StageConfig, severity: Severity): readonly Finding[] {
  const trusted = new Set<string>();
  const findings: Finding[] = [];
  for (const account of config.accounts) {
    if (PLACEHOLDER_ACCOUNT_IDS.has(account.accountId)) {
      findings.push({
        severity,
        code: "placeholder-account",
        path: `${account.path}.accountId`,
        message: "The account id is one of the placeholders of the shipped stack files.",
        value: account.accountId,
        fix: "Write the id of your own account.",
      });
    }
    const { principals, permissionSets } = account.trust;
    for (const { arn, accountId } of principals) if (PLACEHOLDER_ACCOUNT_IDS.has(accountId)) trusted.add(arn);
    for (const { account: id, name } of permissionSets) {
      if (PLACEHOLDER_ACCOUNT_IDS.has(id)) trusted.add(`permission set ${name} of ${id}`);
    }
  }
  for (const value of trusted) {
    findings.push({
      severity,
      code: "placeholder-principal",
      path: "trust",
      message: "Somebody of an account is trusted whose id is one of the placeholders of the shipped stack files.",
      value,
      fix: "Name who shall assume the deployer roles, in accounts of your own.",
    });
  }
  return findings;
}
