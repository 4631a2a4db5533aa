import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { COMMANDS } from "../../cli/commandTable";
import { stackFile, type Workspace, workspace } from "../support/cli";

const page = readFileSync(resolve(__dirname, "../../docs/cli.md"), "utf8");

/** A command line of the page and what it shows below it; a line `…` there stands for any lines. */
interface Example {
  readonly args: readonly string[];
  readonly shown: string;
}

const examples: readonly Example[] = [...page.matchAll(/^```console\n([^]*?)^```$/gm)].flatMap(([, block = ""]) =>
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

/** The shown text as a pattern for the whole output. */
function patternOf(shown: string): RegExp {
  const escaped = shown.split(/^…\n/m).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join("[^]*")}$`);
}

describe("docs/cli.md shows what the commands really print", () => {
  let space: Workspace;
  before(async () => {
    const [, stack] = /^```yaml file=Pulumi\.prod\.yaml\n([^]*?)^```$/m.exec(page) ?? [];
    assert.ok(stack !== undefined);
    space = await workspace({ prod: stack });
  });
  after(() => space.remove());

  for (const { args, shown } of examples) {
    it(`deployers ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await space.deployers(args);
      assert.equal(code, 0, stderr);
      assert.match(stdout, patternOf(shown));
    });
  }

  it("has an example of every command and of every option that only this project has", () => {
    const used = new Set(examples.map(({ args }) => args[0]));
    assert.deepEqual(
      COMMANDS.map(({ name }) => name).filter((name) => !used.has(name)),
      [],
    );
    for (const { name, options } of COMMANDS) {
      for (const { flags } of options) {
        const option = flags.split(" ")[0] ?? "";
        assert.ok(page.includes(option), `${name} ${option} isn't in docs/cli.md`);
      }
    }
  });
});

describe("the examples of --help work as they stand", () => {
  let space: Workspace;
  before(async () => {
    space = await workspace({ prod: stackFile(), dev: stackFile() });
  });
  after(() => space.remove());

  for (const example of COMMANDS.flatMap(({ examples: lines }) => lines)) {
    it(example, async () => {
      const [, ...args] = example.split(" ");
      const { code, stderr } = await space.deployers(args);
      assert.equal(code, 0, stderr);
    });
  }
});
