import type { Finding } from "../policy/finding";
import type { HandoverAccount, HandoverPlan } from "./handover";
import type { ExportOptions, ProfileFormat } from "./model";
import { nameFindings, personFindings, sourceFindings } from "./profileChecks";
import { MFA_SERIAL_PLACEHOLDER, profileName } from "./profiles";
import { deployRole, selectedAccounts } from "./roles";
import { permissionSetOf } from "./sso";

/**
 * What to enter into Leapp, which takes no file: a sheet of fields for each session, the signing-in one first. Leapp puts
 * the session's keys into `~/.aws/credentials`, so that every generation of SST reads them and none has to ask for a code.
 *
 * Source: `Noovolari/leapp:docs/configuring-session/`
 */
export const LEAPP_FORMAT: ProfileFormat = {
  format: "leapp",
  description: "the fields of each Leapp session, to be entered in the app",
  fileName: "leapp.txt",
  check: leappFindings,
  render: leappSheet,
};

type Field = readonly [label: string, value: string];

function leappSheet(plan: HandoverPlan, options: ExportOptions): string {
  const accounts = selectedAccounts(plan, options);
  const sources = new Map(
    accounts.map((account) => signIn(account, accounts, options)).map((each) => [each.alias, each]),
  );
  return [
    `Leapp sessions of the app ${plan.app}, stack ${plan.stack}. Leapp writes each profile itself:`,
    "don't put profiles of the same names into your AWS files.",
    ...[...sources.values()].map(({ title, fields }) => sheet(title, fields)),
    ...accounts.map((account) => sheet(profileName(account, options), chained(account, accounts, options))),
    "",
  ].join("\n");
}

function sheet(title: string, fields: readonly Field[]): string {
  return ["", title, ...fields.map(([label, value]) => `  ${label.padEnd(18)}  ${value}`)].join("\n");
}

/** The session that people sign in to: an IAM user with the MFA device, or a permission set's. */
function signIn(
  account: HandoverAccount,
  accounts: readonly HandoverAccount[],
  options: ExportOptions,
): { readonly alias: string; readonly title: string; readonly fields: readonly Field[] } {
  const { sso } = account.callers;
  const set = permissionSetOf(account, options);
  if (sso && set) {
    const alias = `${set.account} ${set.name}`;
    return {
      alias,
      title: `${sso.session} (once: Leapp then lists its sessions)`,
      fields: [
        ["Type", "AWS Single Sign-On integration"],
        ["Alias", sso.session],
        ["Portal URL", sso.startUrl],
        ["AWS Region", sso.region],
        ["Session to use", alias],
      ],
    };
  }
  const asked = accounts.map(({ callers }) => callers.mfa);
  const device = asked.includes("required")
    ? (options.mfaSerial ?? MFA_SERIAL_PLACEHOLDER)
    : asked.includes("some")
      ? (options.mfaSerial ?? "(if you must sign in with MFA: the ARN of your device)")
      : undefined;
  return {
    alias: options.sourceProfile,
    title: `${options.sourceProfile} (once, with your own access key)`,
    fields: [
      ["Type", "AWS IAM User"],
      ["Session Alias", options.sourceProfile],
      ["Named Profile", options.sourceProfile],
      ["Region", account.region],
      ...(device === undefined ? [] : [["MFA Device", device] as const]),
    ],
  };
}

function chained(
  account: HandoverAccount,
  accounts: readonly HandoverAccount[],
  options: ExportOptions,
): readonly Field[] {
  const name = profileName(account, options);
  return [
    ["Type", "AWS IAM Role Chained"],
    ["Session Alias", name],
    ["Named Profile", name],
    ["AWS Region", account.region],
    ["Role ARN", deployRole(account).arn],
    ["Assumer Session", signIn(account, accounts, options).alias],
  ];
}

function leappFindings(plan: HandoverPlan, options: ExportOptions): readonly Finding[] {
  return [
    ...personFindings(options),
    ...selectedAccounts(plan, options).flatMap((account) => {
      const path = `accounts[${plan.accounts.indexOf(account)}]`;
      const { externalId } = account.callers;
      return [
        ...nameFindings(account, options, path),
        ...sourceFindings(account, options, path),
        ...(externalId === undefined ? [] : [noExternalId(externalId, path, "Leapp")]),
      ];
    }),
  ];
}

/** For tools that can't pass an external id: the role would refuse them. */
export function noExternalId(externalId: string, path: string, tool: string): Finding {
  return {
    severity: "error",
    code: "external-id-not-passed",
    path: `${path}.trust.externalId`,
    message: `${tool} can't pass the external id that the role asks for.`,
    value: externalId,
    fix: "Use --format config or aws-vault, or give the account a trust without externalId.",
  };
}
