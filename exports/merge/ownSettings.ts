/**
 * Which settings inside a block this tool writes; all others were added by the user, and merging keeps them.
 */

/** `stack`: the profiles of a stage stack; `shared`: a section that stacks have in common. */
export type BlockKind = "stack" | "shared";

const KEYS: Readonly<Record<BlockKind, ReadonlySet<string>>> = {
  stack: new Set(["role_arn", "source_profile", "region", "external_id", "mfa_serial"]),
  shared: new Set([
    "mfa_serial",
    "sso_session",
    "sso_start_url",
    "sso_region",
    "sso_registration_scopes",
    "sso_account_id",
    "sso_role_name",
  ]),
};

/** The processes that emitted profiles name; a profile that names another one was changed by the user. */
const OUR_PROCESS = /^(?:aws configure export-credentials --profile |aws-vault export --format=json )/;

/**
 * True for a setting that we write; one of the same name nested under a setting of the user's (`s3 =`) is the user's.
 *
 * @param nestedIsUsers true if the last setting that wasn't nested is the user's
 */
export function isOurSetting(kind: BlockKind, text: string, nestedIsUsers: boolean): boolean {
  if (nestedIsUsers && /^\s/.test(text)) return false;
  const [, key, value = ""] = /^\s*([^=\s]+)\s*=\s*(.*)$/.exec(text) ?? [];
  if (key === undefined) return false;
  return KEYS[kind].has(key) || (key === "credential_process" && OUR_PROCESS.test(value));
}
