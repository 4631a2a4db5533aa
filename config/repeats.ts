import type { Finding } from "../policy/finding";

/**
 * The findings of two steps as one list, without those of the second that are about a place, or a part of a place, that the
 * first has refused: they would only say in other words that it can't be used.
 */
export function withoutRepeats(first: readonly Finding[], second: readonly Finding[]): readonly Finding[] {
  const refused = first.filter(({ severity, path }) => severity === "error" && path !== "").map(({ path }) => path);
  const covered = (path: string): boolean =>
    refused.some((place) => path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`));
  return [...first, ...second.filter(({ path }) => !covered(path))];
}
