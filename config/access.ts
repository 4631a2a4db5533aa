import type { Access } from "./model";
import type { ConfigPath } from "./path";
import type { Report } from "./report";
import { accessSchema } from "./schema";
import { readObject } from "./shape";

/**
 * The role that AWS Organizations makes in every account that it creates
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html).
 */
const DEFAULT_ROLE_NAME = "OrganizationAccountAccessRole";

/** How this program gets into an account unless the config says otherwise. */
export const DEFAULT_ACCESS: Access = { type: "role", roleName: DEFAULT_ROLE_NAME };

/** A role's name without its path (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html). */
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** A profile's name as it may stand in `[profile NAME]`: anything printable on one line but brackets. */
const PROFILE_NAME = /^[^\s[\]\p{Cc}](?:[^[\]\p{Cc}]*[^\s[\]\p{Cc}])?$/u;

/** True for a role's name without account and path. */
export function isRoleName(text: string): boolean {
  return ROLE_NAME.test(text);
}

/** Reads `access:`; `undefined` after reporting what is wrong with it. */
export function readAccess(raw: unknown, path: ConfigPath, report: Report): Access | undefined {
  const before = report.findings.length;
  const known = readObject(accessSchema, raw, path, report, `{ roleName: ${DEFAULT_ROLE_NAME} }`);
  if (report.findings.length > before) return undefined;
  const { roleName, profile, current, previewRoleName } = known;
  const given = [roleName, profile, current].filter((value) => value !== undefined).length;
  if (given === 0 && previewRoleName !== undefined) {
    const names = { roleName: DEFAULT_ROLE_NAME, previewRoleName };
    return checkRoleNames(names, path, report) ? { type: "role", ...names } : undefined;
  }
  if (given !== 1) {
    report.error(path, {
      code: "access-not-one",
      message: `Exactly one of roleName, profile and current says how to get into an account; here are ${given}.`,
      value: raw,
      allowed: ["roleName", "profile", "current"],
      fix: `Keep one of them, or remove access to use the role ${DEFAULT_ROLE_NAME}.`,
    });
    return undefined;
  }
  if (roleName !== undefined) {
    const names = { roleName, ...(previewRoleName === undefined ? {} : { previewRoleName }) };
    return checkRoleNames(names, path, report) ? { type: "role", ...names } : undefined;
  }
  if (previewRoleName !== undefined) {
    report.error([...path, "previewRoleName"], {
      code: "preview-role-not-possible",
      message:
        "Another role for previews needs a role to stand in for; a profile or the credentials at hand are what they are.",
      value: previewRoleName,
      fix: "Use roleName beside it, or remove it and preview with another profile.",
    });
    return undefined;
  }
  if (profile === undefined) return { type: "current" };
  if (PROFILE_NAME.test(profile)) return { type: "profile", profile };
  report.error([...path, "profile"], {
    code: "invalid-profile",
    message: "The name of a profile is one line without brackets, and not empty.",
    value: profile,
    fix: "Write the name as it stands in the AWS config file, without the word profile.",
  });
  return undefined;
}

function checkRoleNames(names: Readonly<Record<string, string>>, path: ConfigPath, report: Report): boolean {
  const wrong = Object.entries(names).filter(([, name]) => !isRoleName(name));
  for (const [key, value] of wrong) {
    report.error([...path, key], {
      code: "invalid-role-name",
      message: "A role's name has 1 to 64 letters, digits and _ + = , . @ -, without account and path.",
      value,
      fix: `Write the bare name, e.g. ${DEFAULT_ROLE_NAME}; for a role under a path use a profile.`,
    });
  }
  return wrong.length === 0;
}
