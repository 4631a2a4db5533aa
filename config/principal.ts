import { accountRootArn, arn, parseArn, type ParsedArn } from "../policy/arn";
import type { Partition } from "../policy/partition";
import { REGIONS } from "../policy/partition";
import type { PermissionSet, TrustedPrincipal } from "../policy/principal";
import { ACCOUNT_ID, readAccountId } from "./accountId";
import type { ConfigPath } from "./path";
import type { Report } from "./report";
import { permissionSetSchema, principalSchema } from "./schema";
import { readObject, describeType } from "./shape";
import type { Sources } from "./sources";
import { formatPath } from "./path";

/**
 * Reading who is trusted. Accepted are account roots, roles and users by their IAM ARN; everything else that could stand in
 * a trust policy is refused with what to write instead. Source of the forms of ARNs:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */

/**
 * A role or user in an ARN's resource: an optional path of printable characters, then the name
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html). Without `*`, `?` and `$`: IAM would read
 * them as wildcards and variables, and trust more than is written.
 */
const ROLE_OR_USER = /^(role|user)\/((?:[!-#%-)+-.0->@-~]+\/)*)([\w+=,.@-]{1,64})$/;

/** Name of a permission set (https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html). */
const PERMISSION_SET_NAME = /^[\w+=,.@-]{1,32}$/;

/** How the roles are called that IAM Identity Center makes of permission sets, path included. */
const IDENTITY_CENTER_PATH = "aws-reserved/sso.amazonaws.com/";

const EXAMPLE = "arn:aws:iam::999999999999:role/ci";

/** One principal of `trust.principals`, or `undefined` after reporting what is wrong with it. */
export function readPrincipal(raw: unknown, path: ConfigPath, report: Report): TrustedPrincipal | undefined {
  if (typeof raw === "string") return parsePrincipal(raw, false, path, path, report);
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    report.error(path, {
      code: "wrong-type",
      message: `Here stands ${describeType(raw)}, but wanted is a principal's ARN.`,
      value: raw,
      fix: `Write the ARN, e.g. ${EXAMPLE}, or { arn: …, mfa: true }.`,
    });
    return undefined;
  }
  const known = readObject(principalSchema, raw, path, report, "{ arn: …, mfa: true }");
  if (known.arn === undefined) return undefined;
  return parsePrincipal(known.arn, known.mfa ?? false, [...path, "arn"], [...path, "mfa"], report);
}

function parsePrincipal(
  text: string,
  mfa: boolean,
  path: ConfigPath,
  mfaPath: ConfigPath,
  report: Report,
): TrustedPrincipal | undefined {
  if (text.includes("*") || text.includes("?") || text.includes("$")) {
    report.error(path, {
      code: "wildcard-principal",
      message: "A wildcard or variable would trust more principals than are written here.",
      value: text,
      fix: "Name each account root, role or user by its whole ARN.",
    });
    return undefined;
  }
  const parsed = parseArn(text);
  if (parsed === undefined) {
    report.error(path, {
      code: "invalid-principal",
      message: "A principal is written as its ARN.",
      value: text,
      ...(ACCOUNT_ID.test(text) ? { nearest: accountRootArn("aws", text) } : {}),
      fix: `Write the ARN of an account root, a role or a user, e.g. ${EXAMPLE}.`,
    });
    return undefined;
  }
  const match = ROLE_OR_USER.exec(parsed.resource);
  const wellFormed =
    parsed.service === "iam" &&
    parsed.region === "" &&
    ACCOUNT_ID.test(parsed.accountId) &&
    isPartition(parsed.partition);
  if (!wellFormed || (match === null && parsed.resource !== "root")) {
    reportOther(text, parsed, path, report);
    return undefined;
  }
  const base = { arn: text, accountId: parsed.accountId };
  if (match?.[1] !== "role") return { ...base, type: match === null ? "account" : "user", mfa };
  if (mfa) {
    report.error(mfaPath, {
      code: "mfa-not-possible",
      message: "A role's session carries no mark of MFA, so nobody could assume the deployer roles through it.",
      value: mfa,
      fix: "Ask for MFA where people get into that role, or trust IAM users here.",
    });
    return undefined;
  }
  if (match[2]?.startsWith(IDENTITY_CENTER_PATH) === true) {
    report.warning(path, {
      code: "identity-center-role",
      message: "IAM Identity Center gives this role another name when the permission set is provisioned again.",
      value: text,
      fix: "Name the permission set under permissionSets instead.",
    });
  }
  return { ...base, type: "role" };
}

/** Says of an ARN that is no account root, role or user what it is, and what to write instead. */
function reportOther(text: string, parsed: ParsedArn, path: ConfigPath, report: Report): void {
  const kind = parsed.resource.split("/")[0] ?? "";
  const invalid = (message: string, fix: string, suggestion?: string): void => {
    report.error(path, {
      code: "invalid-principal",
      message,
      value: text,
      ...(suggestion === undefined ? {} : { nearest: suggestion }),
      fix,
    });
  };
  if (parsed.service === "sts" && kind === "assumed-role") {
    const role = parsed.resource.split("/")[1] ?? "";
    const suggestion = isPartition(parsed.partition)
      ? arn(parsed.partition, "iam", "", parsed.accountId, `role/${role}`)
      : undefined;
    invalid(
      "This is the ARN of one session of a role; other sessions of that role would be locked out.",
      "Write the role's own ARN, with its path if it has one; aws iam get-role prints it.",
      suggestion,
    );
  } else if (parsed.service === "sts" && kind === "federated-user") {
    invalid("A federated user's session can't assume deployer roles here.", `Trust a role or a user, e.g. ${EXAMPLE}.`);
  } else if (kind === "oidc-provider" || kind === "saml-provider") {
    invalid(
      "Identity providers can't be trusted as a whole.",
      kind === "oidc-provider"
        ? "Name the repository, project or subjects under trust.github, gitlab, circleci, buildkite or oidc."
        : `Trust the role that the provider's users get into, e.g. ${EXAMPLE}.`,
    );
  } else if (parsed.service === "iam" && kind === "group") {
    invalid("IAM doesn't accept groups as principals.", "Name the users of the group, or their account's root.");
  } else if (!isPartition(parsed.partition)) {
    invalid("There is no such partition.", `Begin the ARN with one of arn:${Object.keys(REGIONS).join(", arn:")}.`);
  } else if (!ACCOUNT_ID.test(parsed.accountId)) {
    invalid("The account id in the ARN doesn't have 12 digits.", `Write it like ${EXAMPLE}.`);
  } else {
    invalid(
      "This is not the ARN of an account root, a role or a user.",
      `Write it like ${accountRootArn("aws", "222222222222")} or ${EXAMPLE}.`,
    );
  }
}

function isPartition(text: string): text is Partition {
  return Object.hasOwn(REGIONS, text);
}

/** The partition of a principal that was read here. */
export function partitionOfPrincipal(principal: TrustedPrincipal): Partition {
  const partition = parseArn(principal.arn)?.partition ?? "";
  if (!isPartition(partition)) throw new RangeError(`${principal.arn} was not read by readPrincipal`);
  return partition;
}

/** One permission set of `trust.permissionSets`, or `undefined` after reporting what is wrong with it. */
export function readPermissionSet(
  raw: unknown,
  path: ConfigPath,
  report: Report,
  sources: Sources,
): PermissionSet | undefined {
  const known = readObject(permissionSetSchema, raw, path, report, '{ account: "222222222222", name: Developers }');
  if (known.mfa === true) {
    report.error([...path, "mfa"], {
      code: "mfa-not-possible",
      message: "Sessions of IAM Identity Center carry no mark of MFA, so nobody could assume the deployer roles.",
      value: true,
      fix: "Remove mfa here and ask for MFA in the settings of IAM Identity Center.",
    });
  }
  const accountPath = [...path, "account"];
  const account = readAccountId(known.account, accountPath, report, sources.get(formatPath(accountPath)));
  if (known.name !== undefined && !PERMISSION_SET_NAME.test(known.name)) {
    report.error([...path, "name"], {
      code: "invalid-permission-set",
      message: "A permission set's name has 1 to 32 letters, digits and _ + = , . @ -.",
      value: known.name,
      fix: "Write the permission set's name as IAM Identity Center shows it, not the role made of it.",
    });
    return undefined;
  }
  return account === undefined || known.name === undefined ? undefined : { account, name: known.name };
}
