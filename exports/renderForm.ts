import type { Plan } from "../plan/model";
import { type Finding, hasErrors } from "../policy/finding";
import { DEFAULT_EXPORT_OPTIONS, type ExportFormat } from "./model";

/** A form made unasked: its text, and its files where it has several; or what stands against it. */
export type RenderedForm =
  | { readonly ok: true; readonly text: string; readonly files?: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** The plan in that form, without anything personal, or why it can't be had in it. */
export function renderForm(format: ExportFormat, plan: Plan): RenderedForm {
  const findings = format.check(plan, DEFAULT_EXPORT_OPTIONS, "print");
  if (hasErrors(findings)) return { ok: false, findings };
  const files = format.files?.(plan, DEFAULT_EXPORT_OPTIONS);
  return { ok: true, text: format.render(plan, DEFAULT_EXPORT_OPTIONS), ...(files ? { files } : {}) };
}
