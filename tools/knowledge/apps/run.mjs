/**
 * Runs every small app and writes what was synthesized: [{ construct, variant, stacks: { name: template } } | { …, error }].
 *
 * An app that can't be synthesized is no error of the run: its message is kept, and the facts say so.
 */
import fs from "node:fs";

export async function runApps(apps, synthesize, outFile) {
  const results = [];
  for (const [construct, variant, make, options = {}] of apps) {
    try {
      const assembly = await synthesize(make, options);
      const stacks = Object.fromEntries(assembly.stacks.map((stack) => [stack.stackName, stack.template]));
      results.push({ construct, variant, stacks });
    } catch (error) {
      results.push({ construct, variant, error: error instanceof Error ? error.message : String(error) });
    }
    process.stderr.write(`${construct} ${variant}${results.at(-1).error ? ": " + results.at(-1).error : ""}\n`);
  }
  fs.writeFileSync(outFile, JSON.stringify(results));
}
