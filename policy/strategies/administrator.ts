import { arn } from "../arn";
import type { AppTarget } from "../knowledge/target";
import type { RolePermissions } from "./permissions";

/**
 * Strategy 1: AWS's managed policy AdministratorAccess, and nothing else.
 *
 * Source: `anomalyco/sst@v1.18.4:www/docs/advanced/iam-credentials.md`, "Grant AdministratorAccess permission". No other
 * strategy ever attaches it.
 */
export function administrator(target: AppTarget): readonly RolePermissions[] {
  return [
    {
      duty: "deploy",
      purpose: "deploys with AdministratorAccess",
      managedPolicyArns: [arn(target.partition, "iam", "", "aws", "policy/AdministratorAccess")],
      asked: [],
      beside: [],
      trust: "callers",
    },
  ];
}
