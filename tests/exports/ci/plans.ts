import assert from "node:assert/strict";
import { parseConfig } from "../../../config/parse";
import type { Plan } from "../../../plan/model";
import { plan } from "../../../plan/plan";
import { DEFAULT_EXPORT_OPTIONS, type ExportFormat, type ExportOptions } from "../../../exports/model";
import { valuesOf } from "../../config/cases";

/** The plan of the base config with these values at these paths, and a second account where one is given. */
export function planOf(
  set: Readonly<Record<string, unknown>>,
  second?: Readonly<Record<string, unknown>>,
  stack = "prod",
): Plan {
  const parsed = parseConfig(stack, valuesOf({ name: "", set, ...(second ? { second } : {}) }));
  assert.ok(parsed.ok, JSON.stringify(parsed.findings));
  const planned = plan(parsed.config);
  assert.ok(planned.ok, JSON.stringify(planned.findings));
  return planned.plan;
}

/** The text of a form that nothing stands against. */
export function rendered(format: ExportFormat, from: Plan, options: Partial<ExportOptions> = {}): string {
  const all = { ...DEFAULT_EXPORT_OPTIONS, ...options };
  assert.deepEqual(format.check(from, all, "print"), []);
  return format.render(from, all);
}

/** `severity code path` of what stands against a form. */
export function findingsOf(format: ExportFormat, from: Plan): readonly string[] {
  return format
    .check(from, DEFAULT_EXPORT_OPTIONS, "print")
    .map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}
