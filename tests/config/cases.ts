import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a case expects of a finding; `nearest` absent means that none is given. */
export interface ExpectedFinding {
  readonly code: string;
  readonly path: string;
  readonly nearest?: string;
}

/** A change of the base config. */
export interface Change {
  readonly name: string;
  /** The stack's name; `prod` unless given. */
  readonly stack?: string;
  /** In place of the base config. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Values to put at paths. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Paths to remove. */
  readonly remove?: readonly string[];
  /** Adds a second account, with these keys in place of its own. */
  readonly second?: Readonly<Record<string, unknown>>;
}

export interface RefusedCase extends Change {
  readonly findings: readonly ExpectedFinding[];
}

export interface AcceptedCase extends Change {
  /** Keys of the model. */
  readonly model?: Readonly<Record<string, unknown>>;
  /** Keys of the first account of the model. */
  readonly account?: Readonly<Record<string, unknown>>;
  /** Warnings; none unless given. */
  readonly findings?: readonly ExpectedFinding[];
}

/** The table of `tests/cases/config.json`. */
export interface ConfigCases {
  readonly base: Readonly<Record<string, unknown>>;
  readonly second: Readonly<Record<string, unknown>>;
  readonly refused: readonly RefusedCase[];
  readonly accepted: readonly AcceptedCase[];
}

export const CASES = JSON.parse(readFileSync(join(__dirname, "../cases/config.json"), "utf8")) as ConfigCases;

/** The config of a case: the base with the case's changes. */
export function valuesOf(change: Change): Record<string, unknown> {
  if (change.values !== undefined) return structuredClone(change.values);
  const values = structuredClone(CASES.base) as Record<string, unknown>;
  if (change.second !== undefined) {
    (values["accounts"] as unknown[]).push({ ...structuredClone(CASES.second), ...structuredClone(change.second) });
  }
  for (const [path, value] of Object.entries(change.set ?? {})) {
    const { parent, key } = locate(values, path);
    parent[key] = structuredClone(value);
  }
  for (const path of change.remove ?? []) {
    const { parent, key } = locate(values, path);
    Reflect.deleteProperty(parent, key);
  }
  return values;
}

function locate(values: Record<string, unknown>, path: string): { parent: Record<string, unknown>; key: string } {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== "");
  const key = parts.pop();
  if (key === undefined) throw new Error(`no path: ${path}`);
  let parent = values;
  for (const part of parts) parent = parent[part] as Record<string, unknown>;
  return { parent, key };
}
