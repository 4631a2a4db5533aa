import type { Plan } from "../plan/model";
import { parseArn } from "../policy/arn";
import type { PolicyDocument } from "../policy/document";
import type { Finding } from "../policy/finding";
import { serviceControlPolicy } from "../policy/guardrails/serviceControlPolicy";
import { MAX_SERVICE_CONTROL_POLICY_SIZE } from "../policy/limits";
import type { ExportFormat, ExportOptions } from "./model";
import { selectedAccounts } from "./roles";

/**
 * The service control policy of {@link serviceControlPolicy}, to be attached to the member accounts or to their
 * organizational unit; in the management account it has no effect
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html).
 */
export const SCP_FORMAT: ExportFormat = {
  format: "scp",
  description: "a service control policy that protects roles, boundaries and trails in the member accounts",
  fileName: "scp.json",
  // Whether an organization wants one, and with whom excepted, is for its owner to say.
  appliesTo: () => false,
  check: findings,
  render: (plan, options) => {
    const pretty = text(plan, options, 2);
    // The Organizations API counts white space too.
    return `${pretty.length <= MAX_SERVICE_CONTROL_POLICY_SIZE ? pretty : text(plan, options, 0)}\n`;
  },
};

/**
 * An IAM principal as `aws:PrincipalArn` holds it: a role or user with its path, or an account's root. Wildcards are allowed,
 * but a name of nothing else would except everybody.
 */
const PRINCIPAL = /^arn:aws[a-z-]*:iam::(?:\d{12}|\*):(?:root|(?:role|user)\/(?=.*[\w+=,.@-])[\w+=,.@*?/-]+)$/;

function text(plan: Plan, options: ExportOptions, indent: number): string {
  return JSON.stringify(document(plan, options), null, indent);
}

function document(plan: Plan, options: ExportOptions): PolicyDocument {
  const accounts = selectedAccounts(plan, options).map(({ accountId, access }) =>
    access.type === "role" ? { accountId, roleName: access.roleName } : { accountId },
  );
  return serviceControlPolicy({ partition: plan.partition, accounts, excepted: options.protectExcept ?? [] });
}

function findings(plan: Plan, options: ExportOptions): readonly Finding[] {
  const found = [...unknownAccess(plan, options), ...wrongPrincipals(options), ...otherPartition(plan, options)];
  if (found.length > 0) return found;
  const size = text(plan, options, 0).length;
  if (size <= MAX_SERVICE_CONTROL_POLICY_SIZE) return [];
  return [
    {
      severity: "error",
      code: "scp-too-large",
      path: "accounts",
      message: `The policy takes ${size} characters, and Organizations takes ${MAX_SERVICE_CONTROL_POLICY_SIZE}.`,
      value: size,
      fix: "Give the access role the same name in all accounts, or export the accounts one by one with --account.",
    },
  ];
}

/**
 * Accounts whose access principal nobody knows: without it in the policy, the next `pulumi up` would be locked out. Credentials
 * are an account's own, so that only an excepted principal of that account, or of any, can be theirs.
 */
function unknownAccess(plan: Plan, options: ExportOptions): readonly Finding[] {
  const named = new Set((options.protectExcept ?? []).map((principal) => parseArn(principal)?.accountId));
  return selectedAccounts(plan, options).flatMap((account): readonly Finding[] =>
    account.access.type === "role" || named.has(account.accountId) || named.has("*")
      ? []
      : [
          {
            severity: "error",
            code: "access-principal-unknown",
            path: `accounts[${plan.accounts.indexOf(account)}].access`,
            message:
              "The program enters this account with credentials whose principal the config doesn't tell, and the policy would lock them out.",
            value: account.access,
            fix: "Name the principal in this account with --protect-except, or write access: { roleName: … }.",
          },
        ],
  );
}

function wrongPrincipals(options: ExportOptions): readonly Finding[] {
  return (options.protectExcept ?? [])
    .filter((arn) => !PRINCIPAL.test(arn))
    .map((arn) => ({
      severity: "error",
      code: "not-a-principal",
      path: "--protect-except",
      message: "This isn't the ARN of an IAM role, user or account root.",
      value: arn,
      allowed: ["arn:aws:iam::ACCOUNT:role/NAME", "arn:aws:iam::ACCOUNT:user/NAME", "arn:aws:iam::ACCOUNT:root"],
      fix: "Write the ARN of the role with its path and not that of its session; * stands for any characters, but not for every name.",
    }));
}

/** Organizations don't reach over partitions. */
function otherPartition(plan: Plan, options: ExportOptions): readonly Finding[] {
  return selectedAccounts(plan, options).flatMap((account): readonly Finding[] =>
    account.partition === plan.partition
      ? []
      : [
          {
            severity: "error",
            code: "other-partition",
            path: `accounts[${plan.accounts.indexOf(account)}].region`,
            message: `The account is in the partition ${account.partition}, others in ${plan.partition}, and an organization is in one.`,
            value: account.partition,
            fix: "Keep the accounts of different partitions in stacks of their own.",
          },
        ],
  );
}
