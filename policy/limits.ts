import type { PolicyDocument } from "./document";

/**
 * Quotas of IAM that a plan is held to before any API call.
 *
 * Source of all of them, unless said otherwise: "IAM and AWS STS quotas",
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, read 2026-11. Where an account can ask for
 * more, the default stands here.
 */

/** Most characters of a managed policy, white space not counted; can't be raised. */
export const MAX_MANAGED_POLICY_SIZE = 6_144;

/** Most characters of all inline policies of one role together, white space not counted; can't be raised. */
export const MAX_INLINE_POLICIES_SIZE = 10_240;

/** Most characters of a role's trust policy, by default. */
export const MAX_TRUST_POLICY_SIZE = 2_048;

/** Most managed policies attached to one role, AWS's own included, by default. */
export const MAX_MANAGED_POLICIES_PER_ROLE = 10;

/**
 * Most managed policies that a plan attaches to one role. One below the quota: when a role's policies change, the new one
 * is attached before the old one is detached, and both count for that moment.
 */
export const MAX_PLANNED_MANAGED_POLICIES = MAX_MANAGED_POLICIES_PER_ROLE - 1;

/** Most characters of a role's name (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html). */
export const MAX_IAM_ROLE_NAME_LENGTH = 64;

/** Most characters of a managed or inline policy's name (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html). */
export const MAX_POLICY_NAME_LENGTH = 128;

/** Most characters of a role's path and name together, if people switch to the role in the console. */
export const MAX_SWITCH_ROLE_LENGTH = 64;

/**
 * Most characters of a service control policy, white space counted where it comes through the API
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html). Reported to be 10,240 since
 * 2026-05-15, which that page didn't say when it was read; the smaller number holds either way.
 */
export const MAX_SERVICE_CONTROL_POLICY_SIZE = 5_120;

/** Shortest and longest `sts:ExternalId`, in characters. */
export const EXTERNAL_ID_LENGTH = { minimum: 2, maximum: 1_224 } as const;

/**
 * The size of a policy as IAM counts it: characters of its JSON without white space.
 *
 * Every white space character is left out of the count, also inside strings, as IAM says "IAM doesn't count white space";
 * none of our policies holds any inside strings, so the number is what IAM counts either way.
 */
export function policySize(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, "").length;
}
