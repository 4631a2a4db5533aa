import { iamPolicyArn, iamRoleArn } from "../arn";
import type { PolicyDocument } from "../document";
import { IAM_PATH } from "../names";
import type { Partition } from "../partition";
import { compareText, policyDocument } from "../statement";
import { type Guardrail, guardrailStatement } from "./statement";
import { POLICY_WRITES, ROLE_WRITES } from "./writes";

/** A member account, and how this program gets into it. */
export interface EnteredAccount {
  readonly accountId: string;
  /** Name of the role that is assumed there, without a path; absent where nobody knows the principal. */
  readonly roleName?: string;
}

/** Whom the policy lets go on. */
export interface ServiceControlInput {
  readonly partition: Partition;
  readonly accounts: readonly EnteredAccount[];
  /** ARN patterns of further principals, as `aws:PrincipalArn` holds them: of a role and not of its session. */
  readonly excepted: readonly string[];
}

const SYNTAX = {
  where: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html",
};

/** Writes of managed policies; beside {@link POLICY_WRITES}, making one by that name and changing its tags. */
const ALL_POLICY_WRITES = [...POLICY_WRITES, "iam:CreatePolicy", "iam:TagPolicy", "iam:UntagPolicy"] as const;

/**
 * A service control policy that keeps everybody in the member accounts, their administrators and root users too, from
 * changing what this project creates there: roles, their policies and boundaries.
 *
 * Excepted are the principals that create all that: the role by which this program gets into the accounts, the execution
 * roles of service-managed StackSets, and whom the input names. Whoever could rewrite one of those, or make one of that
 * name, would be excepted too: so they are protected like the rest.
 *
 * Sources: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html
 * (`stacksets-exec-*`)
 */
export function serviceControlPolicy(input: ServiceControlInput): PolicyDocument {
  const { partition } = input;
  const excepted = exceptedPrincipals(input);
  const exceptedRoles = excepted.filter((arn) => arn.includes(":role/"));
  const denies = [
    deny("ProtectDeployerRoles", ROLE_WRITES, [iamRoleArn(partition, "*", IAM_PATH, "*")]),
    deny("ProtectDeployerPolicies", ALL_POLICY_WRITES, [iamPolicyArn(partition, "*", IAM_PATH, "*")]),
    ...(exceptedRoles.length > 0 ? [deny("ProtectExceptedRoles", ROLE_WRITES, exceptedRoles)] : []),
  ];
  const condition = { ArnNotLike: { "aws:PrincipalArn": excepted } };
  return policyDocument(denies.map((each) => guardrailStatement({ ...each, condition }, each.purpose)));
}

function deny(purpose: string, actions: readonly string[], resources: readonly string[]): Guardrail {
  return {
    purpose,
    effect: "Deny",
    actions,
    resources,
    because: "Only the named principals change what this project creates.",
    sources: [SYNTAX],
  };
}

/** Where all accounts are entered by a role of one name, that name in any account, else each account's own. */
function exceptedPrincipals({ partition, accounts, excepted }: ServiceControlInput): readonly string[] {
  const names = new Set(accounts.map(({ roleName }) => roleName));
  const access = accounts.flatMap(({ accountId, roleName }) =>
    roleName === undefined ? [] : [iamRoleArn(partition, names.size === 1 ? "*" : accountId, "/", roleName)],
  );
  const stackSets = iamRoleArn(partition, "*", "/", "stacksets-exec-*");
  return [...new Set([...access, stackSets, ...excepted])].sort(compareText);
}
