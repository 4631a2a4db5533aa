import type { Partition } from "../policy/partition";
import type { Finding } from "../policy/finding";
import { parseArn } from "../policy/arn";
import type { HandoverAccount, HandoverPlan } from "./handover";
import { noExternalId } from "./leapp";
import type { ExportOptions, ProfileFormat } from "./model";
import { nameFindings } from "./profileChecks";
import { administratorLines, profileName } from "./profiles";
import { deployRole, selectedAccounts } from "./roles";

/**
 * Switching to the deployer roles in the AWS console: the file of the browser extension AWS Extend Switch Roles, with a link
 * over each section that does the same without the extension. Somebody who signed in to the console with MFA keeps that
 * when switching.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html,
 * `tilfinltd/aws-extend-switch-roles@v6.1.0:README.md`
 */
export const SWITCH_ROLE_FORMAT: ProfileFormat = {
  format: "switch-role",
  description: "links that switch role in the AWS console, and the AWS Extend Switch Roles extension's config",
  fileName: "switch-role.ini",
  check: switchRoleFindings,
  render: (plan, options) =>
    [
      `; Deployer roles of the app ${plan.app}, stack ${plan.stack}, for the AWS Extend Switch Roles extension.`,
      "; Without it, open the link over a section.",
      ...selectedAccounts(plan, options).map((account) => section(account, options)),
      "",
    ].join("\n"),
};

/** Where people sign in to the console, by partition (https://docs.aws.amazon.com/IAM/latest/UserGuide/console.html). */
const SIGN_IN: Readonly<Record<Partition, string>> = {
  aws: "https://signin.aws.amazon.com",
  "aws-cn": "https://signin.amazonaws.cn",
  "aws-us-gov": "https://signin.amazonaws-us-gov.com",
};

/** Red where a role can do anything, so that nobody forgets where they are; grey elsewhere. */
const COLORS = { administrator: "d13212", other: "879596" } as const;

/** A link that switches to the account's deployer role. */
function switchRoleLink(account: HandoverAccount, options: ExportOptions): string {
  const role = parseArn(deployRole(account).arn)?.resource.replace(/^role\//, "") ?? "";
  const query = new URLSearchParams({
    account: account.accountId,
    roleName: role,
    displayName: profileName(account, options),
    color: color(account).toUpperCase(),
  });
  return `${SIGN_IN[account.partition]}/switchrole?${query.toString()}`;
}

function color(account: HandoverAccount): string {
  return administratorLines(account).length > 0 ? COLORS.administrator : COLORS.other;
}

function section(account: HandoverAccount, options: ExportOptions): string {
  return [
    "",
    `; ${switchRoleLink(account, options)}`,
    `[${profileName(account, options)}]`,
    `role_arn = ${deployRole(account).arn}`,
    `region = ${account.region}`,
    `color = ${color(account)}`,
  ].join("\n");
}

function switchRoleFindings(plan: HandoverPlan, options: ExportOptions): readonly Finding[] {
  return selectedAccounts(plan, options).flatMap((account) => {
    const path = `accounts[${plan.accounts.indexOf(account)}]`;
    const { externalId } = account.callers;
    return [
      ...nameFindings(account, options, path),
      ...(externalId === undefined ? [] : [noExternalId(externalId, path, "The AWS console")]),
    ];
  });
}
