import { endMarker, startMarker } from "./blocks";

/**
 * The last look before a user's file is replaced: works on bytes and shares nothing with the merge but the markers' text,
 * so that a mistake in one doesn't hide in the other.
 */

/**
 * True if the two files hold the same bytes outside the block of that id.
 *
 * @param added true where the new file has the block and the old one may not have had it yet: then the line break that
 *   joins a last line without one to the block is no difference
 */
export function sameOutsideBlock(before: Buffer, after: Buffer, id: string): boolean {
  const [old, now] = [cutBlock(before, id), cutBlock(after, id)];
  if (old.had && now.had) return old.rest.equals(now.rest);
  const [bare, joined] = old.had ? [now, old] : [old, now];
  return (
    bare.rest.equals(joined.rest) ||
    ["\n", "\r\n"].some((lineBreak) => Buffer.concat([bare.rest, Buffer.from(lineBreak)]).equals(joined.rest))
  );
}

function cutBlock(file: Buffer, id: string): { readonly rest: Buffer; readonly had: boolean } {
  const start = lineAt(file, startMarker(id), 0);
  if (start === -1) return { rest: file, had: false };
  const end = lineAt(file, endMarker(id), start);
  const lineBreak = end === -1 ? -1 : file.indexOf("\n", end);
  const next = lineBreak === -1 ? file.length : lineBreak + 1;
  return { rest: Buffer.concat([file.subarray(0, start), file.subarray(next)]), had: true };
}

/** Where a line of that text begins, or -1; trailing blanks and a carriage return belong to the line. */
function lineAt(file: Buffer, text: string, from: number): number {
  for (let at = file.indexOf(text, from); at !== -1; at = file.indexOf(text, at + 1)) {
    const opensLine = at === 0 || file[at - 1] === 0x0a || (at === 3 && file[0] === 0xef);
    const rest = file.subarray(at + text.length);
    const lineBreak = rest.indexOf("\n");
    if (opensLine && rest.subarray(0, lineBreak === -1 ? rest.length : lineBreak).every(isBlank)) return at;
  }
  return -1;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}
