import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { COMMANDS } from "../../cli/commandTable";
import { stackFile, type Workspace, workspace } from "../support/cli";
import { examplesOf, patternOf, stackFileOf } from "../support/docPage";
import { type FakeSts, fakeSts } from "../support/fakeSts";

const page = readFileSync(resolve(__dirname, "../../docs/cli.md"), "utf8");
const examples = examplesOf(page);
const DEV = stackFile({
  stages: ["dev", "pr-*"],
  accounts: [{ name: "dev", accountId: "432109876543", region: "eu-west-1", strategy: { type: "administrator" } }],
});

/** What the examples need around them: a team file, an STS that knows prod's deployer, and an npx that runs nothing. */
class Surroundings {
  private constructor(
    readonly space: Workspace,
    private readonly sts: FakeSts,
  ) {}

  static async of(prod: string): Promise<Surroundings> {
    const space = await workspace({ prod, dev: DEV });
    const sts = await fakeSts();
    sts.answer("arn:aws:sts::210987654321:assumed-role/notes-prod-deploy/alice");
    await space.write("npx", '#!/bin/sh\necho "$@"\n');
    await chmod(join(space.project, "npx"), 0o700);
    const team = await space.deployers(["export", "--stack", "prod", "--for", "team"]);
    await space.write("team.json", team.stdout);
    return new Surroundings(space, sts);
  }

  run(args: readonly string[]) {
    const path = [this.space.project, process.env["PATH"] ?? ""].join(delimiter);
    return this.space.deployers(args, { ...this.sts.environment, PATH: path });
  }

  async close(): Promise<void> {
    await this.sts.stop();
    await this.space.remove();
  }
}

describe("docs/cli.md shows what the commands really print", () => {
  let surroundings: Surroundings;
  before(async () => {
    surroundings = await Surroundings.of(stackFileOf(page));
  });
  after(() => surroundings.close());

  for (const { args, shown } of examples) {
    it(`deployers ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await surroundings.run(args);
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
  let surroundings: Surroundings;
  before(async () => {
    surroundings = await Surroundings.of(stackFile());
  });
  after(() => surroundings.close());

  for (const example of COMMANDS.flatMap(({ examples: lines }) => lines)) {
    it(example, async () => {
      const [, ...args] = example.split(" ");
      const { code, stderr } = await surroundings.run(args);
      assert.equal(code, 0, stderr);
    });
  }
});
