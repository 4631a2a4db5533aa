import { limitOf, type Permit } from "./access";
import { arn } from "./arn";
import { type AdministratorInput, EXECUTION_ROLE, JudgedRole, POLICY_VERSIONS, wideManagedPolicy } from "./judgedRole";
import { arnCovers, arnsOverlap, globsOverlap } from "./match";
import { outsideReasons } from "./outsideReasons";
import { actionsOf, listOf, nameOf, resourcesOf } from "./reasonText";
import { compareText } from "./statement";

export type { AdministratorInput, KnownRole } from "./judgedRole";

/**
 * Whether a role is administrator-equivalent: could give itself anything, whatever its policy looks like. Decided from what
 * its statements permit, never from how they came about, and on the safe side: what might be a way counts as one.
 *
 * Not counted are ways that depend on workloads which this project doesn't know, such as changing the code of a function or
 * the start script of an instance that somebody gave wide rights.
 *
 * Classes of ways: https://github.com/DataDog/pathfinding.cloud (`data/paths`, read 2025-12), and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html for what a boundary stops.
 */

/**
 * Why the role is administrator-equivalent, one sentence a reason, in an order of their own; empty where it isn't.
 *
 * @throws Error if `roleArn` isn't the ARN of a role
 */
export function administratorReasons(input: AdministratorInput): readonly string[] {
  const role = new JudgedRole(input);
  return [
    ...allActions(role),
    ...managedPolicies(role),
    ...ownPermissions(role),
    ...otherRoles(role),
    ...trustOfOtherRoles(role),
    ...assumedRoles(role),
    ...passedRoles(role),
    ...stacksWithRole(role),
    ...users(role),
    ...sharedPolicies(role),
    ...outsideReasons(role),
  ];
}

/** Actions that write a role's permissions. */
const WRITE_ROLE = ["iam:AttachRolePolicy", "iam:PutRolePolicy"];

function allActions({ input }: JudgedRole): readonly string[] {
  const everything = input.statements.some(
    (each) => each.Effect === "Allow" && (each.Action ?? []).includes("*") && (each.Resource ?? []).includes("*"),
  );
  const limited = isLimiting(input.boundary) || input.statements.some((each) => each.Effect === "Deny");
  return everything && !limited ? ["Its policies allow every action on every resource."] : [];
}

/** False for no boundary, and for one that allows everything: that of which nothing is known is taken for such a one. */
function isLimiting(boundary: AdministratorInput["boundary"]): boolean {
  return (
    boundary?.document.Statement.some(
      (each) => each.Effect === "Deny" || !each.Action?.includes("*") || each.Condition,
    ) ?? false
  );
}

function managedPolicies({ input }: JudgedRole): readonly string[] {
  if (isLimiting(input.boundary)) return [];
  return [...input.managedPolicyArns]
    .sort(compareText)
    .map((each) =>
      wideManagedPolicy(each)
        ? `AWS's managed policy ${nameOf(each)} is attached to it.`
        : `The managed policy ${each} is attached to it, and what that permits isn't known here.`,
    );
}

function ownPermissions(role: JudgedRole): readonly string[] {
  const { boundary, roleArn, ownPolicyArns = [] } = role.input;
  if (boundary) {
    return role.mayLiftBoundary(roleArn, [boundary.arn])
      ? ["It may remove, replace or rewrite its own permissions boundary."]
      : [];
  }
  const writing = widePermits(role.unboundedPermits(WRITE_ROLE, roleArn), role);
  const versions = ownPolicyArns.flatMap((each) => role.permits(POLICY_VERSIONS, each));
  return [
    ...(writing.length > 0 ? [`It may write its own permissions (${actionsOf(writing)} on its own role).`] : []),
    ...(versions.length > 0 ? [`It may change the managed policies attached to it (${actionsOf(versions)}).`] : []),
  ];
}

/** Roles that it can give any permissions to, and then act as. */
function otherRoles(role: JudgedRole): readonly string[] {
  const writing = widePermits(role.unboundedPermits(WRITE_ROLE, role.anyRole), role).filter(
    (permit) => permit.resource !== role.input.roleArn,
  );
  const ways = [
    ...role.unboundedPermits(["iam:CreateRole", "iam:UpdateAssumeRolePolicy"], role.anyRole),
    ...role.permits(["sts:AssumeRole"], role.anyRole),
    ...role.permits(["iam:PassRole"], role.anyRole).filter((permit) => actingServices(role, permit).length > 0),
  ];
  const cdk = role.roleArn("cdk-*");
  const usable = writing
    .map((permit) => ({ permit, ways: ways.filter((way) => arnsOverlap(way.resource, permit.resource)) }))
    .filter((each) => each.ways.length > 0);
  const describe = (found: typeof usable, text: string) => {
    const permits = found.flatMap((each) => [each.permit, ...each.ways]);
    const resources = resourcesOf(found.map((each) => each.permit));
    return found.length > 0 ? [`${text} (${actionsOf(permits)} on ${resources}).`] : [];
  };
  const ofCdk = usable.filter(({ permit }) => arnCovers(cdk, permit.resource));
  const others = usable.filter((each) => !ofCdk.includes(each));
  const held = others.filter(({ permit }) => role.hasUnknownBoundary(permit));
  return [
    ...describe(
      others.filter((each) => !held.includes(each)),
      "It may give any permissions to roles that it can act as, without a permissions boundary",
    ),
    ...describe(
      held,
      "It may give any permissions to roles that it can act as, under a boundary of your own, whose permissions aren't known here",
    ),
    ...describe(ofCdk, "It may give any permissions to CDK's bootstrap roles, which it can act as"),
  ];
}

/** Roles that are strong already, and whose trust it can rewrite. */
function trustOfOtherRoles(role: JudgedRole): readonly string[] {
  const permits = role.unboundedPermits(["iam:UpdateAssumeRolePolicy"], role.anyRole);
  if (permits.some((permit) => permit.resource === role.anyRole)) {
    return [`It may let itself assume every role of the account (${actionsOf(permits)}).`];
  }
  const strong = role.strongPermits("iam:UpdateAssumeRolePolicy").filter((permit) => !role.isBounded(permit));
  return strong.length > 0
    ? [`It may let itself assume administrator-equivalent roles (${actionsOf(strong)} on ${resourcesOf(strong)}).`]
    : [];
}

function assumedRoles(role: JudgedRole): readonly string[] {
  // CloudFormation alone is trusted by CDK's execution role, so assuming it isn't a way
  const execution = role.roleArn(EXECUTION_ROLE);
  const strong = role
    .strongPermits("sts:AssumeRole")
    .map((permit) => permit.resource)
    .filter((reached) => !arnCovers(execution, reached));
  const deploy = role.roleArn("cdk-*-deploy-role-*");
  const cdk = strong.filter((reached) => arnCovers(deploy, reached));
  const others = strong.filter((reached) => !arnCovers(deploy, reached));
  return [
    ...(cdk.length > 0
      ? [
          {
            default: `It may assume CDK's deploy role (${listOf(cdk)}), which passes CDK's execution role to CloudFormation; that has AdministratorAccess by default.`,
            strong: `It may assume CDK's deploy role (${listOf(cdk)}), which passes CDK's execution role to CloudFormation; that is administrator-equivalent with the execution policies of this project, too.`,
            bounded: `It may assume the deploy role of another of CDK's bootstraps (${listOf(cdk)}), which passes that one's execution role to CloudFormation; it has AdministratorAccess by default.`,
          }[role.execution],
        ]
      : []),
    ...(others.length > 0 ? [`It may assume administrator-equivalent roles (${listOf(others)}).`] : []),
  ];
}

function passedRoles(role: JudgedRole): readonly string[] {
  const acting = (permits: readonly Permit[]) =>
    permits
      .map((permit) => ({ permit, services: actingServices(role, permit) }))
      .filter(({ services }) => services.length > 0);
  const servicesOf = (found: ReturnType<typeof acting>) => listOf(found.flatMap(({ services }) => services));
  const any = acting(role.permits(["iam:PassRole"], role.anyRole)).filter(
    ({ permit }) => permit.resource === role.anyRole,
  );
  if (any.length > 0) {
    return [
      `It may pass every role of the account (iam:PassRole) to services that then act for it: ${servicesOf(any)}.`,
    ];
  }
  const strong = acting(role.strongPermits("iam:PassRole"));
  const roles = resourcesOf(strong.map(({ permit }) => permit));
  return strong.length > 0
    ? [`It may pass administrator-equivalent roles (${roles}) to services that then act for it: ${servicesOf(strong)}.`]
    : [];
}

/** The services that a permit on iam:PassRole reaches and that the role may put to work. */
function actingServices(role: JudgedRole, permit: Permit): readonly string[] {
  const limits = limitOf(permit, "iam:PassedToService");
  return role.usableServices.filter((service) => !limits || limits.some((limit) => globsOverlap(limit, service)));
}

/**
 * A stack keeps the role that it was last deployed with, and whoever may update the stack uses it without passing it
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html). CDK's own bootstrap stack is
 * deployed without a role.
 */
function stacksWithRole(role: JudgedRole): readonly string[] {
  const anyStack = arn(role.partition, "cloudformation", "*", role.accountId, "stack/*");
  const toolkit = arn(role.partition, "cloudformation", "*", role.accountId, "stack/CDKToolkit/*");
  const stacks = (action: string) =>
    role.permits([action], anyStack).filter((permit) => !arnCovers(toolkit, permit.resource));
  const executing = stacks("cloudformation:ExecuteChangeSet");
  const updating = [
    ...stacks("cloudformation:UpdateStack"),
    ...stacks("cloudformation:CreateChangeSet").filter((permit) =>
      executing.some((each) => arnsOverlap(each.resource, permit.resource)),
    ),
  ];
  const execution = role.strongRoles(role.roleArn(EXECUTION_ROLE));
  const keeping = {
    default: "a stack that CDK deployed goes on using CDK's execution role, which has AdministratorAccess by default",
    strong:
      "a stack that CDK deployed goes on using the execution role of its bootstrap, which is administrator-equivalent with the execution policies of this project and has AdministratorAccess by default elsewhere",
    bounded:
      "a stack of another of CDK's bootstraps goes on using that one's execution role, which has AdministratorAccess by default; guardrails: strict keeps to the app's own stacks",
  }[role.execution];
  const free = updating.filter((permit) => limitOf(permit, "cloudformation:RoleArn") === undefined);
  const forced = updating.flatMap((permit) =>
    (limitOf(permit, "cloudformation:RoleArn") ?? []).flatMap((each) => role.strongRoles(each)),
  );
  return [
    ...(free.length > 0 && execution.length > 0
      ? [
          `It may update CloudFormation stacks (${actionsOf(free)} on ${resourcesOf(free)}) without naming a role; ${keeping}.`,
        ]
      : []),
    ...(forced.length > 0
      ? [`It may update CloudFormation stacks that act with an administrator-equivalent role (${listOf(forced)}).`]
      : []),
  ];
}

/** Signing in as users, or as roles that trust an identity provider. */
function users(role: JudgedRole): readonly string[] {
  const anyUser = role.iamArn("user/*");
  const signingIn = role.permits(["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"], anyUser);
  const everyUser = signingIn.filter((permit) => permit.resource === anyUser);
  const writing = [
    ...widePermits(role.unboundedPermits(["iam:AttachUserPolicy", "iam:PutUserPolicy"], anyUser), role).filter(
      (permit) => signingIn.some((each) => arnsOverlap(each.resource, permit.resource)),
    ),
    ...(signingIn.length > 0
      ? widePermits(
          role.permits(["iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:PutGroupPolicy"], role.iamArn("group/*")),
          role,
        )
      : []),
  ];
  const saml = role.permits(["iam:UpdateSAMLProvider"], role.iamArn("saml-provider/*"));
  return [
    ...(everyUser.length > 0 ? [`It may sign in as every IAM user of the account (${actionsOf(everyUser)}).`] : []),
    ...(writing.length > 0
      ? [`It may give permissions to IAM users and sign in as them (${actionsOf([...writing, ...signingIn])}).`]
      : []),
    ...(saml.length > 0 ? [`It may replace identity providers that roles trust (${actionsOf(saml)}).`] : []),
  ];
}

/** Managed policies that other identities carry. */
function sharedPolicies(role: JudgedRole): readonly string[] {
  const anyPolicy = role.iamArn("policy/*");
  const permits = role.permits(POLICY_VERSIONS, anyPolicy).filter((permit) => permit.resource === anyPolicy);
  return permits.length > 0
    ? [`It may rewrite every customer managed policy of the account (${actionsOf(permits)}).`]
    : [];
}

/** Without those permits that may only attach policies which neither give everything nor can be written. */
function widePermits(permits: readonly Permit[], role: JudgedRole): readonly Permit[] {
  return permits.filter((permit) => {
    const limits = permit.action.startsWith("iam:Attach") ? limitOf(permit, "iam:PolicyARN") : undefined;
    return limits === undefined || role.isWide(limits);
  });
}
