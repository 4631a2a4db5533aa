import { arn, iamPolicyArn, iamRoleArn } from "../arn";
import { isCdkGeneration } from "../generation";
import { cdkRoleArns } from "../knowledge/cdk";
import { generatedNames } from "../knowledge/stackNames";
import { roleArn } from "../knowledge/target";
import { IAM_PATH } from "../names";
import { apiGatewayRole, madeApiGatewayRoles } from "./apiGatewayRole";
import { appPolicyArns, appRoleArns } from "./appRoles";
import { assumableCdkRoles, bootstrappedRoles, bootstrapRoles, bootstrapStacks, cdkRolesOfAppNames } from "./bootstrap";
import type { GuardedRole } from "./guardedRole";
import type { Guardrail } from "./statement";
import { ACCOUNT_SERVICES, ACCOUNT_SETTINGS, IAM_WRITES, POLICY_WRITES, ROLE_WRITES, TRAIL_WRITES } from "./writes";

/**
 * The guardrails `standard`: explicit denies on what a role calls itself. They hold whatever else allows, and they don't
 * hold what somebody whom the role instructs does with rights of their own.
 */

const PATHFINDING = { where: "https://github.com/DataDog/pathfinding.cloud", what: "data/paths, read 2025-12" };
const IAM_ACTIONS = {
  where:
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
};
const BOUNDARIES = { where: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html" };

/** The denies of one role. */
export function standardGuardrails(role: GuardedRole): readonly Guardrail[] {
  return [
    deployerObjects(role),
    ...foreignRoles(role),
    passedRoles(role),
    ...apiGatewayRole(role),
    ...foreignPolicies(role),
    identities(role),
    account(),
    trail(),
    ...bootstrapStacks(role),
    ...bootstrapRoles(role),
    ...cdkRolesOfAppNames(role),
  ];
}

/** Roles, policies and boundaries that this project makes; a pattern of the app's roles may match their paths and names. */
function deployerObjects({ target, serviceRoleArn }: GuardedRole): Guardrail {
  const { partition, accountId } = target;
  return {
    purpose: "GuardDeployers",
    effect: "Deny",
    actions: [...IAM_WRITES, "sts:AssumeRole", ...(serviceRoleArn === undefined ? ["iam:PassRole"] : [])],
    resources: [iamRoleArn(partition, accountId, IAM_PATH, "*"), iamPolicyArn(partition, accountId, IAM_PATH, "*")],
    because:
      "The deployer and service roles, their policies and the boundaries are written by who created them, and used by whom their trust names.",
    sources: [BOUNDARIES, PATHFINDING],
  };
}

function foreignRoles(role: GuardedRole): readonly Guardrail[] {
  const { target, hands, names } = role;
  const own = appRoleArns(target, names);
  const assumed = hands === "caller" ? assumableCdkRoles(role).flatMap((each) => cdkRoleArns(target, each)) : [];
  return [
    {
      purpose: "GuardOtherRoles",
      effect: "Deny",
      actions: ROLE_WRITES,
      exceptResources: [...own, ...bootstrappedRoles(role), ...madeApiGatewayRoles(role)],
      because: "Roles outside the app, this project's way into the account among them, are others' to write.",
      sources: [PATHFINDING, BOUNDARIES],
    },
    {
      purpose: "GuardAssumeRole",
      effect: "Deny",
      actions: ["sts:AssumeRole"],
      exceptResources: [...own, ...assumed],
      because: "Roles outside the app are others' to assume, whoever they let in.",
      sources: [PATHFINDING, BOUNDARIES],
    },
  ];
}

function passedRoles(role: GuardedRole): Guardrail {
  const { target, hands, execution, serviceRoleArn, names } = role;
  const toCloudFormation =
    hands === "execution"
      ? []
      : serviceRoleArn !== undefined
        ? [serviceRoleArn]
        : execution === undefined
          ? []
          : cdkRoleArns(target, "cfn-exec");
  const sst =
    hands === "execution" && target.bootstrap && isCdkGeneration(target.sst)
      ? [roleArn(target, generatedNames(target.cdk.sstBootstrapStackName))]
      : [];
  return {
    purpose: "GuardPassRole",
    effect: "Deny",
    actions: ["iam:PassRole"],
    exceptResources: [...appRoleArns(target, names), ...toCloudFormation, ...sst, ...madeApiGatewayRoles(role)],
    because:
      "A role that is passed acts for who passed it, so only the app's own are, and the one that CloudFormation gets.",
    sources: [PATHFINDING, { where: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html" }],
  };
}

function foreignPolicies(role: GuardedRole): readonly Guardrail[] {
  const { target } = role;
  if (!isCdkGeneration(target.sst)) return [];
  const own = appPolicyArns(target, role.names);
  const boundaries = target.bootstrap
    ? [
        iamPolicyArn(
          target.partition,
          target.accountId,
          "/",
          `cdk-${target.cdk.qualifier}-permissions-boundary-${target.accountId}-*`,
        ),
      ]
    : [];
  return [
    {
      purpose: "GuardOtherPolicies",
      effect: "Deny",
      actions: POLICY_WRITES,
      exceptResources: [...own, ...boundaries],
      because: "A managed policy that is rewritten gives whoever it is attached to what it says then.",
      sources: [PATHFINDING, IAM_ACTIONS],
    },
  ];
}

/** Users, groups, access keys and identity providers. */
function identities({ target }: GuardedRole): Guardrail {
  const iam = (resource: string) => arn(target.partition, "iam", "", target.accountId, resource);
  return {
    purpose: "GuardIdentities",
    effect: "Deny",
    actions: IAM_WRITES,
    resources: ["user/*", "group/*", "mfa/*", "sms-mfa/*", "oidc-provider/*", "saml-provider/*"].map(iam),
    because: "Users, access keys and identity providers let people in; an app's deployer has nothing to do with them.",
    sources: [PATHFINDING, IAM_ACTIONS],
  };
}

/** What holds for the account as a whole; nothing of it has resources that tell one app's from another's. */
function account(): Guardrail {
  return {
    purpose: "GuardAccount",
    effect: "Deny",
    actions: [
      ...ACCOUNT_SERVICES.map((service) => `${service}:*`),
      ...ACCOUNT_SETTINGS,
      "signin:Delete*",
      "signin:Put*",
      "sts:AssumeRoot",
      "sts:GetDelegatedAccessToken",
    ],
    resources: ["*"],
    because: "Settings of the account, the organization and IAM Identity Center reach far beyond one app.",
    sources: [IAM_ACTIONS, PATHFINDING],
  };
}

function trail(): Guardrail {
  return {
    purpose: "GuardTrail",
    effect: "Deny",
    actions: TRAIL_WRITES,
    resources: ["*"],
    because: "What the deployer does stays on record.",
    sources: [{ where: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html" }],
  };
}
