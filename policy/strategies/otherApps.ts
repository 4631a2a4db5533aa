import type { Duty } from "../duty";
import type { Grant } from "../grant";
import { sidOf } from "../knowledge/need";
import { SCOPE_SOURCES } from "../knowledge/scope/model";
import type { AppTarget } from "../knowledge/target";

/** Denies of `scope: app` that hold whatever the names of others' resources are: their tags decide. */
export function otherApps(duty: Duty, target: AppTarget): readonly Grant[] {
  const rows = [
    ["ResourceTag", "sst:app", "StringNotEquals", [target.app], "OtherApps"],
    ["ResourceTag", "sst:stage", "StringNotLike", target.stages, "OtherStages"],
    ["RequestTag", "sst:app", "StringNotEquals", [target.app], "TagsOfOtherApps"],
    ["RequestTag", "sst:stage", "StringNotLike", target.stages, "TagsOfOtherStages"],
  ] as const;
  return rows.map(([kind, tag, operator, values, purpose]) => ({
    sid: sidOf(duty, purpose),
    duty,
    effect: "Deny",
    actions: ["*"],
    resources: ["*"],
    condition: { [operator]: { [`aws:${kind}/${tag}`]: values }, Null: { [`aws:${kind}/${tag}`]: ["false"] } },
    because:
      kind === "ResourceTag"
        ? "What carries the tags of another app or stage is theirs, even where its name matches a pattern of this app."
        : "Nothing is tagged as another app's or stage's.",
    sources: SCOPE_SOURCES,
  }));
}
