import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PROFILE_FORMATS } from "../../exports/registry";
import { GENERATIONS } from "../../policy/generation";
import { type Workspace, workspace } from "../support/cli";
import { examplesOf, patternOf, stackFileOf } from "../support/docPage";

const DOCS = resolve(__dirname, "../../docs");
const pages = ["profiles", "sst"].flatMap((folder) =>
  readdirSync(join(DOCS, folder)).map((name) => ({
    name: `${folder}/${name}`,
    text: readFileSync(join(DOCS, folder, name), "utf8"),
  })),
);

for (const { name, text } of pages) {
  describe(`docs/${name} shows what the commands really print`, () => {
    let space: Workspace;
    before(async () => {
      space = await workspace({ prod: stackFileOf(text) });
    });
    after(() => space.remove());

    const examples = examplesOf(text);
    for (const { args, shown } of examples) {
      it(`deployers ${args.join(" ")}`, async () => {
        const { code, stdout, stderr } = await space.deployers(args);
        assert.equal(code, 0, stderr);
        assert.match(stdout, patternOf(shown));
      });
    }

    it("has an example", () => {
      assert.ok(examples.length > 0);
    });
  });
}

describe("there is a page for each tool and each generation", () => {
  const names = pages.map(({ name }) => name);
  for (const { format } of PROFILE_FORMATS) {
    it(format, () => {
      assert.ok(names.includes(`profiles/${format === "credentials" ? "config" : format}.md`));
    });
  }
  for (const generation of GENERATIONS) {
    it(generation, () => {
      assert.ok(names.some((name) => name.startsWith("sst/") && name.includes(generation)));
    });
  }
});
