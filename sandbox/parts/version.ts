/**
 * Compares two dotted versions by number: below 0 where `a` is older. What follows the numbers is left aside.
 */
export function compareVersions(a: string, b: string): number {
  const numbers = (text: string): readonly number[] => (/\d+(\.\d+)*/.exec(text)?.[0] ?? "0").split(".").map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
