import fs from "node:fs";
import { isDeepStrictEqual } from "node:util";

/** How long a line of the facts may be before a list gets a line for each item. */
const LINE = 110;

/**
 * JSON with sorted keys (lists keep their order) and lists on one line where they fit: small, readable, and the same bytes
 * for the same facts.
 */
export function factsJson(value: unknown): string {
  return `${render(value, "")}\n`;
}

function render(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const line = JSON.stringify(value).replaceAll('","', '", "');
    if (line.length + indent.length <= LINE) return line;
    return `[\n${value.map((item) => inner + render(item, inner)).join(",\n")}\n${indent}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return "{}";
  const lines = entries
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, item]) => `${inner}${JSON.stringify(key)}: ${render(item, inner)}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

/**
 * Writes a file of facts, unless nothing but dates would change.
 *
 * @returns whether the file was written
 */
export function writeFacts(file: string, facts: unknown): boolean {
  const before: unknown = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : undefined;
  if (isDeepStrictEqual(withoutDates(before), withoutDates(JSON.parse(JSON.stringify(facts))))) return false;
  fs.writeFileSync(file, factsJson(facts));
  return true;
}

function withoutDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDates);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "date")
      .map(([key, item]) => [key, withoutDates(item)]),
  );
}
