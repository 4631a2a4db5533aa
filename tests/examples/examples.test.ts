import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { run } from "../../cli/commands/render";
import { readStage } from "../../cli/stage";
import { planTree } from "../../exports/tree";
import { GENERATIONS, isCdkGeneration } from "../../policy/generation";
import { STRATEGY_TYPES } from "../../policy/strategies/model";

const PROJECT = resolve(__dirname, "../..");
const FOLDER = resolve(PROJECT, "examples");
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith(".yaml"));

/** Every generation with each strategy that it can use. */
const LEGAL = GENERATIONS.flatMap((sst) =>
  STRATEGY_TYPES.filter((type) => type !== "cloudformation" || isCdkGeneration(sst)).map((type) => ({ sst, type })),
);

/** A terminal whose output is kept; the project is this checkout. */
function terminalOf(written: string[]) {
  return {
    out: (text: string) => void written.push(text),
    err: () => undefined,
    environment: {},
    workingDirectory: PROJECT,
    homeDirectory: FOLDER,
  };
}

describe("examples/: a stack file for each generation and strategy, each of which renders", () => {
  it("has one for each that is legal, and no other", () => {
    assert.deepEqual([...FILES].sort(), LEGAL.map(({ sst, type }) => `${sst}-${type}.yaml`).sort());
  });

  it("is listed in the README, file by file", () => {
    const readme = readFileSync(resolve(FOLDER, "README.md"), "utf8");
    const listed = [...readme.matchAll(/^\| \[(\S+)\]\(\1\) /gm)].map(([, file]) => file);
    assert.deepEqual(listed.sort(), [...FILES].sort());
  });

  for (const { sst, type } of LEGAL) {
    const file = `${sst}-${type}.yaml`;
    const options = { configFile: resolve(FOLDER, file), stack: "prod" };

    it(`${file}: plans with warnings at most, and is what its name says`, () => {
      const stage = readStage(options, terminalOf([]));
      assert.ok(stage.ok, JSON.stringify(stage.findings));
      assert.deepEqual(
        stage.findings.filter(({ severity }) => severity !== "warning"),
        [],
      );
      const codes = new Set(stage.findings.map(({ code }) => code));
      // The one risk that an example may have: what a deployer of that strategy can do.
      codes.delete("administrator-equivalent");
      // Whoever copies one without putting in ids of their own is told so.
      assert.deepEqual([...codes].sort(), ["placeholder-account", "placeholder-principal"]);
      const [account] = stage.plan.accounts;
      assert.equal(account.sst, sst);
      assert.equal(account.strategy, type);
      const { files } = planTree(stage.plan);
      assert.ok(files.size > 3, [...files.keys()].join());
    });

    it(`${file}: deployers render prints its roles`, async () => {
      const written: string[] = [];
      assert.equal(await run(options, terminalOf(written), []), true);
      assert.match(written.join(""), new RegExp(`prod-eu: account 222222222222.*SST ${sst}, strategy ${type}`));
    });
  }
});
