import { isCdkGeneration } from "../policy/generation";
import type { HandoverAccount, HandoverPlan } from "./handover";
import type { AwsFileKind, ExportOptions, FileBody, FileSection } from "./model";
import { sectionHeader } from "./merge/sections";
import { deployRole, selectedAccounts } from "./roles";

/**
 * The profiles of a stage, one an account, for both AWS files: role profiles over a source profile, never keys.
 *
 * Source of the settings: https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 *
 * No `role_session_name`: tools choose one per call, and a fixed one would make people indistinguishable in CloudTrail. No
 * `duration_seconds`: more than an hour is refused where the source is a role itself (role chaining,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining), and the plan can't know the
 * source; people add it to their profile themselves, and merging keeps it.
 */

/** Stands where a person's MFA device belongs, so that whoever forgets to replace it reads in STS's error what to do. */
export const MFA_SERIAL_PLACEHOLDER = "REPLACE-WITH-THE-ARN-OF-YOUR-MFA-DEVICE";

/** The name of an account's profile. */
export function profileName(account: HandoverAccount, options: ExportOptions): string {
  return `${options.prefix}${account.profile}`;
}

/**
 * How a tool of that generation comes to a session with MFA.
 *
 * - `none`: nobody needs MFA
 * - `prompt`: SST asks for the code itself (v0 and v1: `@serverless-stack/core@1.18.4:src/index.ts`; v2:
 *   `sst@2.49.8:packages/sst/src/credentials.ts`), so the profile names the device
 * - `optional`: as `prompt`, but only some callers need it
 * - `session`: v3 and v4 can't ask (the Go SDK fails without a token provider, and
 *   `anomalyco/sst:pkg/project/provider/aws.go` sets none), so a profile that names a device never works there; the
 *   source profile has to be a session that signed in with MFA already
 */
export function mfaForm(account: HandoverAccount): "none" | "prompt" | "optional" | "session" {
  if (account.callers.mfa === "none") return "none";
  if (!isCdkGeneration(account.sst)) return "session";
  return account.callers.mfa === "required" ? "prompt" : "optional";
}

/** The sections of all profiles, headed as the file wants them. */
export function profilesBody(plan: HandoverPlan, options: ExportOptions, file: AwsFileKind): FileBody {
  return {
    preamble: preamble(plan),
    sections: selectedAccounts(plan, options).map((account) => profileSection(account, options, file)),
  };
}

/** The comment over the profiles of a stack. */
export function preamble(plan: HandoverPlan): readonly string[] {
  return [
    `#: Deployer roles of the app ${plan.app}, stack ${plan.stack}. Keys that you add to a profile stay when this is written again.`,
  ];
}

/** The text of a body: what stacks share first, sections apart by blank lines, a newline at the end. */
export function renderBody(body: FileBody): string {
  const sections = [...(body.shared ?? []), ...body.sections].map(({ header, lines }) => [header, ...lines].join("\n"));
  return `${[body.preamble.join("\n"), ...sections].filter((part) => part !== "").join("\n\n")}\n`;
}

function profileSection(account: HandoverAccount, options: ExportOptions, file: AwsFileKind): FileSection {
  const name = profileName(account, options);
  return {
    identity: `profile ${name}`,
    header: sectionHeader(file, name),
    lines: [
      ...administratorLines(account),
      ...roleLines(account, options.sourceProfile),
      ...externalIdLines(account),
      ...mfaLines(account, options),
    ],
  };
}

/** A warning for whoever uses an administrator-equivalent profile. */
export function administratorLines(account: HandoverAccount): readonly string[] {
  return deployRole(account).administratorEquivalent
    ? ["#: Administrator-equivalent: whoever uses this profile can give itself any permission in the account."]
    : [];
}

/** The settings that every profile of a deployer role has. */
export function roleLines(account: HandoverAccount, sourceProfile: string): readonly string[] {
  return [`role_arn = ${deployRole(account).arn}`, `source_profile = ${sourceProfile}`, `region = ${account.region}`];
}

/** The external id that the trust asks for. Never with v3 and v4, where the config refuses one. */
export function externalIdLines(account: HandoverAccount): readonly string[] {
  const { externalId } = account.callers;
  return externalId === undefined ? [] : [`external_id = ${externalId}`];
}

function mfaLines(account: HandoverAccount, options: ExportOptions): readonly string[] {
  const form = mfaForm(account);
  const serial = options.mfaSerial;
  switch (form) {
    case "none":
      return [];
    case "prompt":
      return serial !== undefined
        ? [`mfa_serial = ${serial}`]
        : [
            "#: MFA is asked for: put the ARN of your MFA device here, or print this again with --mfa-serial ARN.",
            `mfa_serial = ${MFA_SERIAL_PLACEHOLDER}`,
          ];
    case "optional":
      return serial !== undefined
        ? [`mfa_serial = ${serial}`]
        : ["#: Some callers must sign in with MFA: they print this with --mfa-serial ARN."];
    case "session":
      return [
        `#: MFA is asked ${account.callers.mfa === "some" ? "of some callers" : "for"}, and SST ${account.sst} can't ask for a code: no mfa_serial here, it would fail.`,
        `#: The source profile (${options.sourceProfile}) must then be a session that signed in with MFA, as aws sts get-session-token makes.`,
      ];
    default: {
      const exhaustive: never = form;
      return exhaustive;
    }
  }
}
