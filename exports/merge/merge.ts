import type { Finding } from "../../policy/finding";
import type { AwsFileKind, FileBody } from "../model";
import { type Block, endMarker, findBlocks, startMarker } from "./blocks";
import { type Carried, carriedLines } from "./carried";
import { BYTE_ORDER_MARK, type Line, lineBreakOf, splitLines } from "./lines";
import { sectionIdentity, sectionStarts } from "./sections";

/** What to do with a file's text. Pure: reading and writing files is `exports/merge/write.ts`. */
export interface MergeInput {
  /** The whole file; empty where there is none. */
  readonly text: string;
  readonly file: AwsFileKind;
  /** The file's path, shown in findings. */
  readonly path: string;
  /** Whose block, see `blockId`. */
  readonly id: string;
}

/** The new text, or why there is none. */
export type MergeResult =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Puts the body into the block of that id, which stays where it is, or is appended. Every byte outside the block stays as
 * it is; merging the same body again changes nothing.
 *
 * A file without a final line break keeps none: the block takes it over, by which {@link removeBlock} knows that the break
 * before the block was added.
 *
 * @returns findings if a section of the body exists outside the block, if markers are damaged, or if lines of the user's
 *   would be lost or change their section
 */
export function mergeBlock(input: MergeInput, body: FileBody): MergeResult {
  const identities = new Set(body.sections.map(({ identity }) => identity));
  const prepared = prepare(input, identities);
  if (!prepared.ok) return prepared;
  const { bom, lines, block, carried } = prepared;
  const taken = takenFindings(input, outside(lines, block), identities);
  if (taken.length > 0) return { ok: false, findings: taken };

  const text = lines.map(({ raw }) => raw).join("");
  const lineBreak = lineBreakOf(text);
  const rendered = [startMarker(input.id), ...bodyLines(body, carried), endMarker(input.id)].join(lineBreak);
  if (!block) {
    const hasFinalBreak = text === "" || text.endsWith("\n");
    return { ok: true, text: bom + text + (hasFinalBreak ? rendered + lineBreak : lineBreak + rendered) };
  }
  const { before, after, lastBreak } = around(lines, block);
  return { ok: true, text: bom + before + rendered + lastBreak + after };
}

/** Takes the block of that id out: the text as it was before {@link mergeBlock}. A text without the block stays as it is. */
export function removeBlock(input: MergeInput): MergeResult {
  const prepared = prepare(input, new Set());
  if (!prepared.ok) return prepared;
  const { bom, lines, block, carried } = prepared;
  if (!block) return { ok: true, text: input.text };
  const [comment] = carried.preamble;
  if (comment !== undefined) {
    return {
      ok: false,
      findings: [
        {
          severity: "error",
          code: "not-ours",
          path: `${input.path}:${block.start + 1}`,
          message: "A comment of yours stands in our block and would be removed with it.",
          value: comment,
          fix: "Move the comment out of the markers, or delete it. Nothing was written.",
        },
      ],
    };
  }
  const { before, after, lastBreak } = around(lines, block);
  const lineBreak = lineBreakOf(before);
  const breakWasAdded = lastBreak === "" && after === "" && before.endsWith(lineBreak);
  return { ok: true, text: bom + (breakWasAdded ? before.slice(0, -lineBreak.length) : before) + after };
}

/** Errors for every section that the lines hold under one of these identities. */
export function takenFindings(
  input: Pick<MergeInput, "file" | "path">,
  lines: readonly Line[],
  identities: ReadonlySet<string>,
): readonly Finding[] {
  return sectionStarts(input.file, lines)
    .filter(({ identity }) => identities.has(identity))
    .map(({ identity, line }) => ({
      severity: "error",
      code: "profile-taken",
      path: `${input.path}:${line}`,
      message: "A profile of that name is there already and isn't of this app and stack.",
      value: identity.replace(/^profile /, ""),
      fix: "Give the new profiles other names with --prefix, e.g. --prefix notes-. Nothing was written.",
    }));
}

/** The lines outside the block; all of them where there is no block. */
export function outside(lines: readonly Line[], block: Block | undefined): readonly Line[] {
  return block ? [...lines.slice(0, block.start), ...lines.slice(block.end + 1)] : lines;
}

type Prepared =
  | {
      readonly ok: true;
      readonly bom: string;
      readonly lines: readonly Line[];
      readonly block: Block | undefined;
      readonly carried: Carried;
    }
  | { readonly ok: false; readonly findings: readonly Finding[] };

function prepare(input: MergeInput, kept: ReadonlySet<string>): Prepared {
  const bom = input.text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const lines = splitLines(input.text.slice(bom.length));
  const found = findBlocks(lines, input.path);
  if (!found.ok) return found;
  const block = found.blocks.find(({ id }) => id === input.id);
  if (!block) return { ok: true, bom, lines, block, carried: { preamble: [], sections: new Map() } };
  const stray = strayFindings(input, lines, block);
  if (stray.length > 0) return { ok: false, findings: stray };
  const inside = lines.slice(block.start + 1, block.end);
  const carried = carriedLines(inside, input.file, input.id, kept, input.path);
  return carried.ok ? { ok: true, bom, lines, block, carried: carried.carried } : carried;
}

/** A setting after the block and before the next header belongs to our last profile: it would change its section with us. */
function strayFindings(input: MergeInput, lines: readonly Line[], block: Block): readonly Finding[] {
  for (const { text, number } of lines.slice(block.end + 1)) {
    if (sectionIdentity(input.file, text) !== undefined) return [];
    if (text.trim() === "" || /^\s*[#;]/.test(text)) continue;
    return [
      {
        severity: "error",
        code: "line-after-block",
        path: `${input.path}:${number}`,
        message: "This setting stands after our block but belongs to the last profile in it.",
        value: text.split("=")[0]?.trim(),
        fix: `Move the line above the line "${endMarker(input.id)}", or under a profile of your own. Nothing was written.`,
      },
    ];
  }
  return [];
}

/**
 * The block's inside. A blank line follows every section, the last one too: `aws configure set` inserts a new key two lines
 * after the last setting of the file's last section (`aws/aws-cli@1.45.11:awscli/customizations/configure/writer.py`),
 * which has to be inside the block.
 */
function bodyLines(body: FileBody, carried: Carried): readonly string[] {
  return [
    ...body.preamble,
    ...carried.preamble,
    ...body.sections.flatMap(({ identity, header, lines }) => [
      header,
      ...lines,
      ...(carried.sections.get(identity) ?? []),
      "",
    ]),
  ];
}

function around(lines: readonly Line[], block: Block): { before: string; after: string; lastBreak: string } {
  const join = (some: readonly Line[]) => some.map(({ raw }) => raw).join("");
  const lastLine = lines[block.end]?.raw ?? "";
  return {
    before: join(lines.slice(0, block.start)),
    after: join(lines.slice(block.end + 1)),
    lastBreak: /\r?\n$/.exec(lastLine)?.[0] ?? "",
  };
}
