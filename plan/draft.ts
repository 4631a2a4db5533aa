import { iamRoleArn } from "../policy/arn";
import type { PolicyDocument, PolicyStatement } from "../policy/document";
import type { AdministratorInput } from "../policy/administrator";
import { compressActions } from "../policy/compress";
import type { Finding } from "../policy/finding";
import type { Evidence } from "../policy/grant";
import type { AppTarget } from "../policy/knowledge/target";
import { IAM_PATH, roleName } from "../policy/names";
import { packPolicies } from "../policy/split";
import { compareText, compileGrants } from "../policy/statement";
import type { RolePermissions } from "../policy/strategies/permissions";
import { guardrailPolicies, type RoleGuard } from "./guarded";
import type { PlannedRole } from "./model";

/** What a role is judged by beside its own statements. */
export type Judgement = Pick<AdministratorInput, "boundary">;

/** A role without what depends on who may assume it. */
export interface DraftRole {
  readonly role: Omit<PlannedRole, "trust" | "maxSessionSeconds">;
  /** The trust policy, where a service and not the config's callers assume the role. */
  readonly serviceTrust?: PolicyDocument;
  /** All statements of its policies, its guardrails among them. */
  readonly statements: readonly PolicyStatement[];
  /** Why no quota holds its policies; paths begin inside the account, e.g. `.strategy`. */
  readonly findings: readonly Finding[];
}

/** A role's name and policies, made of what a strategy decided, and of its guardrails. */
export function draftRole(stack: string, target: AppTarget, permissions: RolePermissions, guard: RoleGuard): DraftRole {
  const { app, accountId, partition } = target;
  const { duty, managedPolicyArns, purpose, trust } = permissions;
  const name = roleName(app, stack, duty);
  const { statements, evidence } = compileGrantsOf(permissions);
  const guardrails = guardrailPolicies(target, name, guard.statements);
  const packed = packPolicies(
    {
      name,
      path: IAM_PATH,
      accountId,
      partition,
      otherManagedPolicies: managedPolicyArns.length + guardrails.policies.length,
      configPath: ".strategy",
    },
    statements,
  );
  return {
    statements: [...statements, ...guard.statements],
    findings: [...(packed.ok ? [] : packed.findings), ...guardrails.findings],
    ...(trust === "callers" ? {} : { serviceTrust: trust }),
    role: {
      duty,
      name,
      path: IAM_PATH,
      arn: iamRoleArn(partition, accountId, IAM_PATH, name),
      description: `SST app ${app}, stack ${stack}: ${purpose}.`,
      managedPolicyArns,
      policies: [
        ...(packed.ok ? packed.policies : []),
        ...guardrails.policies.map((policy) => ({ ...policy, type: "managed" as const })),
      ],
      ...(guard.boundary === undefined ? {} : { permissionsBoundary: guard.boundary }),
      evidence: [...evidence, ...guard.evidence].sort((a, b) => compareText(a.sid, b.sid)),
    },
  };
}

/** What was asked for as one statement each, then what is needed beside it, merged; all in the order of their Sids. */
export function compileGrantsOf(permissions: Pick<RolePermissions, "asked" | "beside">): {
  statements: readonly PolicyStatement[];
  evidence: readonly Evidence[];
} {
  const all = [...permissions.asked.map((grant) => compileGrants([grant])), compileGrants(permissions.beside)];
  return {
    statements: all
      .flatMap((each) => each.statements)
      .map(compressActions)
      .sort((a, b) => compareText(a.Sid, b.Sid)),
    evidence: all.flatMap((each) => each.evidence).sort((a, b) => compareText(a.sid, b.sid)),
  };
}
