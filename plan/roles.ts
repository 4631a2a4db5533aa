import { administratorReasons, type KnownRole } from "../policy/administrator";
import { iamRoleArn } from "../policy/arn";
import { isCdkGeneration } from "../policy/generation";
import type { AppTarget } from "../policy/knowledge/target";
import { IAM_PATH, roleName } from "../policy/names";
import { accessAnalyzer } from "../policy/strategies/accessAnalyzer";
import { administrator } from "../policy/strategies/administrator";
import { cloudFormation } from "../policy/strategies/cloudformation";
import type { Strategy } from "../policy/strategies/model";
import type { RolePermissions } from "../policy/strategies/permissions";
import { services } from "../policy/strategies/services";
import { type DraftRole, draftRole } from "./draft";

/** The roles of an account, each judged; `undefined` for a strategy that the generation doesn't have. */
export function draftRoles(stack: string, target: AppTarget, strategy: Strategy): readonly DraftRole[] | undefined {
  return decide(stack, target, strategy)
    ?.map((permissions) => draftRole(stack, target, permissions))
    .reduceRight(judged, []);
}

/** What the strategy decides. */
function decide(stack: string, target: AppTarget, strategy: Strategy): readonly RolePermissions[] | undefined {
  switch (strategy.type) {
    case "administrator":
      return administrator(target);
    case "services":
      return services(target, strategy);
    case "access-analyzer":
      return accessAnalyzer(target, strategy);
    case "cloudformation": {
      if (!isCdkGeneration(target.sst)) return undefined;
      const name = roleName(target.app, stack, "cloudformation");
      return cloudFormation(target, strategy, iamRoleArn(target.partition, target.accountId, IAM_PATH, name));
    }
  }
}

/**
 * Puts a role before those already judged, with the reasons why it is administrator-equivalent. Roles come after the ones
 * that pass or assume them, so that judging from the last to the first knows how strong each passed role is.
 */
function judged(others: readonly DraftRole[], draft: DraftRole): readonly DraftRole[] {
  const { role, statements } = draft;
  const reasons = administratorReasons({
    roleArn: role.arn,
    statements,
    managedPolicyArns: role.managedPolicyArns,
    ownPolicyArns: role.policies.flatMap((policy) => (policy.type === "managed" ? [policy.arn] : [])),
    knownRoles: others.map((other): KnownRole => ({
      arn: other.role.arn,
      administratorEquivalent: other.role.administratorEquivalent !== undefined,
    })),
  });
  return [reasons.length > 0 ? { ...draft, role: { ...role, administratorEquivalent: reasons } } : draft, ...others];
}
