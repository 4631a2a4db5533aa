import { callerPolicy } from "../policy/trust";
import type { ExportFormat } from "./model";
import { assumableRoles, selectedAccounts } from "./roles";

/**
 * The caller's side: what a user, role or permission set of another account needs in its own policy, since a trust policy
 * alone doesn't let it out of its account.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export const CALLER_FORMAT: ExportFormat = {
  format: "caller",
  description: "the policy that those who assume the roles need: sts:AssumeRole on exactly these roles",
  fileName: "caller-policy.json",
  check: () => [],
  render: (plan, options) => {
    const arns = selectedAccounts(plan, options).flatMap((account) => assumableRoles(account).map(({ arn }) => arn));
    return `${JSON.stringify(callerPolicy(arns), null, 2)}\n`;
  },
};
