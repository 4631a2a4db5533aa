import { arn } from "../arn";
import { type TaggingOnCreation, taggingOnCreation } from "../knowledge/scope/tagging";
import type { GuardedRole } from "./guardedRole";
import type { Guardrail } from "./statement";

/** What starts with a role of its own, and is nobody's to claim even where the deployer reaches all of EC2. */
const INSTANCES = ["instance/*", "launch-template/*"];

/**
 * Tagging what is there already, so that it counts as the app's: the key `CreateAction` is there only where something is tagged
 * in the call that makes it. `strict` alone needs it. With `scope: app` it covers whatever the deployer is let tag of the
 * services that have such a key; with `scope: account` instances and their templates.
 */
export function claimedResources({ target, scope }: GuardedRole): readonly Guardrail[] {
  const tagging = taggingOnCreation(target.sst).flatMap((each): readonly TaggingOnCreation[] => {
    const own = scope === "app" ? (each.resources ?? []) : [];
    const resources = each.service === "ec2" ? [...own, ...INSTANCES] : own;
    return resources.length > 0 ? [{ ...each, resources }] : [];
  });
  return tagging.map(({ service, createAction, actions, resources = [] }) => ({
    purpose: service === "ec2" ? "GuardTags" : `GuardTags${service.charAt(0).toUpperCase()}${service.slice(1)}`,
    effect: "Deny",
    actions: actions.map((action) => `${service}:${action}`),
    resources: resources.map((resource) => arn(target.partition, service, "*", target.accountId, resource)),
    condition: {
      Null: { [createAction.key]: ["true"] },
      StringNotEquals: { "aws:ResourceTag/sst:app": [target.app] },
    },
    because: "What is there already isn't made the app's own by tagging it.",
    sources: [{ where: createAction.where, what: createAction.key }],
  }));
}
