import { administratorReasons, type KnownRole } from "../policy/administrator";
import { iamRoleArn } from "../policy/arn";
import type { Finding } from "../policy/finding";
import { isCdkGeneration } from "../policy/generation";
import type { Boundaries } from "../policy/guardrails/model";
import { makesApiGatewayRole } from "../policy/knowledge/apiGatewayAccount";
import { CUSTOM_DOMAIN_SERVICES, servicesOfConstructs } from "../policy/knowledge/constructs";
import type { AppTarget } from "../policy/knowledge/target";
import { IAM_PATH, roleName } from "../policy/names";
import { compareText, policyDocument } from "../policy/statement";
import { accessAnalyzer } from "../policy/strategies/accessAnalyzer";
import { administrator } from "../policy/strategies/administrator";
import { cloudFormation } from "../policy/strategies/cloudformation";
import type { ServiceSelection, Strategy } from "../policy/strategies/model";
import type { RolePermissions } from "../policy/strategies/permissions";
import { separateCloudFormation, separateServices } from "../policy/strategies/separate";
import { selectionOf } from "../policy/strategies/selection";
import { services } from "../policy/strategies/services";
import { type DraftRole, draftRole, type Judgement } from "./draft";
import { draftCdk, type DraftCdk, judgeCdk } from "./execution";
import { boundariesOf, type GuardConfig, guardRole, ownRoleArn, strictBoundaries } from "./guarded";
import type { PlannedBoundary, PlannedCdk } from "./model";

/** Everything of an account that doesn't depend on who may assume its roles. */
export interface DraftAccount {
  readonly roles: readonly DraftRole[];
  readonly boundaries: readonly PlannedBoundary[];
  readonly appPermissionsBoundary?: string;
  readonly cdk?: PlannedCdk;
  /** Quotas of what isn't a role's; paths begin inside the account. */
  readonly findings: readonly Finding[];
}

/** The roles of an account, each guarded and judged; `undefined` for a strategy that the generation doesn't have. */
export function draftAccount(
  stack: string,
  target: AppTarget,
  strategy: Strategy,
  config: GuardConfig,
): DraftAccount | undefined {
  const permissions = decide(stack, target, strategy);
  if (permissions === undefined) return undefined;
  const selection = selectionOf(strategy);
  const guard = { ...config, makesApiGatewayRole: makesApiGatewayRole(target, selection?.constructs ?? []) };
  const boundaries = boundariesOf(stack, target, guard);
  const serviceRole = permissions.find((each) => each.duty === "cloudformation");
  const serviceRoleArn = serviceRole && ownRoleArn(target, roleName(target.app, stack, serviceRole.duty));
  const scope = selection?.scope ?? "account";
  const drafts = permissions.map((each) =>
    draftRole(
      stack,
      target,
      each,
      guardRole(target, each.duty, guard, boundaries, each === serviceRole ? undefined : serviceRoleArn, scope),
    ),
  );
  const { execution } = guard;
  const cdk = execution && draftCdk(stack, target, selection, { ...guard, execution }, boundaries);
  const strict = strictBoundaries(stack, boundaries, {
    target,
    statements: [...drafts.flatMap((each) => each.statements), ...(cdk?.statements ?? [])],
    appServices: selection === undefined ? [] : appServices(target, selection),
    scope,
    ...(execution === undefined ? {} : { execution }),
    ...(serviceRoleArn === undefined ? {} : { serviceRoleArn }),
  });
  const judged = judge(target, drafts, cdk, guard, boundaryOf(boundaries, strict.planned));
  return {
    roles: judged.roles,
    boundaries: strict.planned,
    ...(boundaries === undefined ? {} : { appPermissionsBoundary: boundaries.app }),
    ...(judged.cdk === undefined ? {} : { cdk: judged.cdk }),
    findings: [...strict.findings, ...(cdk?.findings ?? [])],
  };
}

/** What the strategy decides. */
function decide(stack: string, target: AppTarget, strategy: Strategy): readonly RolePermissions[] | undefined {
  switch (strategy.type) {
    case "administrator":
      return administrator(target);
    case "services":
      return target.duties === "separate" ? separateServices(target, strategy) : services(target, strategy);
    case "access-analyzer":
      return accessAnalyzer(target, strategy);
    case "cloudformation": {
      if (!isCdkGeneration(target.sst)) return undefined;
      const name = roleName(target.app, stack, "cloudformation");
      const serviceRoleArn = iamRoleArn(target.partition, target.accountId, IAM_PATH, name);
      return target.duties === "separate"
        ? separateCloudFormation(target, strategy, serviceRoleArn)
        : cloudFormation(target, strategy, serviceRoleArn);
    }
  }
}

/** The IAM service prefixes that the app uses, each once, in alphabetical order. */
function appServices(target: AppTarget, selection: ServiceSelection): readonly string[] {
  return [
    ...new Set([
      ...servicesOfConstructs(target.sst, selection.constructs),
      ...selection.services,
      ...(selection.customDomain ? CUSTOM_DOMAIN_SERVICES : []),
    ]),
  ].sort(compareText);
}

/** The boundary of the deployer as it is judged by: one of which nothing is known may allow everything. */
function boundaryOf(boundaries: Boundaries | undefined, planned: readonly PlannedBoundary[]): Judgement["boundary"] {
  if (boundaries === undefined) return undefined;
  const unknown = policyDocument([{ Sid: "Unknown", Effect: "Allow", Action: ["*"], Resource: ["*"] }]);
  const document = planned.find((each) => each.binds === "deployer")?.document;
  return document === undefined
    ? { arn: boundaries.deployer, document: unknown, unknown: true }
    : { arn: boundaries.deployer, document };
}

/**
 * Adds the reasons why roles are administrator-equivalent. Roles come after the ones that pass or assume them, so that
 * judging from the last to the first knows how strong each passed role is.
 */
function judge(
  target: AppTarget,
  drafts: readonly DraftRole[],
  cdk: DraftCdk | undefined,
  guard: GuardConfig,
  boundary: Judgement["boundary"],
): { readonly roles: readonly DraftRole[]; readonly cdk: PlannedCdk | undefined } {
  const known = cdk && judgeCdk(target, cdk, guard, boundary);
  const roles = drafts.reduceRight<readonly DraftRole[]>((others, draft) => {
    const reasons = administratorReasons({
      roleArn: draft.role.arn,
      statements: draft.statements,
      managedPolicyArns: draft.role.managedPolicyArns,
      ownPolicyArns: draft.role.policies.flatMap((policy) => (policy.type === "managed" ? [policy.arn] : [])),
      knownRoles: [
        ...others.map((other): KnownRole => ({
          arn: other.role.arn,
          administratorEquivalent: other.role.administratorEquivalent !== undefined,
        })),
        ...(known?.knownRoles ?? []),
      ],
      ...(boundary === undefined ? {} : { boundary }),
    });
    const role = reasons.length > 0 ? { ...draft.role, administratorEquivalent: reasons } : draft.role;
    return [{ ...draft, role }, ...others];
  }, []);
  return { roles, cdk: known?.cdk };
}
