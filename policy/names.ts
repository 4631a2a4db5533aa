import type { Duty } from "./duty";
import type { Finding } from "./finding";
import { MAX_SWITCH_ROLE_LENGTH } from "./limits";

/**
 * Physical names of everything that is created in IAM.
 *
 * Roles are named `<app>-<stack>-<duty>`, policies after their role. All names of one stage stack are distinct, since
 * duties hold no hyphen. Two stacks of one account share a name only where `<app>-<stack>` reads the same, ignoring case
 * (app `a-b` in stack `c`, and app `a` in stack `b-c`). A pure function sees one stack's config and can't know the other.
 * What happens then: IAM refuses the second stack's roles with `EntityAlreadyExists`, before anything of the first is
 * changed; the way out is another stack name. Role names don't distinguish case and are unique in the account whatever
 * their path (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names).
 */

/** The IAM path of every role, policy and boundary that this project creates. */
export const IAM_PATH = "/sst-deployers/";

/**
 * Most characters of a role's name: path and name together may have 64 where people switch roles in the console, which is
 * also the most that `sts:AssumeRole` tools show.
 */
export const MAX_ROLE_NAME_LENGTH = MAX_SWITCH_ROLE_LENGTH - IAM_PATH.length;

/** What IAM takes in names of roles and policies (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html). */
const IAM_NAME = /^[A-Za-z0-9_+=,.@-]+$/;

/** The name of the role of that duty. Never shortened: {@link nameFindings} tells where it is no good. */
export function roleName(app: string, stack: string, duty: Duty): string {
  return `${app}-${stack}-${duty}`;
}

/**
 * The name of a policy: that of its role, and what tells it from the role's other policies.
 *
 * @param role the role's name
 * @param suffix letters and digits, e.g. `2` or `boundary`; absent: the role's own name, for its only policy
 */
export function policyName(role: string, suffix?: string): string {
  return suffix === undefined ? role : `${role}-${suffix}`;
}

/**
 * What is wrong with the name of a role (and with it the names of its policies, which have more room).
 *
 * @returns an error if it is longer than {@link MAX_ROLE_NAME_LENGTH}, and one if it holds characters that IAM refuses
 */
export function nameFindings(app: string, stack: string, duty: Duty): readonly Finding[] {
  const name = roleName(app, stack, duty);
  const findings: Finding[] = [];
  if (name.length > MAX_ROLE_NAME_LENGTH) {
    findings.push({
      severity: "error",
      code: "role-name-too-long",
      path: "app",
      message: `The role's name has ${name.length} characters; at most ${MAX_ROLE_NAME_LENGTH} fit under the path ${IAM_PATH}.`,
      value: name,
      fix: `Shorten the app's or the stack's name by ${name.length - MAX_ROLE_NAME_LENGTH} characters; names are never cut.`,
    });
  }
  if (!IAM_NAME.test(name)) {
    findings.push({
      severity: "error",
      code: "role-name-characters",
      path: "app",
      message: "The role's name holds characters that IAM doesn't take.",
      value: name,
      allowed: ["letters", "digits", "_+=,.@-"],
      fix: "Use only letters, digits and _+=,.@- in the app's and the stack's name.",
    });
  }
  return findings;
}
