import { basename } from "node:path";
import type { Report } from "./report";
import { describeType } from "./shape";
import { parseYaml, type WrittenNumber } from "./yaml";

/** A YAML file whose top is an object. */
export interface YamlFile {
  /** `null` for an empty file. */
  readonly value: Readonly<Record<string, unknown>> | null;
  readonly numbers: readonly WrittenNumber[];
}

/** Parses a file's text; `undefined` after reporting each place where it is no YAML, or that its top is no object. */
export function parseFile(file: string, text: string, report: Report): YamlFile | undefined {
  const result = parseYaml(text);
  if (!result.ok) {
    for (const { line, column, message, text: found } of result.problems) {
      report.error([], {
        code: "invalid-yaml",
        message: `${basename(file)}, line ${line}, column ${column}: ${message}.`,
        value: found,
        fix: "Mend the YAML there; indentation, quotes and colons are the usual reasons.",
      });
    }
    return undefined;
  }
  const { value, numbers } = result;
  if (value === null || value === undefined) return { value: null, numbers };
  if (typeof value === "object" && !Array.isArray(value)) return { value: value as Record<string, unknown>, numbers };
  report.error([], {
    code: "wrong-type",
    message: `${basename(file)} holds ${describeType(value)}, but an object is wanted.`,
    value,
    fix: "Begin with the key config: and put the stack's keys under it.",
  });
  return undefined;
}
