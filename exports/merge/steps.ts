import type { Finding } from "../../policy/finding";
import type { FileBody, FileSection } from "../model";
import { findBlocks, sharedBlockId, sharedIdentity } from "./blocks";
import { BYTE_ORDER_MARK, type Line, splitLines } from "./lines";
import { mergeBlock, type MergeInput, type MergeResult, outside, removeBlock } from "./merge";
import { sectionIdentity } from "./sections";

/** The file's text after one block of it was written or taken out. */
export interface MergeStep {
  /** Whose block changed; every byte outside it is as before. */
  readonly id: string;
  readonly text: string;
}

/** The steps from the old text to the new one, none where nothing is to do; or why there is no new text. */
export type StepsResult =
  | { readonly ok: true; readonly steps: readonly MergeStep[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Puts a stack's body into its block, what stacks share into blocks of their own, and takes out shared blocks to which
 * nothing in the file refers any more. Without a body the stack's block is taken out.
 */
export function mergeSteps(input: MergeInput, body: FileBody | undefined): StepsResult {
  const steps: MergeStep[] = [];
  const findings: Finding[] = [];
  let text = input.text;
  const step = (id: string, result: MergeResult) => {
    if (!result.ok) findings.push(...result.findings);
    else {
      steps.push({ id, text: result.text });
      text = result.text;
    }
  };
  for (const section of body?.shared ?? []) {
    const id = sharedBlockId(section.identity);
    const users = usersSection({ ...input, text, id }, section);
    findings.push(...users.findings);
    if (!users.there) step(id, mergeBlock({ ...input, text, id }, { preamble: [], sections: [section] }));
  }
  step(input.id, body ? mergeBlock({ ...input, text }, body) : removeBlock({ ...input, text }));
  if (findings.length > 0) return { ok: false, findings };
  for (let id = unusedBlock(input, text); id !== undefined; id = unusedBlock(input, text)) {
    step(id, removeBlock({ ...input, text, id }));
  }
  return { ok: true, steps };
}

/** Whether the user has that section already, and what there isn't as it has to be. */
function usersSection(
  input: MergeInput,
  section: FileSection,
): { readonly there: boolean; readonly findings: readonly Finding[] } {
  const lines = linesOf(input.text);
  const found = findBlocks(lines, input.path);
  if (!found.ok) return { there: false, findings: [] };
  const block = found.blocks.find(({ id }) => id === input.id);
  const users = sectionLines(input, outside(lines, block), section.identity);
  const [first] = users;
  if (first === undefined) return { there: false, findings: [] };
  const name = section.identity.replace(/^\S+ /, "");
  const findings = section.lines.map(settingOf).flatMap((wanted): readonly Finding[] => {
    if (wanted === undefined) return [];
    const values = users.map(settingOf).flatMap((setting) => (setting?.key === wanted.key ? [setting.value] : []));
    if (values.length > 0 && values.every((value) => value === wanted.value)) return [];
    const isProfile = section.identity.startsWith("profile ");
    return [
      {
        severity: "error",
        code: "section-differs",
        path: `${input.path}:${first.number}`,
        message: `This section is yours, and its ${wanted.key} ${values.length === 0 ? "is missing" : "is another one"}.`,
        value: values.at(-1) ?? section.header,
        allowed: [wanted.value],
        fix: `${
          isProfile
            ? `Run: aws configure set ${wanted.key} ${quoted(wanted.value)} --profile ${name}`
            : `Correct the line there, or give the session another name in the stack config`
        }. Nothing was written.`,
      },
    ];
  });
  return { there: true, findings };
}

function quoted(value: string): string {
  return value.includes(" ") ? `"${value}"` : value;
}

/** The header and the lines of every section of that identity. */
function sectionLines(input: MergeInput, lines: readonly Line[], wanted: string): readonly Line[] {
  let current: string | undefined;
  return lines.filter(({ text }) => {
    current = sectionIdentity(input.file, text) ?? current;
    return current === wanted;
  });
}

function settingOf(line: string | Line): { readonly key: string; readonly value: string } | undefined {
  const [, key, value] = /^([^=\s#;[]+)\s*=\s*(.*?)\s*$/.exec(typeof line === "string" ? line : line.text) ?? [];
  return key === undefined || value === undefined ? undefined : { key, value };
}

/** The id of a shared block that can go: nothing outside it refers to its section, and nothing of the user's is in it. */
function unusedBlock(input: MergeInput, text: string): string | undefined {
  const lines = linesOf(text);
  const found = findBlocks(lines, input.path);
  if (!found.ok) return undefined;
  return found.blocks.find((block) => {
    const identity = sharedIdentity(block.id);
    if (identity === undefined) return false;
    const [kind = "", ...name] = identity.split(" ");
    const key = kind === "profile" ? "source_profile" : kind.replace("-", "_");
    const used = outside(lines, block).some((line) => {
      const setting = settingOf(line);
      return setting?.key === key && setting.value === name.join(" ");
    });
    return !used && removeBlock({ ...input, text, id: block.id }).ok;
  })?.id;
}

function linesOf(text: string): readonly Line[] {
  return splitLines(text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text);
}
