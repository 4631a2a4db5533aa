/**
 * Planning accounts that differ in nothing but their id only once: with a stand-in for the id, which is then replaced.
 *
 * The stand-in has the 12 characters of an id, so that sizes are right, and characters that no name in an ARN has.
 */
export const STAND_IN_ACCOUNT_ID = "<account-id>";

/**
 * A plain JSON value with the stand-in in any of its texts, as a function of the id. Whatever holds no stand-in is shared by
 * all results; keys of objects are never touched.
 */
export function byAccountId<T>(value: T): (accountId: string) => T {
  const fill = compile(value);
  return fill === undefined ? () => value : (accountId) => fill(accountId) as T;
}

type Fill = (accountId: string) => unknown;

/** How to fill the value in; `undefined` where it holds no stand-in. */
function compile(value: unknown): Fill | undefined {
  if (typeof value === "string") {
    const parts = value.split(STAND_IN_ACCOUNT_ID);
    return parts.length === 1 ? undefined : (accountId) => parts.join(accountId);
  }
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => ({ item, fill: compile(item) }));
    if (items.every(({ fill }) => fill === undefined)) return undefined;
    return (accountId) => items.map(({ item, fill }) => (fill ? fill(accountId) : item));
  }
  if (typeof value === "object" && value !== null) {
    const filled = Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
      const fill = compile(item);
      return fill ? [{ key, fill }] : [];
    });
    if (filled.length === 0) return undefined;
    return (accountId) => {
      const copy: Record<string, unknown> = { ...value };
      for (const { key, fill } of filled) copy[key] = fill(accountId);
      return copy;
    };
  }
  return undefined;
}
