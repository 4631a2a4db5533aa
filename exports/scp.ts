import type { AccountPlan, Plan } from "../plan/model";
import { iamPolicyArn, iamRoleArn } from "../policy/arn";
import type { PolicyDocument, PolicyStatement } from "../policy/document";
import type { Finding } from "../policy/finding";
import { MAX_SERVICE_CONTROL_POLICY_SIZE } from "../policy/limits";
import { IAM_PATH } from "../policy/names";
import { compareText } from "../policy/statement";
import type { ExportFormat, ExportOptions } from "./model";
import { selectedAccounts } from "./roles";

/**
 * A service control policy that keeps everybody in the member accounts, their administrators and root users too, from
 * changing what this project creates there: roles, their policies and boundaries. Attach it to the accounts or to their
 * organizational unit; in the management account it has no effect.
 *
 * Excepted are the principals that create all that: the role by which this program gets into the accounts, and the execution
 * roles of service-managed StackSets. Whoever could rewrite one of those, or make one of that name, would be excepted too:
 * so they are protected like the rest.
 *
 * Sources: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html
 * (`stacksets-exec-*`), https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * (management account)
 */
export const SCP_FORMAT: ExportFormat = {
  format: "scp",
  description: "a service control policy that protects the roles and boundaries in the member accounts",
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

/** What changes a role, or makes one. */
const ROLE_WRITES = [
  "iam:AttachRolePolicy",
  "iam:CreateRole",
  "iam:DeleteRole",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteRolePolicy",
  "iam:DetachRolePolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:TagRole",
  "iam:UntagRole",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole",
  "iam:UpdateRoleDescription",
] as const;

/** What changes a managed policy, or makes one. */
const POLICY_WRITES = [
  "iam:CreatePolicy",
  "iam:CreatePolicyVersion",
  "iam:DeletePolicy",
  "iam:DeletePolicyVersion",
  "iam:SetDefaultPolicyVersion",
  "iam:TagPolicy",
  "iam:UntagPolicy",
] as const;

/** An IAM principal as `aws:PrincipalArn` holds it: a role or user with its path, or an account's root; wildcards allowed. */
const PRINCIPAL = /^arn:aws[a-z-]*:iam::(?:\d{12}|\*):(?:root|(?:role|user)\/[\w+=,.@*?/-]+)$/;

function text(plan: Plan, options: ExportOptions, indent: number): string {
  return JSON.stringify(document(plan, options), null, indent);
}

function document(plan: Plan, options: ExportOptions): PolicyDocument {
  const accounts = selectedAccounts(plan, options);
  const excepted = exceptedPrincipals(accounts, options);
  const { partition } = plan;
  const exceptedRoles = excepted.filter((arn) => arn.includes(":role/"));
  const statements: readonly PolicyStatement[] = [
    deny("ProtectDeployerRoles", ROLE_WRITES, [iamRoleArn(partition, "*", IAM_PATH, "*")], excepted),
    deny("ProtectDeployerPolicies", POLICY_WRITES, [iamPolicyArn(partition, "*", IAM_PATH, "*")], excepted),
    deny("ProtectExceptedRoles", ROLE_WRITES, exceptedRoles, excepted),
  ];
  return { Version: "2012-10-17", Statement: statements.filter(({ Resource }) => (Resource ?? []).length > 0) };
}

function deny(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  excepted: readonly string[],
): PolicyStatement {
  return {
    Sid: sid,
    Effect: "Deny",
    Action: actions,
    Resource: resources,
    Condition: { ArnNotLike: { "aws:PrincipalArn": excepted } },
  };
}

/**
 * Who may go on writing: where all accounts are entered by a role of one name, that name in any account, else each account's
 * own; StackSets; and whom the options name.
 */
function exceptedPrincipals(accounts: readonly AccountPlan[], options: ExportOptions): readonly string[] {
  const entered = accounts.flatMap(({ access, accountId, partition }) =>
    access.type === "role" ? [{ accountId, partition, roleName: access.roleName }] : [],
  );
  const oneName = new Set(entered.map(({ roleName }) => roleName)).size === 1;
  const everywhere = oneName && entered.length === accounts.length;
  const stackSets = accounts.map(({ partition }) => iamRoleArn(partition, "*", "/", "stacksets-exec-*"));
  const access = entered.map(({ accountId, partition, roleName }) =>
    iamRoleArn(partition, everywhere ? "*" : accountId, "/", roleName),
  );
  return [...new Set([...access, ...stackSets, ...(options.protectExcept ?? [])])].sort(compareText);
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

/** Accounts whose access principal nobody knows: without it in the policy, the next `pulumi up` would be locked out. */
function unknownAccess(plan: Plan, options: ExportOptions): readonly Finding[] {
  if ((options.protectExcept ?? []).length > 0) return [];
  return selectedAccounts(plan, options).flatMap((account): readonly Finding[] =>
    account.access.type === "role"
      ? []
      : [
          {
            severity: "error",
            code: "access-principal-unknown",
            path: `accounts[${plan.accounts.indexOf(account)}].access`,
            message:
              "The program enters this account with credentials whose principal the config doesn't tell, and the policy would lock them out.",
            value: account.access,
            fix: "Name the principal with --protect-except, or write access: { roleName: … }.",
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
      fix: "Write the ARN of the role with its path and not that of its session; * stands for any characters.",
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
