import { iamPolicyArn, iamRoleArn } from "../policy/arn";
import type { PolicyDocument, PolicyStatement } from "../policy/document";
import type { Duty } from "../policy/duty";
import type { Finding } from "../policy/finding";
import type { Evidence } from "../policy/grant";
import { appBoundary } from "../policy/guardrails/appBoundary";
import { unboundedRoles } from "../policy/guardrails/bootstrap";
import { keepBoundaryPolicy, requireBoundary } from "../policy/guardrails/boundary";
import { claimedResources } from "../policy/guardrails/claimed";
import { cloudFormationGuardrails, onlyServiceRole } from "../policy/guardrails/cloudFormation";
import { deployerBoundary } from "../policy/guardrails/deployerBoundary";
import type { GuardedRole } from "../policy/guardrails/guardedRole";
import type { Boundaries, CdkExecution, GuardrailLevel } from "../policy/guardrails/model";
import { standardGuardrails } from "../policy/guardrails/standard";
import { compileGuardrails, type Guardrail } from "../policy/guardrails/statement";
import { passedServices, type StrictInput } from "../policy/guardrails/strict";
import { MAX_MANAGED_POLICY_SIZE, policySize } from "../policy/limits";
import type { AppTarget } from "../policy/knowledge/target";
import { IAM_PATH, policyName } from "../policy/names";
import { policyDocument } from "../policy/statement";
import type { PlannedBoundary, PlannedManagedPolicy } from "./model";

/** How an account's roles are guarded. */
export interface GuardConfig {
  readonly level: GuardrailLevel;
  /** Absent for the generations that have no CDK. */
  readonly execution?: CdkExecution;
  /** ARN of the user's own boundary; absent: none. */
  readonly permissionsBoundary?: string;
  /** True where the app's components make API Gateway's role for logs; only `standard` lets them. */
  readonly makesApiGatewayRole?: boolean;
}

/** What guards one role. */
export interface RoleGuard {
  /** Denies, in the order of their Sids; empty with `off`. */
  readonly statements: readonly PolicyStatement[];
  readonly evidence: readonly Evidence[];
  /** ARN of the role's own boundary; absent where it has none. */
  readonly boundary?: string;
}

/** The boundaries that an account's guardrails have; `undefined` for none. */
export function boundariesOf(stack: string, target: AppTarget, guard: GuardConfig): Boundaries | undefined {
  const { permissionsBoundary: own } = guard;
  if (own !== undefined) return { deployer: own, app: own, external: true };
  if (guard.level !== "strict") return undefined;
  const arnOf = (binds: PlannedBoundary["binds"]) =>
    iamPolicyArn(target.partition, target.accountId, IAM_PATH, boundaryName(target.app, stack, binds));
  return { deployer: arnOf("deployer"), app: arnOf("app"), external: false };
}

function boundaryName(app: string, stack: string, binds: PlannedBoundary["binds"]): string {
  return `${app}-${stack}-${binds}-boundary`;
}

/**
 * The guardrails of the role of that duty.
 *
 * @param serviceRoleArn the service role that the deployer hands to CloudFormation; absent where there is none
 * @param scope of the strategy; `account` for a strategy without
 */
export function guardRole(
  target: AppTarget,
  duty: Duty,
  guard: GuardConfig,
  boundaries: Boundaries | undefined,
  serviceRoleArn: string | undefined,
  scope: GuardedRole["scope"],
): RoleGuard {
  const { level, execution } = guard;
  const boundary = boundaries === undefined ? {} : { boundary: boundaries.deployer };
  if (level === "off") return { statements: [], evidence: [], ...boundary };
  const strict = level === "strict";
  const role: GuardedRole = {
    target,
    hands: duty === "cloudformation" ? "execution" : "caller",
    ...(execution === undefined ? {} : { execution }),
    ...(serviceRoleArn === undefined ? {} : { serviceRoleArn }),
    makesApiGatewayRole: !strict && guard.makesApiGatewayRole === true,
    lookup: !(strict && scope === "app"),
    names: strict ? "whole" : "cut",
    scope,
  };
  const guardrails: readonly Guardrail[] = [
    ...standardGuardrails(role),
    ...cloudFormationGuardrails(role, strict),
    ...(strict ? claimedResources(role) : []),
    ...(role.hands === "caller" && serviceRoleArn !== undefined ? onlyServiceRole(role, serviceRoleArn) : []),
    ...(boundaries === undefined ? [] : requireBoundary(boundaries.app, unboundedRoles(role))),
    ...(boundaries?.external === true ? [keepBoundaryPolicy(boundaries.app)] : []),
    ...(strict && boundaries?.external === true ? [passedServices(role)] : []),
  ];
  return { ...compileGuardrails(duty, guardrails), ...boundary };
}

/**
 * The managed policies that hold a role's guardrails: `<role>-guardrails`, `<role>-guardrails-2` …, each statement in one of
 * them, since a deny with exceptions can't be divided. A finding where one statement alone doesn't fit.
 */
export function guardrailPolicies(
  target: AppTarget,
  roleName: string,
  statements: readonly PolicyStatement[],
): { readonly policies: readonly PlannedManagedPolicy[]; readonly findings: readonly Finding[] } {
  const parts: PolicyStatement[][] = [];
  for (const statement of statements) {
    const last = parts.at(-1);
    if (last && policySize(policyDocument([...last, statement])) <= MAX_MANAGED_POLICY_SIZE) last.push(statement);
    else parts.push([statement]);
  }
  const policies = parts.map((part, index) => {
    const suffix = index === 0 ? "guardrails" : `guardrails-${String(index + 1)}`;
    return managedPolicy(target, policyName(roleName, suffix), policyDocument(part));
  });
  const what = `A statement of the guardrails of the role ${roleName}`;
  return { policies, findings: policies.flatMap((each) => tooLarge("guardrails-too-large", what, each)) };
}

/** Both boundaries of `strict`, or why they fit no policy; none where the boundary is the user's own. */
export function strictBoundaries(
  stack: string,
  boundaries: Boundaries | undefined,
  input: Omit<StrictInput, "appBoundaryArn">,
): { readonly planned: readonly PlannedBoundary[]; readonly findings: readonly Finding[] } {
  if (boundaries === undefined || boundaries.external) return { planned: [], findings: [] };
  const { target } = input;
  const whole: StrictInput = { ...input, appBoundaryArn: boundaries.app };
  const make = (binds: PlannedBoundary["binds"], document: PolicyDocument): PlannedBoundary => ({
    ...managedPolicy(target, boundaryName(target.app, stack, binds), document),
    binds,
  });
  const planned = [make("app", appBoundary(whole)), make("deployer", deployerBoundary(whole))];
  return {
    planned,
    findings: planned.flatMap((each) => tooLarge("boundary-too-large", `The ${each.binds} boundary`, each)),
  };
}

/** A managed policy of that name, under this project's path. */
function managedPolicy(target: AppTarget, name: string, document: PolicyDocument): PlannedManagedPolicy {
  return {
    name,
    path: IAM_PATH,
    arn: iamPolicyArn(target.partition, target.accountId, IAM_PATH, name),
    document,
  };
}

/** ARN of a role of this project by its name. */
export function ownRoleArn(target: AppTarget, name: string): string {
  return iamRoleArn(target.partition, target.accountId, IAM_PATH, name);
}

function tooLarge(code: string, what: string, policy: PlannedManagedPolicy): readonly Finding[] {
  const size = policySize(policy.document);
  if (size <= MAX_MANAGED_POLICY_SIZE) return [];
  return [
    {
      severity: "error",
      code,
      path: ".guardrails",
      message: `${what} takes ${size} characters, and one managed policy holds ${MAX_MANAGED_POLICY_SIZE}; it can't be divided.`,
      value: size,
      fix: "Name fewer stages, regions or services, or move some of the app to another account.",
    },
  ];
}
