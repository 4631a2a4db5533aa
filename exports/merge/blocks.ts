import type { Finding } from "../../policy/finding";
import type { Line } from "./lines";
import type { BlockKind } from "./ownSettings";

/**
 * The marked blocks in a user's file: what stands between the markers is ours, one block an app and stack.
 *
 * ```
 * # >>> sst-deployer-roles notes/prod
 * # <<< sst-deployer-roles notes/prod
 * ```
 */

/** Where a block stands among the lines, markers included; indices from 0. */
export interface Block {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/** The blocks of a file in order, or what is damaged about them. */
export type BlocksResult =
  | { readonly ok: true; readonly blocks: readonly Block[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

const MARKER = /^# (>>>|<<<) sst-deployer-roles (\S.*?)[ \t]*$/;
/** Anything that was meant as a marker, however it was indented or cut since. */
const LIKE_A_MARKER = /^\s*[#;]\s*(?:>>>|<<<)\s*sst-deployer-roles\b/;

/** The name of a stage stack's block, e.g. `notes/prod`. */
export function blockId(plan: { readonly app: string; readonly stack: string }): string {
  return `${plan.app}/${plan.stack}`;
}

/** No app's name holds a blank, so no stack's block has such an id. */
const SHARED = "shared ";

/** The name of the block of a section that stacks have in common, e.g. `shared sso-session acme`. */
export function sharedBlockId(identity: string): string {
  return SHARED + identity;
}

/** The section in a shared block, or `undefined` for a stack's block. */
export function sharedIdentity(id: string): string | undefined {
  return id.startsWith(SHARED) ? id.slice(SHARED.length) : undefined;
}

/** What a block of that id holds. */
export function blockKind(id: string): BlockKind {
  return sharedIdentity(id) === undefined ? "stack" : "shared";
}

/** The line that opens a block. */
export function startMarker(id: string): string {
  return `# >>> sst-deployer-roles ${id}`;
}

/** The line that closes a block. */
export function endMarker(id: string): string {
  return `# <<< sst-deployer-roles ${id}`;
}

/**
 * Finds every block. Markers that don't pair up are findings, each with its line: guessing where a block ends could take
 * lines of the user's for ours.
 *
 * @param file shown in findings
 */
export function findBlocks(lines: readonly Line[], file: string): BlocksResult {
  const blocks: Block[] = [];
  const findings: Finding[] = [];
  let open: { readonly id: string; readonly start: number } | undefined;
  const damaged = (index: number, message: string, fix: string) => {
    findings.push({
      severity: "error",
      code: "markers-damaged",
      path: `${file}:${index + 1}`,
      message,
      value: lines[index]?.text,
      fix: `${fix} Nothing was written.`,
    });
  };
  lines.forEach(({ text }, index) => {
    if (!LIKE_A_MARKER.test(text)) return;
    const [, arrows, id] = MARKER.exec(text) ?? [];
    if (id === undefined) {
      damaged(index, "This line looks like a marker of ours but isn't one.", "Restore the line, or delete it.");
    } else if (arrows === ">>>") {
      if (open) {
        damaged(
          index,
          `A block starts here before the one of line ${open.start + 1} has ended.`,
          `Put the line "${endMarker(open.id)}" where that block ends.`,
        );
      } else if (blocks.some((block) => block.id === id)) {
        damaged(index, `The file has a second block of ${id}.`, "Delete one of the two, markers included.");
      }
      open = { id, start: index };
    } else if (open?.id === id) {
      blocks.push({ id, start: open.start, end: index });
      open = undefined;
    } else {
      damaged(index, `A block of ${id} ends here that has no start.`, "Restore the start marker, or delete this line.");
      open = undefined;
    }
  });
  if (open) {
    damaged(
      open.start,
      `The block of ${open.id} that starts here has no end.`,
      `Put the line "${endMarker(open.id)}" where the block ends.`,
    );
  }
  return findings.length > 0 ? { ok: false, findings } : { ok: true, blocks };
}
