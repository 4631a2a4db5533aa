import type { Finding } from "../policy/finding";
import type { PermissionSet } from "../policy/principal";
import type { HandoverAccount, HandoverPlan } from "./handover";
import type { ExportOptions, FileBody, FileSection, ProfileFormat } from "./model";
import { nameFindings } from "./profileChecks";
import { administratorLines, externalIdLines, preamble, profileName, renderBody, roleLines } from "./profiles";
import { selectedAccounts } from "./roles";

/**
 * Profiles over IAM Identity Center: people sign in once (`aws sso login`), and each profile assumes a deployer role with
 * the permission set's session. The session and the permission set's profile are common to all stacks of an organization.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
 */
export const SSO_FORMAT: ProfileFormat = {
  format: "sso",
  description: "profiles for ~/.aws/config over a permission set of IAM Identity Center",
  fileName: "sso",
  check: ssoFindings,
  merge: { file: "config", body: ssoBody },
  render: (plan, options) => renderBody(ssoBody(plan, options)),
};

/** How SDKs renew the session's token; without the scope they can't (the guide above, `sso_registration_scopes`). */
const SCOPE = "sso:account:access";

/** The permission set that a person signs in with; `undefined` where the account trusts none, or none of that name. */
export function permissionSetOf(account: HandoverAccount, options: ExportOptions): PermissionSet | undefined {
  const sets = account.callers.sso?.permissionSets ?? [];
  return options.permissionSet === undefined ? sets[0] : sets.find(({ name }) => name === options.permissionSet);
}

/** The name of the profile that holds a permission set's session, the same for every stack that uses it. */
export function permissionSetProfile(session: string, { account, name }: PermissionSet): string {
  return `${session}-${name}-${account}`;
}

function ssoBody(plan: HandoverPlan, options: ExportOptions): FileBody {
  const parts = selectedAccounts(plan, options).map((account) => accountSections(account, options));
  const shared = new Map(parts.flatMap((part) => part.shared).map((section) => [section.identity, section]));
  return {
    preamble: preamble(plan),
    shared: [...shared.values()],
    sections: parts.flatMap((part) => part.sections),
  };
}

function accountSections(
  account: HandoverAccount,
  options: ExportOptions,
): { readonly shared: readonly FileSection[]; readonly sections: readonly FileSection[] } {
  const { sso } = account.callers;
  const set = permissionSetOf(account, options);
  if (!sso || !set) throw new Error(`${account.name} has no permission set; the check lets no such account pass.`);
  const source = permissionSetProfile(sso.session, set);
  const name = profileName(account, options);
  const others = sso.permissionSets.filter((each) => each !== set).map((each) => each.name);
  const section = (profile: string, lines: readonly string[]): FileSection => ({
    identity: `profile ${profile}`,
    header: `[profile ${profile}]`,
    lines,
  });
  const comments = [
    ...administratorLines(account),
    ...(others.length === 0
      ? []
      : [
          `#: Signs in with the permission set ${set.name}; for ${others.join(" or ")} print this with --permission-set.`,
        ]),
  ];
  return {
    shared: [
      {
        identity: `sso-session ${sso.session}`,
        header: `[sso-session ${sso.session}]`,
        lines: [`sso_start_url = ${sso.startUrl}`, `sso_region = ${sso.region}`, `sso_registration_scopes = ${SCOPE}`],
      },
      section(source, [
        `#: Sign in: aws sso login --sso-session ${sso.session}`,
        `sso_session = ${sso.session}`,
        `sso_account_id = ${set.account}`,
        `sso_role_name = ${set.name}`,
      ]),
    ],
    sections:
      account.sst === "v0" || account.sst === "v1"
        ? [
            section(name, [
              ...comments,
              `#: SST ${account.sst} can't use a session of IAM Identity Center as the source of a role, so the AWS CLI (version 2) assumes it.`,
              `credential_process = ${processOf(name)}`,
              `region = ${account.region}`,
            ]),
            section(helperName(name), [...roleLines(account, source), ...externalIdLines(account)]),
          ]
        : [section(name, [...comments, ...roleLines(account, source), ...externalIdLines(account)])],
  };
}

/**
 * v0 and v1 read profiles with the AWS SDK for JavaScript v2, which takes nothing but static keys and roles as the source
 * of a role (`sst/sst@v1.18.4:packages/core/src/aws-sdk/aws-sdk-inifile.ts#sourceProfileCredentials`), but does run a
 * process (`…/awscli-compatible.ts`).
 */
function processOf(profile: string): string {
  return `aws configure export-credentials --profile ${helperName(profile)} --format process`;
}

function helperName(profile: string): string {
  return `${profile}-role`;
}

function ssoFindings(plan: HandoverPlan, options: ExportOptions): readonly Finding[] {
  return selectedAccounts(plan, options).flatMap((account) => {
    const path = `accounts[${plan.accounts.indexOf(account)}]`;
    return [...nameFindings(account, options, path), ...permissionSetFindings(account, options, path)];
  });
}

/** Why nobody can sign in to that account through IAM Identity Center, if so. */
export function permissionSetFindings(
  account: HandoverAccount,
  options: ExportOptions,
  path: string,
): readonly Finding[] {
  const { sso } = account.callers;
  if (!sso) {
    return [
      {
        severity: "error",
        code: "sso-missing",
        path: `${path}.sso`,
        message: "Nothing says where people sign in to IAM Identity Center for this account.",
        fix: "Add sso: { startUrl: https://…, region: … } to the stack config.",
      },
    ];
  }
  if (permissionSetOf(account, options)) return [];
  const { permissionSets } = sso;
  return [
    {
      severity: "error",
      code: permissionSets.length === 0 ? "permission-set-missing" : "unknown-permission-set",
      path: permissionSets.length === 0 ? `${path}.trust.permissionSets` : "--permission-set",
      message: `${account.name} trusts no permission set${permissionSets.length === 0 ? "" : " of that name"}.`,
      ...(options.permissionSet === undefined ? {} : { value: options.permissionSet }),
      ...(permissionSets.length === 0 ? {} : { allowed: permissionSets.map(({ name }) => name) }),
      fix:
        permissionSets.length === 0
          ? "Add one to trust.permissionSets: without it nobody who signs in there may assume the role."
          : "Name one of these with --permission-set.",
    },
  ];
}
