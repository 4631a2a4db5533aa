import type { z } from "zod";
import type { ConfigPath } from "./path";
import type { Report } from "./report";
import { HINTS } from "./schema";

/**
 * Reads one object with a flat schema, reports every mistake in it, and answers with the keys that are right, so that the
 * checks that need only those go on.
 *
 * @param schema a strict object without nested objects (`schema.ts`)
 * @param raw what the user wrote
 * @param path where it stands
 * @param example how the whole object is written, for the finding where it is none at all
 */
export function readObject<S extends z.ZodObject>(
  schema: S,
  raw: unknown,
  path: ConfigPath,
  report: Report,
  example: string,
): Partial<z.output<S>> {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    report.error(path, {
      code: "wrong-type",
      message: `Here stands ${describeType(raw)}, but an object is wanted.`,
      value: raw,
      fix: `Write it like ${example}.`,
    });
    return {};
  }
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportIssue(schema, issue, raw as Record<string, unknown>, path, report);
  return validKeys(schema, raw as Record<string, unknown>);
}

function validKeys<S extends z.ZodObject>(schema: S, raw: Record<string, unknown>): Partial<z.output<S>> {
  const valid: Record<string, unknown> = {};
  for (const [key, keySchema] of Object.entries(schema.shape)) {
    if (!Object.hasOwn(raw, key)) continue;
    const result = (keySchema as z.ZodType).safeParse(raw[key]);
    if (result.success) valid[key] = result.data;
  }
  return valid as Partial<z.output<S>>;
}

function reportIssue(
  schema: z.ZodObject,
  issue: z.core.$ZodIssue,
  raw: Record<string, unknown>,
  path: ConfigPath,
  report: Report,
): void {
  const allowed = Object.keys(schema.shape);
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) {
      report.notAllowed(
        [...path, key],
        {
          code: "unknown-key",
          message: "There is no such key here.",
          value: key,
          allowed,
          fix: "Correct the key's spelling or remove it.",
        },
        // A key that is there already can't have been meant.
        allowed.filter((known) => !Object.hasOwn(raw, known)),
      );
    }
    return;
  }
  const key = String(issue.path[0]);
  const keySchema = schema.shape[key] as z.ZodType | undefined;
  const hint = keySchema === undefined ? undefined : HINTS.get(keySchema);
  const expected = hint?.expected ?? issue.message;
  const where = [...path, key];
  const value = Object.hasOwn(raw, key) ? raw[key] : undefined;
  const fix = hint === undefined ? "Write a value of that kind." : `Write it like ${key}: ${hint.example}.`;
  if (value === undefined) {
    report.error(where, { code: "missing", message: `The key is missing; it holds ${expected}.`, fix });
  } else if (issue.code === "invalid_value" && typeof value === "string" && hint?.unknownCode !== undefined) {
    report.notAllowed(where, {
      code: hint.unknownCode,
      message: `The value is none of the allowed ones; wanted is ${expected}.`,
      value,
      allowed: issue.values.map(String),
      fix: "Use one of the allowed values.",
    });
  } else {
    report.error(where, {
      code: "wrong-type",
      message: `Here stands ${describeType(value)}, but wanted is ${expected}.`,
      value,
      fix,
    });
  }
}

/** What a value is, as a noun phrase with its article. */
export function describeType(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "a text";
  if (typeof value === "number") return "a number";
  return typeof value === "boolean" ? "true or false" : "an object";
}

/**
 * The texts of a list, each with its place; what is no text, or empty, is reported.
 *
 * @param what an element as a noun phrase, e.g. `the name of a region`
 */
export function readTexts(
  raw: readonly unknown[],
  path: ConfigPath,
  report: Report,
  what: string,
): readonly { readonly text: string; readonly path: ConfigPath }[] {
  const texts: { text: string; path: ConfigPath }[] = [];
  raw.forEach((element, index) => {
    const where = [...path, index];
    if (typeof element === "string" && element !== "") {
      texts.push({ text: element, path: where });
    } else {
      report.error(where, {
        code: "wrong-type",
        message: `Here stands ${element === "" ? "an empty text" : describeType(element)}, but wanted is ${what}.`,
        value: element,
        fix: `Write ${what}, in quotes if it could be taken for something else.`,
      });
    }
  });
  const seen = new Set<string>();
  return texts.filter(({ text, path: where }) => {
    if (!seen.has(text)) {
      seen.add(text);
      return true;
    }
    report.error(where, {
      code: "duplicate-value",
      message: "The value stands in the list twice.",
      value: text,
      fix: "Remove one of the two.",
    });
    return false;
  });
}
