import { administratorReasons, type KnownRole } from "../policy/administrator";
import type { Finding } from "../policy/finding";
import type { Boundaries } from "../policy/guardrails/model";
import { cdkRoleArns } from "../policy/knowledge/cdk";
import { type AppTarget, roleArn } from "../policy/knowledge/target";
import { IAM_PATH } from "../policy/names";
import { packPolicies } from "../policy/split";
import { stackPermissions } from "../policy/strategies/cloudformation";
import type { ServiceSelection } from "../policy/strategies/model";
import { compileGrantsOf, type Judgement } from "./draft";
import { type GuardConfig, guardRole, guardrailPolicies } from "./guarded";
import type { PlannedCdk, PlannedManagedPolicy } from "./model";
import type { PolicyStatement } from "../policy/document";

/** CDK in an account: what is planned of it, and what its execution role may do. */
export interface DraftCdk {
  readonly cdk: PlannedCdk;
  /** Statements of the execution policies; empty unless `execution: bootstrap`. */
  readonly statements: readonly PolicyStatement[];
  readonly findings: readonly Finding[];
}

/**
 * The execution policies that CDK is to be bootstrapped with, under `execution: bootstrap`: what the service role of the
 * strategy `cloudformation` would get, and the same guardrails. Otherwise nothing but CDK's names.
 */
export function draftCdk(
  stack: string,
  target: AppTarget,
  selection: ServiceSelection | undefined,
  guard: GuardConfig & { readonly execution: NonNullable<GuardConfig["execution"]> },
  boundaries: Boundaries | undefined,
): DraftCdk {
  const { qualifier, toolkitStackName } = target.cdk;
  const names = { qualifier, toolkitStackName, execution: guard.execution };
  if (guard.execution !== "bootstrap" || selection === undefined) {
    return { cdk: { ...names, executionPolicies: [], evidence: [] }, statements: [], findings: [] };
  }
  const name = `${target.app}-${stack}-cdk-execution`;
  const granted = compileGrantsOf(stackPermissions(target, selection));
  const guarded = guardRole(target, "cloudformation", guard, boundaries, undefined, selection.scope);
  const guardrails = guardrailPolicies(target, name, guarded.statements);
  const { accountId, partition } = target;
  const packed = packPolicies(
    {
      name,
      path: IAM_PATH,
      accountId,
      partition,
      inline: false,
      otherManagedPolicies: guardrails.policies.length,
      configPath: ".strategy",
    },
    granted.statements,
  );
  const policies = (packed.ok ? packed.policies : []).flatMap((policy): readonly PlannedManagedPolicy[] =>
    policy.type === "managed"
      ? [{ name: policy.name, path: policy.path, arn: policy.arn, document: policy.document }]
      : [],
  );
  const executionPolicies = [...policies, ...guardrails.policies];
  return {
    cdk: {
      ...names,
      executionPolicies,
      ...(boundaries === undefined ? {} : { permissionsBoundary: boundaries.deployer }),
      evidence: [...granted.evidence, ...guarded.evidence],
    },
    statements: [...granted.statements, ...guarded.statements],
    findings: [...(packed.ok ? [] : packed.findings), ...guardrails.findings],
  };
}

/** CDK's roles as others that pass or assume them see them, and the plan with the judgement. */
export function judgeCdk(
  target: AppTarget,
  draft: DraftCdk,
  guard: GuardConfig,
  boundary: Judgement["boundary"],
): {
  readonly cdk: PlannedCdk;
  readonly knownRoles: readonly KnownRole[];
} {
  if (draft.cdk.execution !== "bootstrap") return { cdk: draft.cdk, knownRoles: [] };
  const [roleOfMainRegion = ""] = cdkRoleArns(target, "cfn-exec");
  const reasons = administratorReasons({
    roleArn: roleOfMainRegion,
    statements: draft.statements,
    managedPolicyArns: [],
    ownPolicyArns: draft.cdk.executionPolicies.map((policy) => policy.arn),
    knownRoles: cdkRoles(target, guard, false),
    ...(boundary === undefined ? {} : { boundary }),
  });
  const equivalent = reasons.length > 0;
  return {
    cdk: equivalent ? { ...draft.cdk, administratorEquivalent: reasons } : draft.cdk,
    knownRoles: cdkRoles(target, guard, equivalent),
  };
}

/** Under `strict` no stack and no role of CDK's but the app's own is within reach; otherwise other bootstraps stay as they are. */
function cdkRoles(target: AppTarget, guard: GuardConfig, administratorEquivalent: boolean): readonly KnownRole[] {
  const qualifier = guard.level === "strict" ? "*" : target.cdk.qualifier;
  return ["cfn-exec", "deploy"].map((role) => ({
    arn: roleArn(target, `cdk-${qualifier}-${role}-role-*`),
    administratorEquivalent,
  }));
}
