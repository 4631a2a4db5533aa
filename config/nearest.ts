import { distance } from "fastest-levenshtein";

/**
 * The candidate that the text was most likely meant to be, or `undefined` where none is near enough.
 *
 * Near enough is two edits (insert, delete or change a character) for every five characters of the text, and at least one;
 * capitals don't count. Where two candidates are equally near, as `eu-west-1` and `eu-west-2` are to `eu-west-9`, there is no
 * telling, and none is named.
 */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor((text.length * 2) / 5));
  const wanted = text.toLowerCase();
  let best: { readonly candidate: string | undefined; readonly edits: number } = {
    candidate: undefined,
    edits: limit + 1,
  };
  for (const candidate of new Set(candidates)) {
    // A text that is much longer can't be near; skipping it keeps absurdly long input cheap.
    if (Math.abs(candidate.length - text.length) > limit) continue;
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < best.edits) best = { candidate, edits };
    else if (edits === best.edits) best = { candidate: undefined, edits };
  }
  return best.candidate;
}
