import type { AccountConfig } from "../config/model";
import { iamRoleArn } from "../policy/arn";
import type { PolicyDocument, PolicyStatement } from "../policy/document";
import type { Finding } from "../policy/finding";
import type { Evidence, Grant } from "../policy/grant";
import { MAX_TRUST_POLICY_SIZE, policySize } from "../policy/limits";
import { IAM_PATH, nameFindings, roleName } from "../policy/names";
import { packPolicies } from "../policy/split";
import { compareText, compileGrants } from "../policy/statement";
import type { RolePermissions } from "../policy/strategies/permissions";
import type { PlannedRole } from "./model";

/** A role before anything is known of the account's other roles, and what is wrong with it. */
export interface DraftRole {
  readonly role: PlannedRole;
  readonly statements: readonly PolicyStatement[];
  readonly findings: readonly Finding[];
}

/** Where a role belongs. */
export interface RoleContext {
  readonly app: string;
  readonly stack: string;
  readonly account: AccountConfig;
  /** The trust policy for roles that the config's callers assume; made once an account. */
  readonly callersTrust: PolicyDocument;
}

/** CloudFormation assumes its service role for an hour at a time; nobody configures that. */
const SERVICE_SESSION_SECONDS = 3_600;

/** A role with its name, trust and policies; findings where no quota holds them. */
export function planRole(context: RoleContext, permissions: RolePermissions): DraftRole {
  const { app, stack, account } = context;
  const name = roleName(app, stack, permissions.duty);
  const { statements, evidence } = compile(permissions);
  const packed = packPolicies(
    {
      name,
      path: IAM_PATH,
      accountId: account.accountId,
      partition: account.partition,
      otherManagedPolicies: permissions.managedPolicyArns.length,
      configPath: `${account.path}.strategy`,
    },
    statements,
  );
  const byCallers = permissions.trust === "callers";
  const trust = permissions.trust === "callers" ? context.callersTrust : permissions.trust;
  return {
    statements,
    findings: [
      ...nameFindings(app, stack, permissions.duty),
      ...(packed.ok ? [] : packed.findings),
      ...(byCallers ? trustSizeFindings(account, trust) : []),
    ],
    role: {
      duty: permissions.duty,
      name,
      path: IAM_PATH,
      arn: iamRoleArn(account.partition, account.accountId, IAM_PATH, name),
      description: `SST app ${app}, stack ${stack}: ${permissions.purpose}.`,
      trust,
      managedPolicyArns: permissions.managedPolicyArns,
      policies: packed.ok ? packed.policies : [],
      maxSessionSeconds: byCallers ? account.trust.maxSessionSeconds : SERVICE_SESSION_SECONDS,
      evidence,
    },
  };
}

/** What was asked for as one statement each, then what is needed beside it, merged; all in the order of their Sids. */
function compile(permissions: RolePermissions): {
  statements: readonly PolicyStatement[];
  evidence: readonly Evidence[];
} {
  const asked = permissions.asked.map((grant: Grant) => compileGrants([grant]));
  const all = [...asked, compileGrants(permissions.beside)];
  return {
    statements: all.flatMap((each) => each.statements).sort((a, b) => compareText(a.Sid, b.Sid)),
    evidence: all.flatMap((each) => each.evidence).sort((a, b) => compareText(a.sid, b.sid)),
  };
}

function trustSizeFindings(account: AccountConfig, trust: PolicyDocument): readonly Finding[] {
  const size = policySize(trust);
  if (size <= MAX_TRUST_POLICY_SIZE) return [];
  return [
    {
      severity: "error",
      code: "trust-policy-too-large",
      path: `${account.path}.trust`,
      message: `The trust policy takes ${size} characters, and a role holds ${MAX_TRUST_POLICY_SIZE}.`,
      value: size,
      fix: "Trust fewer principals, or a permission set or an account in place of many users and roles.",
    },
  ];
}
