/** A place in the stack config: keys of objects and positions in lists, from the top. */
export type ConfigPath = readonly (string | number)[];

/**
 * The path as findings show it, e.g. `accounts[1].region`. Keys that are no plain words are quoted (`accounts[0]["a b"]`),
 * so that two different places never read the same.
 */
export function formatPath(path: ConfigPath): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      if (!/^[A-Za-z_][\w-]*$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join("");
}
