import { type EvaluationResult, runSimulation } from "@cloud-copilot/iam-simulate";
import { parseArn } from "../../policy/arn";
import type { PolicyDocument } from "../../policy/document";
import type { PackedPolicy } from "../../policy/split";

/**
 * What IAM would answer, asked of a simulator that isn't ours (`@cloud-copilot/iam-simulate`), offline.
 *
 * Proves what policies permit; doesn't prove that AWS accepts them, nor what service control policies add.
 */

/** How IAM decides: denied by an explicit Deny, or because nothing allows it. */
export type Answer = EvaluationResult;

/** A call, and the policies that decide on it. */
export interface AccessRequest {
  /**
   * ARN of the user or role that calls; its session's keys `aws:PrincipalArn` and `aws:PrincipalAccount` follow from it.
   * For the ARN of an assumed-role session, which doesn't tell the role's path, give them in `context`.
   */
  readonly principal: string;
  readonly action: string;
  /** ARN of what it acts on; `*` for actions that take nothing else. */
  readonly resource: string;
  /** The principal's identity policies. */
  readonly policies: readonly PolicyDocument[];
  /** The principal's permissions boundary. Default: none. */
  readonly boundary?: PolicyDocument;
  /** The trust policy of the role that is assumed, or another resource's policy. Default: none. */
  readonly trust?: PolicyDocument;
  /** Condition keys of the request, e.g. `{ "aws:MultiFactorAuthPresent": "true" }`. Default: none. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** Condition keys that the caller adds where the action takes them; where it doesn't, IAM ignores them. Default: none. */
  readonly offered?: Readonly<Record<string, string | readonly string[]>>;
}

/** The parts of a planned role that decide what it may do. */
export interface SimulatedRole {
  readonly arn: string;
  readonly policies: readonly PackedPolicy[];
  readonly managedPolicyArns: readonly string[];
}

/**
 * IAM's answer to one call.
 *
 * @throws Error where the simulator refuses: an invalid policy, an unknown action, a resource that the action doesn't take,
 *   or a condition key that the action doesn't know (it would be dropped, and the answer would prove nothing)
 */
export async function can(request: AccessRequest): Promise<Answer> {
  const accountOf = (arn: string) => parseArn(arn)?.accountId;
  const result = await runSimulation(
    {
      request: {
        principal: request.principal,
        action: request.action,
        resource: {
          resource: request.resource,
          accountId: accountOf(request.resource) || accountOf(request.principal) || "",
        },
        contextVariables: mutable({
          ...request.offered,
          ...principalKeys(request.principal),
          ...request.context,
        }),
      },
      identityPolicies: request.policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(request.boundary ? { permissionBoundaryPolicies: [{ name: "boundary", policy: request.boundary }] } : {}),
      ...(request.trust ? { resourcePolicy: request.trust } : {}),
    },
    {},
  );
  if (result.resultType === "error") {
    throw new Error(`${request.action} on ${request.resource}: ${JSON.stringify(result.errors)}`);
  }
  const results = result.resultType === "single" ? [result.result] : result.results;
  const ignored = [...new Set(results.flatMap((each) => each.ignoredContextKeys ?? []))].filter(
    (key) => !(key in (request.offered ?? {})),
  );
  if (ignored.length > 0) throw new Error(`${request.action} doesn't take the condition keys ${ignored.join(", ")}.`);
  return result.overallResult;
}

/** IAM's answers to many calls that share everything else, in their order. */
export async function canEach(
  shared: Omit<AccessRequest, "action" | "resource">,
  calls: readonly Pick<AccessRequest, "action" | "resource" | "context">[],
): Promise<readonly Answer[]> {
  return Promise.all(calls.map((call) => can({ ...shared, ...call })));
}

/**
 * IAM's answer to a call of a planned role, from all of its policies: inline, managed, and AWS's own.
 *
 * @param boundary the document of the role's permissions boundary, where it has one
 */
export async function roleCan(
  role: SimulatedRole,
  call: Pick<AccessRequest, "action" | "resource" | "context">,
  boundary?: PolicyDocument,
): Promise<Answer> {
  const policies = [...role.policies.map((policy) => policy.document), ...role.managedPolicyArns.map(awsManagedPolicy)];
  return can({ principal: role.arn, policies, ...call, ...(boundary ? { boundary } : {}) });
}

/**
 * The document of one of AWS's own managed policies that plans attach
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html).
 */
function awsManagedPolicy(arn: string): PolicyDocument {
  if (parseArn(arn)?.resource !== "policy/AdministratorAccess") throw new Error(`No document is known of ${arn}.`);
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: "AdministratorAccess", Effect: "Allow", Action: ["*"], Resource: ["*"] }],
  };
}

/** What IAM itself says of the caller (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html). */
function principalKeys(principal: string): Readonly<Record<string, string>> {
  const parsed = parseArn(principal);
  if (parsed?.service !== "iam") return {};
  return { "aws:PrincipalArn": principal, "aws:PrincipalAccount": parsed.accountId };
}

function mutable(context: Readonly<Record<string, string | readonly string[]>>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
  );
}
