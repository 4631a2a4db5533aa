import { isCdkGeneration } from "../policy/generation";
import type { Finding } from "../policy/finding";
import type { HandoverAccount, HandoverPlan } from "./handover";
import type { ExportOptions, FileBody, ProfileFormat, Purpose } from "./model";
import { sectionHeader } from "./merge/sections";
import { nameFindings, personFindings, sourceFindings } from "./profileChecks";
import {
  administratorLines,
  externalIdLines,
  MFA_SERIAL_PLACEHOLDER,
  preamble,
  profileName,
  renderBody,
  roleLines,
} from "./profiles";
import { selectedAccounts } from "./roles";

/**
 * Profiles for aws-vault, which keeps the source profile's keys in the operating system's key store and asks for the MFA
 * code itself. The device stands once, on the source profile; profiles of roles take it over from there.
 *
 * For v3 and v4, which read profiles with the AWS SDK for Go and can't ask for a code, the source profile also names
 * aws-vault as the process that hands out its session, so that SST can use the role profiles as they are.
 *
 * Sources: `ByteNess/aws-vault@v7.13.5:vault/config.go`, `…:vault/vault.go`, `…:docs/content/docs/credential-process.md`
 */
export const AWS_VAULT_FORMAT: ProfileFormat = {
  format: "aws-vault",
  description: "profiles for ~/.aws/config with aws-vault, the MFA device once on the source profile",
  fileName: "aws-vault",
  check: awsVaultFindings,
  merge: { file: "config", body: awsVaultBody },
  render: (plan, options) => renderBody(awsVaultBody(plan, options)),
};

function awsVaultBody(plan: HandoverPlan, options: ExportOptions): FileBody {
  const accounts = selectedAccounts(plan, options);
  const { sourceProfile } = options;
  const lines = sourceLines(accounts, options);
  return {
    preamble: preamble(plan),
    shared: [
      {
        identity: `profile ${sourceProfile}`,
        header: sectionHeader("config", sourceProfile),
        lines: [`#: Your keys, kept by aws-vault and in no file: aws-vault add ${sourceProfile}`, ...lines],
      },
    ],
    sections: accounts.map((account) => {
      const name = profileName(account, options);
      return {
        identity: `profile ${name}`,
        header: sectionHeader("config", name),
        lines: [
          ...administratorLines(account),
          `#: Deploy: aws-vault exec ${name} -- npx sst deploy`,
          ...(isCdkGeneration(account.sst) || account.callers.mfa === "none"
            ? []
            : [
                `#: SST ${account.sst} can't ask for an MFA code: no mfa_serial here, it would fail. As a profile of sst.config.ts this one`,
                `#: works while aws-vault has a session: aws-vault exec ${sourceProfile} -- true`,
              ]),
          ...roleLines(account, sourceProfile),
          ...externalIdLines(account),
        ],
      };
    }),
  };
}

function sourceLines(accounts: readonly HandoverAccount[], options: ExportOptions): readonly string[] {
  const { mfaSerial, sourceProfile } = options;
  const required = accounts.some(({ callers }) => callers.mfa === "required");
  const asked = required || accounts.some(({ callers }) => callers.mfa === "some");
  return [
    ...(asked && mfaSerial !== undefined ? [`mfa_serial = ${mfaSerial}`] : []),
    ...(required && mfaSerial === undefined
      ? [
          "#: MFA is asked for: put the ARN of your MFA device here, or print this again with --mfa-serial ARN.",
          `mfa_serial = ${MFA_SERIAL_PLACEHOLDER}`,
        ]
      : []),
    ...(asked && !required && mfaSerial === undefined
      ? ["#: Some callers must sign in with MFA: they print this with --mfa-serial ARN."]
      : []),
    ...(accounts.some(({ sst }) => !isCdkGeneration(sst))
      ? [`credential_process = aws-vault export --format=json ${sourceProfile}`]
      : []),
  ];
}

function awsVaultFindings(plan: HandoverPlan, options: ExportOptions, purpose: Purpose): readonly Finding[] {
  const accounts = selectedAccounts(plan, options);
  const unknown = accounts.find(({ callers }) => callers.mfa === "required");
  return [
    ...personFindings(options),
    ...accounts.flatMap((account) => {
      const path = `accounts[${plan.accounts.indexOf(account)}]`;
      return [...nameFindings(account, options, path), ...sourceFindings(account, options, path)];
    }),
    ...(unknown === undefined || options.mfaSerial !== undefined
      ? []
      : [
          {
            severity: purpose === "write" ? ("error" as const) : ("warning" as const),
            code: "mfa-serial-missing",
            path: `accounts[${plan.accounts.indexOf(unknown)}].trust`,
            message: `The role of ${unknown.name} can only be assumed with MFA, and your MFA device isn't known.`,
            fix: "Pass --mfa-serial arn:aws:iam::ACCOUNT:mfa/DEVICE, or set DEPLOYERS_MFA_SERIAL.",
          },
        ]),
  ];
}
