import { isCdkGeneration } from "../policy/generation";
import type { Finding } from "../policy/finding";
import type { HandoverAccount, HandoverPlan } from "./handover";
import type { ExportOptions, ProfileFormat } from "./model";
import { nameFindings } from "./profileChecks";
import { administratorLines, externalIdLines, profileName, renderBody, roleLines } from "./profiles";
import { selectedAccounts } from "./roles";
import { permissionSetFindings, permissionSetOf, permissionSetProfile } from "./sso";

/**
 * A profile registry of Granted: a folder in a git repository with `granted.yml` and the profiles, which `granted registry
 * add` merges into everybody's `~/.aws/config`. What differs per person is asked for by Granted itself.
 *
 * The MFA device belongs on everybody's own source profile, where Granted looks for it
 * (`fwdcloudsec/granted@v0.39.0:pkg/cfaws/assumer_aws_iam.go`); the registry names none.
 *
 * Sources: `fwdcloudsec/granted@v0.39.0:pkg/granted/registry/gitregistry/config_yaml.go`,
 * `…:pkg/granted/awsmerge/merge_from_registry.go`, `…:pkg/cfaws/assumer_aws_sso.go`
 */
export const GRANTED_FORMAT: ProfileFormat = {
  format: "granted",
  description: "a folder for a Granted profile registry: granted.yml and the profiles",
  fileName: "granted",
  check: grantedFindings,
  files: grantedFiles,
  render: (plan, options) =>
    [...grantedFiles(plan, options)].map(([path, text]) => `# ----- ${path}\n${text}`).join("\n"),
};

const SOURCE_PROFILE = "{{ .Required.SourceProfile }}";

function grantedFiles(plan: HandoverPlan, options: ExportOptions): ReadonlyMap<string, string> {
  const accounts = selectedAccounts(plan, options);
  const asks = accounts.some((account) => account.callers.sso === undefined);
  const registry = [
    `# Profiles of the app ${plan.app}, stack ${plan.stack}, in this folder of your registry's repository:`,
    `# granted registry add --name ${plan.app}-${plan.stack} --url REPOSITORY --path FOLDER`,
    "awsConfig:",
    "  - ./config",
    ...(asks
      ? [
          "templateValues:",
          "  - SourceProfile:",
          '      - isRequired: "true"',
          "      - prompt: the profile with your own credentials (and mfa_serial, where you sign in with MFA)",
        ]
      : []),
    "",
  ].join("\n");
  const sources = new Map(accounts.flatMap((account) => ssoSource(account, options)));
  const sections = accounts.map((account) => roleSection(account, options));
  return new Map([
    ["granted.yml", registry],
    [
      "config",
      renderBody({
        preamble: [`#: Deployer roles of the app ${plan.app}, stack ${plan.stack}.`],
        sections: [...sources].map(([name, lines]) => toSection(name, lines)).concat(sections),
      }),
    ],
  ]);
}

function toSection(name: string, lines: readonly string[]) {
  return { identity: `profile ${name}`, header: `[profile ${name}]`, lines };
}

/** The permission set's profile in Granted's own keys, which need no sign-in by the AWS CLI. */
function ssoSource(
  account: HandoverAccount,
  options: ExportOptions,
): readonly (readonly [string, readonly string[]])[] {
  const { sso } = account.callers;
  const set = permissionSetOf(account, options);
  if (!sso || !set) return [];
  const name = permissionSetProfile(sso.session, set);
  return [
    [
      name,
      [
        `granted_sso_start_url = ${sso.startUrl}`,
        `granted_sso_region = ${sso.region}`,
        `granted_sso_account_id = ${set.account}`,
        `granted_sso_role_name = ${set.name}`,
        `credential_process = granted credential-process --profile ${name}`,
      ],
    ],
  ];
}

function roleSection(account: HandoverAccount, options: ExportOptions) {
  const { sso, mfa } = account.callers;
  const set = permissionSetOf(account, options);
  const source = sso && set ? permissionSetProfile(sso.session, set) : SOURCE_PROFILE;
  const name = profileName(account, options);
  const viaGranted = account.sst === "v0" || account.sst === "v1" || (mfa !== "none" && !isCdkGeneration(account.sst));
  return toSection(name, [
    ...administratorLines(account),
    ...(viaGranted
      ? [
          `#: SST ${account.sst} can't get at this session by itself: deploy with assume ${name} --exec "npx sst deploy"`,
        ]
      : []),
    ...roleLines(account, source),
    ...externalIdLines(account),
  ]);
}

function grantedFindings(plan: HandoverPlan, options: ExportOptions): readonly Finding[] {
  return selectedAccounts(plan, options).flatMap((account) => {
    const path = `accounts[${plan.accounts.indexOf(account)}]`;
    return [
      ...nameFindings(account, options, path),
      ...(account.callers.sso ? permissionSetFindings(account, options, path) : []),
    ];
  });
}
