import assert from "node:assert/strict";

/** A command line of a page and what it shows below it; a line `…` there stands for any lines. */
export interface Example {
  readonly args: readonly string[];
  readonly shown: string;
}

/** The command lines in the `console` blocks of a page. */
export function examplesOf(page: string): readonly Example[] {
  return [...page.matchAll(/^```console\n([^]*?)^```$/gm)].flatMap(([, block = ""]) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((text) => {
        const [line = "", ...shown] = text.split("\n");
        const [npx, deployers, ...args] = line.split(" ");
        assert.deepEqual([npx, deployers], ["npx", "deployers"], line);
        return { args, shown: shown.join("\n") };
      }),
  );
}

/** The stack file that a page shows for its examples. */
export function stackFileOf(page: string): string {
  const [, stack] = /^```yaml file=Pulumi\.prod\.yaml\n([^]*?)^```$/m.exec(page) ?? [];
  assert.ok(stack !== undefined, "the page has no Pulumi.prod.yaml");
  return stack;
}

/** The shown text as a pattern for the whole output. */
export function patternOf(shown: string): RegExp {
  const escaped = shown.split(/^…\n/m).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join("[^]*")}$`);
}
