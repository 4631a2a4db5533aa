import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type ScalarTag,
  visit,
} from "yaml";
import type { ConfigPath } from "./path";

/** A YAML text as plain values, or where it is no YAML. */
export type YamlResult =
  | { readonly ok: true; readonly value: unknown; readonly numbers: readonly WrittenNumber[] }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] };

/** A number as it stands in the text. */
export interface WrittenNumber {
  readonly path: ConfigPath;
  readonly text: string;
}

/** A place where a text is no YAML; line and column count from 1. */
export interface YamlProblem {
  readonly line: number;
  readonly column: number;
  /** One sentence without a full stop. */
  readonly message: string;
  /** The line, without white space around it. */
  readonly text: string;
}

/**
 * Whole numbers as the engine reads them: a leading zero makes them octal where all digits are, and underscores don't count
 * (`gopkg.in/yaml.v3:resolve.go`). YAML 1.2, which this library follows otherwise, reads them as decimal.
 */
const engineInteger: ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  test: /^[-+]?[0-9][0-9_]*$/,
  resolve(text) {
    const digits = text.replaceAll("_", "");
    return /^[-+]?0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  },
};

/** Parses one YAML document. Duplicate keys are problems; anchors, aliases and merge keys work as they do in the engine. */
export function parseYaml(text: string): YamlResult {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    merge: true,
    customTags: (tags) => [engineInteger, ...tags],
  });
  const lines = text.split(/\r?\n/);
  const problem = (position: number, message: string): YamlProblem => {
    const { line, col } = lineCounter.linePos(position);
    return { line, column: col, message: message.replace(/\.$/, ""), text: (lines[line - 1] ?? "").trim() };
  };
  if (document.errors.length > 0) {
    return { ok: false, problems: document.errors.map((error) => problem(error.pos[0], error.message)) };
  }
  try {
    return { ok: true, value: document.toJS(), numbers: writtenNumbers(document) };
  } catch (error) {
    // Aliases are resolved only now; one that points nowhere or far too often is found here.
    const position = danglingAlias(document)?.range?.[0] ?? 0;
    return { ok: false, problems: [problem(position, error instanceof Error ? error.message : String(error))] };
  }
}

/** The first alias whose anchor isn't there. */
function danglingAlias(document: Document.Parsed): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias: (_key, node) => {
      if (node.resolve(document) !== undefined) return undefined;
      found = node;
      return visit.BREAK;
    },
  });
  return found;
}

function writtenNumbers(document: Document.Parsed): readonly WrittenNumber[] {
  const numbers: WrittenNumber[] = [];
  const walk = (node: unknown, path: ConfigPath): void => {
    if (isAlias(node)) {
      walk(node.resolve(document), path);
    } else if (isMap(node)) {
      for (const { key, value } of node.items) walk(value, [...path, String(isScalar(key) ? key.value : key)]);
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        walk(item, [...path, index]);
      });
    } else if (isScalar(node) && typeof node.value === "number" && node.source !== undefined) {
      numbers.push({ path, text: node.source });
    }
  };
  walk(document.contents, []);
  return numbers;
}
