import type { Plan } from "../plan/model";
import { PROFILE_FORMATS } from "./registry";
import { renderForm } from "./renderForm";

/**
 * The stack output `profiles`: the text of the profiles by format, without anything personal. A format that the plan can't
 * be written in is left out; `deployers profiles --format …` says why.
 */
export function profileTexts(plan: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries(
    PROFILE_FORMATS.flatMap((format) => {
      const rendered = renderForm(format, plan);
      return rendered.ok ? [[format.format, rendered.text]] : [];
    }),
  );
}
