import * as v from "valibot";
import type { ConfigPath } from "./path";
import type { Report } from "./report";
import type { Hint, ObjectSchema } from "./schema";

/**
 * Reads one object with a flat schema, reports every mistake in it, and answers with the keys that are right, so that the
 * checks that need only those go on.
 *
 * @param schema an object without nested objects (`schema.ts`)
 * @param raw what the user wrote
 * @param path where it stands
 * @param example how the whole object is written, for the finding where it is none at all
 * @param others keys beside those of the schema are mistakes; `ignored` where another schema reads them
 */
export function readObject<S extends ObjectSchema>(
  schema: S,
  raw: unknown,
  path: ConfigPath,
  report: Report,
  example: string,
  others: "refused" | "ignored" = "refused",
): Partial<v.InferOutput<S>> {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    report.error(path, {
      code: "wrong-type",
      message: `Here stands ${describeType(raw)}, but an object is wanted.`,
      value: raw,
      fix: `Write it like ${example}.`,
    });
    return {};
  }
  const valid: Record<string, unknown> = {};
  for (const [key, keySchema] of Object.entries(schema.entries)) {
    const written = Object.hasOwn(raw, key) ? (raw as Record<string, unknown>)[key] : undefined;
    const result = v.safeParse(keySchema, written);
    if (!result.success) reportMistake(keySchema, written, [...path, key], report);
    else if (Object.hasOwn(raw, key)) valid[key] = result.output;
  }
  if (others === "refused") reportUnknownKeys(Object.keys(schema.entries), raw, path, report);
  return valid;
}

function reportUnknownKeys(allowed: readonly string[], raw: object, path: ConfigPath, report: Report): void {
  for (const key of Object.keys(raw).filter((each) => !allowed.includes(each))) {
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
}

function reportMistake(keySchema: v.GenericSchema, value: unknown, where: ConfigPath, report: Report): void {
  const hint: Partial<Hint> = v.getMetadata(keySchema);
  const expected = hint.expected ?? `a value of type ${keySchema.expects}`;
  const fix =
    hint.example === undefined
      ? "Write a value of that kind."
      : `Write it like ${String(where.at(-1))}: ${hint.example}.`;
  if (value === undefined) {
    report.error(where, { code: "missing", message: `The key is missing; it holds ${expected}.`, fix });
  } else if (hint.allowed !== undefined && hint.unknownCode !== undefined && typeof value === "string") {
    report.notAllowed(where, {
      code: hint.unknownCode,
      message: `The value is none of the allowed ones; wanted is ${expected}.`,
      value,
      allowed: hint.allowed,
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
