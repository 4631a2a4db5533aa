import type { Plan } from "../plan/model";
import { hasErrors } from "../policy/finding";
import { DEFAULT_EXPORT_OPTIONS } from "./model";
import { PROFILE_FORMATS } from "./registry";

/**
 * The stack output `profiles`: the text of the profiles by format, without anything personal. A format that the plan can't
 * be written in is left out; `deployers profiles --format …` says why.
 */
export function profileTexts(plan: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries(
    PROFILE_FORMATS.filter((format) => !hasErrors(format.check(plan, DEFAULT_EXPORT_OPTIONS, "print"))).map(
      (format) => [format.format, format.render(plan, DEFAULT_EXPORT_OPTIONS)],
    ),
  );
}
