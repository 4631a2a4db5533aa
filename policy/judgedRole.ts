import { Access, limitOf, type Permit } from "./access";
import { arn, iamRoleArn, parseArn } from "./arn";
import type { PolicyDocument, PolicyStatement } from "./document";
import { arnCovers, arnsOverlap } from "./match";
import { isPartition, type Partition } from "./partition";
import { PASSABLE_SERVICES } from "./passable";

/**
 * A role under judgement: what it may do, under which boundary, and what is known of the roles around it.
 */

/** What is known of a role that the judged role may pass, assume or write. */
export interface KnownRole {
  /** Its ARN, or a pattern of ARNs. */
  readonly arn: string;
  readonly administratorEquivalent: boolean;
}

/** A role, and what it is judged by. */
export interface AdministratorInput {
  /** ARN of the role itself. */
  readonly roleArn: string;
  /** Statements of all of its own policies, inline and customer managed. */
  readonly statements: readonly PolicyStatement[];
  /** AWS's own managed policies that are attached. */
  readonly managedPolicyArns: readonly string[];
  /** ARNs of the customer managed policies that are attached. Default: none. */
  readonly ownPolicyArns?: readonly string[];
  /** Its permissions boundary. Default: none. */
  readonly boundary?: {
    readonly arn: string;
    readonly document: PolicyDocument;
    /** True: nobody knows what it permits, and the document allows everything in its place. Default: false. */
    readonly unknown?: true;
  };
  /**
   * Roles of the account, the judged one aside. CDK's deploy and execution roles count as administrator-equivalent, as they
   * are by default, unless an entry that covers them says otherwise. Default: nothing else is known.
   */
  readonly knownRoles?: readonly KnownRole[];
}

/** AWS's managed policies that give everything, directly or by way of IAM. */
const WIDE_MANAGED_POLICIES: Readonly<Record<string, readonly PolicyStatement[]>> = {
  "policy/AdministratorAccess": [{ Sid: "All", Effect: "Allow", Action: ["*"], Resource: ["*"] }],
  "policy/IAMFullAccess": [{ Sid: "All", Effect: "Allow", Action: ["iam:*"], Resource: ["*"] }],
};

/** The judged role with everything that the checks ask about. */
export class JudgedRole {
  readonly partition: Partition;
  readonly accountId: string;
  readonly access: Access;
  /** Every role of the account. */
  readonly anyRole: string;
  readonly knownRoles: readonly KnownRole[];
  /** Principals of the services that take a passed role and that the role may put to work. */
  readonly usableServices: readonly string[];

  constructor(readonly input: AdministratorInput) {
    const parsed = parseArn(input.roleArn);
    if (!parsed || !isPartition(parsed.partition) || !parsed.resource.startsWith("role/")) {
      throw new Error(`${input.roleArn} isn't the ARN of a role.`);
    }
    this.partition = parsed.partition;
    this.accountId = parsed.accountId;
    this.anyRole = this.roleArn("*");
    this.knownRoles = [
      ...(input.knownRoles ?? []),
      ...CDK_ROLES.map((name) => ({ arn: this.roleArn(name), administratorEquivalent: true })),
    ];
    const managed = input.managedPolicyArns.flatMap((each) => wideManagedPolicy(each) ?? []);
    this.access = new Access([...input.statements, ...managed], input.boundary?.document);
    this.usableServices = PASSABLE_SERVICES.filter(({ actions }) =>
      actions.some((action) => this.access.permits(action, "*").length > 0),
    ).map(({ principal }) => principal);
  }

  roleArn(name: string): string {
    return iamRoleArn(this.partition, this.accountId, "/", name);
  }

  /** ARN pattern of users, groups, policies or SAML providers of the account. */
  iamArn(resource: string): string {
    return arn(this.partition, "iam", "", this.accountId, resource);
  }

  permits(actions: readonly string[], target: string): readonly Permit[] {
    return actions.flatMap((action) => this.access.permits(action, target));
  }

  /**
   * Permits on roles or users that don't hold them to a permissions boundary; a boundary that the role may take away again
   * doesn't hold anything.
   */
  unboundedPermits(actions: readonly string[], target: string): readonly Permit[] {
    return this.permits(actions, target).filter((permit) => !this.isBounded(permit));
  }

  /** True if the permit reaches only what carries a permissions boundary, and the boundary stays. */
  isBounded(permit: Permit): boolean {
    const boundaries = limitOf(permit, "iam:PermissionsBoundary");
    return (
      boundaries !== undefined &&
      !this.areUnknown(boundaries) &&
      !this.isWide(boundaries) &&
      !this.mayLiftBoundary(permit.resource, boundaries)
    );
  }

  /** True if the permit reaches only what carries the boundary of which nobody knows what it permits, and that stays. */
  hasUnknownBoundary(permit: Permit): boolean {
    const boundaries = limitOf(permit, "iam:PermissionsBoundary");
    return (
      boundaries !== undefined && this.areUnknown(boundaries) && !this.mayLiftBoundary(permit.resource, boundaries)
    );
  }

  private areUnknown(boundaries: readonly string[]): boolean {
    const { boundary } = this.input;
    return boundary?.unknown === true && boundaries.every((each) => each === boundary.arn);
  }

  /** True if one of the patterns reaches a managed policy that gives everything, or one that the role can write itself. */
  isWide(policies: readonly string[]): boolean {
    const wide = Object.keys(WIDE_MANAGED_POLICIES).map((name) => arn(this.partition, "iam", "", "aws", name));
    return policies.some(
      (each) =>
        wide.some((policy) => arnsOverlap(each, policy)) ||
        this.permits(["iam:CreatePolicy", ...POLICY_VERSIONS], each).length > 0,
    );
  }

  /** What the action may touch of the administrator-equivalent roles that are known. */
  strongPermits(action: string): readonly Permit[] {
    return this.knownRoles
      .filter((known) => known.administratorEquivalent)
      .flatMap((known) => this.access.permits(action, known.arn))
      .filter((permit) => !this.isHarmless(permit.resource));
  }

  /** Known administrator-equivalent roles that the pattern reaches. */
  strongRoles(pattern: string): readonly string[] {
    return this.knownRoles
      .filter((known) => known.administratorEquivalent && arnsOverlap(known.arn, pattern))
      .map((known) => (arnCovers(known.arn, pattern) ? pattern : known.arn))
      .filter((reached) => !this.isHarmless(reached));
  }

  /**
   * What is known of CDK's execution role: nothing, so that it has AdministratorAccess as it does by `default`; that it is
   * administrator-equivalent (`strong`), or not (`bounded`), with the policies that it is bootstrapped with.
   */
  get execution(): "default" | "strong" | "bounded" {
    const pattern = this.roleArn(EXECUTION_ROLE);
    const known = (this.input.knownRoles ?? []).find((each) => arnsOverlap(each.arn, pattern));
    if (known === undefined) return "default";
    return known.administratorEquivalent ? "strong" : "bounded";
  }

  private isHarmless(pattern: string): boolean {
    return this.knownRoles.some((known) => !known.administratorEquivalent && arnCovers(known.arn, pattern));
  }

  /** True if the role may take a boundary off what the target matches, put on another, or rewrite the boundary. */
  mayLiftBoundary(target: string, boundaries: readonly string[]): boolean {
    const kind = parseArn(target)?.resource.startsWith("user/") ? "User" : "Role";
    const removing = this.permits([`iam:Delete${kind}PermissionsBoundary`], target);
    const replacing = this.permits([`iam:Put${kind}PermissionsBoundary`], target);
    return (
      removing.length > 0 ||
      replacing.some((permit) => limitOf(permit, "iam:PermissionsBoundary") === undefined) ||
      boundaries.some((each) => this.permits(POLICY_VERSIONS, each).length > 0)
    );
  }
}

/**
 * CDK's bootstrap roles that lead to AdministratorAccess by default: the deploy role passes the execution role, to which
 * the bootstrap template attaches that policy (`aws/aws-cdk@v2.50.0:packages/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml`,
 * `CloudFormationExecutionRole` and `DeploymentActionRole`).
 */
export const EXECUTION_ROLE = "cdk-*-cfn-exec-role-*";
const CDK_ROLES = [EXECUTION_ROLE, "cdk-*-deploy-role-*"];

/** Actions that change what an existing managed policy says. */
export const POLICY_VERSIONS = ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"];

/** What one of AWS's wide managed policies says; `undefined` for every other policy. */
export function wideManagedPolicy(policyArn: string): readonly PolicyStatement[] | undefined {
  const parsed = parseArn(policyArn);
  return parsed?.accountId === "aws" ? WIDE_MANAGED_POLICIES[parsed.resource] : undefined;
}
