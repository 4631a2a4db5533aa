import { arn, iamPolicyArn, iamRoleArn } from "../arn";
import type { PolicyDocument } from "../document";
import { IAM_PATH } from "../names";
import type { Partition } from "../partition";
import { policyDocument, sortedUnique } from "../statement";
import { type Guardrail, guardrailStatement } from "./statement";
import { IAM_WRITES, TRAIL_WRITES } from "./writes";

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
const IAM_ACTIONS = {
  where:
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
};
const STACK_SETS = {
  where:
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html",
  what: "stacksets-exec-*",
};

/**
 * A service control policy that keeps everybody in the member accounts, their administrators and root users too, from
 * changing what this project creates there (roles, their policies and boundaries) and from stopping, changing or deleting
 * the trail that records it. The config names no trail, so all trails, event data stores and channels of the accounts are
 * protected. Where they deliver to, a bucket say, isn't known and isn't protected.
 *
 * Excepted are the principals that create all that: the role by which this program gets into the accounts, the execution
 * roles of service-managed StackSets, and whom the input names. Whoever could rewrite one of those, make one of that name,
 * pass it to a service or sign in as it would be excepted too: so they are protected like the rest. Who may assume them
 * their trust says, which is protected with them. Service-linked roles are under no service control policy.
 */
export function serviceControlPolicy(input: ServiceControlInput): PolicyDocument {
  const excepted = exceptedPrincipals(input);
  const condition = { ArnNotLike: { "aws:PrincipalArn": excepted } };
  const denies = [
    deployerObjects(input.partition),
    exceptedIdentities(excepted.filter((principal) => !principal.endsWith(":root"))),
    trails(input.partition),
    membership(),
  ];
  return policyDocument(denies.map((each) => guardrailStatement({ ...each, condition }, each.purpose)));
}

/** Roles, policies and boundaries that this project makes: what the guardrail `GuardDeployers` keeps from the deployers. */
function deployerObjects(partition: Partition): Guardrail {
  return {
    purpose: "ProtectDeployers",
    effect: "Deny",
    actions: IAM_WRITES,
    resources: [iamRoleArn(partition, "*", IAM_PATH, "*"), iamPolicyArn(partition, "*", IAM_PATH, "*")],
    because: "The deployers can do what was decided for them, and no administrator of an account gives them more.",
    sources: [IAM_ACTIONS],
  };
}

function exceptedIdentities(excepted: readonly string[]): Guardrail {
  return {
    purpose: "ProtectExcepted",
    effect: "Deny",
    actions: [...IAM_WRITES, "iam:PassRole"],
    resources: excepted,
    because: "Who can change, make or pass an excepted principal, or make keys for it, would be excepted too.",
    sources: [IAM_ACTIONS, STACK_SETS],
  };
}

/** Every trail of the accounts, by the actions that the guardrail `GuardTrail` keeps from the deployers. */
function trails(partition: Partition): Guardrail {
  return {
    purpose: "ProtectTrail",
    effect: "Deny",
    actions: TRAIL_WRITES,
    resources: ["channel/*", "eventdatastore/*", "trail/*"].map((resource) =>
      arn(partition, "cloudtrail", "*", "*", resource),
    ),
    because: "What is done in the accounts stays on record.",
    sources: [{ where: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html" }],
  };
}

function membership(): Guardrail {
  return {
    purpose: "StayInOrganization",
    effect: "Deny",
    actions: ["organizations:LeaveOrganization"],
    resources: ["*"],
    because: "An account that leaves the organization leaves its policies.",
    sources: [
      { where: "https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html" },
      SYNTAX,
    ],
  };
}

/** Where all accounts are entered by a role of one name, that name in any account, else each account's own. */
function exceptedPrincipals({ partition, accounts, excepted }: ServiceControlInput): readonly string[] {
  const names = new Set(accounts.map(({ roleName }) => roleName));
  const access = accounts.flatMap(({ accountId, roleName }) =>
    roleName === undefined ? [] : [iamRoleArn(partition, names.size === 1 ? "*" : accountId, "/", roleName)],
  );
  const stackSets = iamRoleArn(partition, "*", "/", "stacksets-exec-*");
  return sortedUnique([...access, stackSets, ...excepted]);
}
