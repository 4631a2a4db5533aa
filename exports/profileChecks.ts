import type { Finding } from "../policy/finding";
import type { HandoverAccount, HandoverPlan } from "./handover";
import type { ExportOptions, Purpose } from "./model";
import { mfaForm, profileName } from "./profiles";
import { selectedAccounts } from "./roles";

/**
 * What profile names may hold so that every SDK reads them.
 *
 * Source: `smithy-lang/smithy-typescript@@smithy/core:shared-ini-file-loader/parseIni.ts#prefixKeyRegex`, the narrowest of
 * the readers.
 */
const PROFILE_NAME = /^[\w@+.%:/-]+$/;

/**
 * What STS takes as the number of an MFA device: the ARN of a virtual device or passkey, or a hardware serial number.
 *
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_RequestParameters
 */
const MFA_SERIAL = /^[\w+=/:,.@-]{9,256}$/;

/** What stands against the profiles of this plan with these options, whichever file they are for. */
export function profileFindings(plan: HandoverPlan, options: ExportOptions, purpose: Purpose): readonly Finding[] {
  return [...personFindings(options), ...accountFindings(plan, options, purpose)];
}

/** What stands against what a person named: the source profile and the MFA device. */
export function personFindings(options: ExportOptions): readonly Finding[] {
  const findings: Finding[] = [];
  if (!PROFILE_NAME.test(options.sourceProfile)) {
    findings.push({
      severity: "error",
      code: "source-profile-invalid",
      path: "--source-profile",
      message: "No AWS tool reads a profile of that name.",
      value: options.sourceProfile,
      allowed: ["letters", "digits", "_@+.%:/-"],
      fix: "Name the profile in your AWS config that holds your own credentials.",
    });
  }
  if (options.mfaSerial !== undefined && !MFA_SERIAL.test(options.mfaSerial)) {
    findings.push({
      severity: "error",
      code: "mfa-serial-invalid",
      path: "--mfa-serial",
      message: "That is neither the ARN of an MFA device nor a hardware serial number.",
      value: options.mfaSerial,
      allowed: ["arn:aws:iam::ACCOUNT:mfa/DEVICE", "a hardware serial number of 9 or more characters"],
      fix: "Take the ARN from the IAM console (Security credentials), or from `aws iam list-mfa-devices`.",
    });
  }
  return findings;
}

function accountFindings(plan: HandoverPlan, options: ExportOptions, purpose: Purpose): readonly Finding[] {
  return selectedAccounts(plan, options).flatMap((account) => {
    const path = `accounts[${plan.accounts.indexOf(account)}]`;
    const findings: Finding[] = [...nameFindings(account, options, path), ...sourceFindings(account, options, path)];
    const form = mfaForm(account);
    if (form === "prompt" && options.mfaSerial === undefined) {
      findings.push({
        severity: purpose === "write" ? "error" : "warning",
        code: "mfa-serial-missing",
        path: `${path}.trust`,
        message: `The role of ${account.name} can only be assumed with MFA, and your MFA device isn't known.`,
        fix: "Pass --mfa-serial arn:aws:iam::ACCOUNT:mfa/DEVICE, or set DEPLOYERS_MFA_SERIAL.",
      });
    }
    if (form === "session") {
      findings.push({
        severity: "warning",
        code: "mfa-session-needed",
        path: `${path}.trust`,
        message: `SST ${account.sst} can't ask for an MFA code, so the profile of ${account.name} works ${account.callers.mfa === "some" ? "for callers who need MFA " : ""}only over a source profile that signed in with MFA already.`,
        value: options.sourceProfile,
        fix: "Make such a session (aws sts get-session-token, or aws-vault) and name its profile with --source-profile.",
      });
    }
    return findings;
  });
}

/** Names that not every tool reads, a prefix included: blanks, brackets, quotes. */
export function nameFindings(account: HandoverAccount, options: ExportOptions, path: string): readonly Finding[] {
  const name = profileName(account, options);
  if (PROFILE_NAME.test(name)) return [];
  return [
    {
      severity: "error",
      code: "profile-name-invalid",
      path: `${path}.name`,
      message: "Not every AWS tool reads a profile of that name.",
      value: name,
      allowed: ["letters", "digits", "_@+.%:/-"],
      fix: "Use only these characters in the account's name and in --prefix.",
    },
  ];
}

/** A profile that would be its own source of credentials. */
export function sourceFindings(account: HandoverAccount, options: ExportOptions, path: string): readonly Finding[] {
  const name = profileName(account, options);
  if (name !== options.sourceProfile) return [];
  return [
    {
      severity: "error",
      code: "source-profile-is-profile",
      path: `${path}.name`,
      message: "The profile would be its own source of credentials.",
      value: name,
      fix: "Name another profile with --source-profile, or give the new profiles a --prefix.",
    },
  ];
}
