import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { stacksIn } from "../../config/file";
import { type Workspace, workspace } from "../support/cli";
import { examplesOf, patternOf } from "../support/docPage";

const EXAMPLES = resolve(__dirname, "../../examples");

for (const name of ["one-developer", "team-sso", "v2-service-role", "v4-assume-roles"]) {
  describe(`examples/${name} works as it stands`, () => {
    let space: Workspace;
    before(async () => {
      space = await workspace({});
      await cp(join(EXAMPLES, name), space.project, { recursive: true });
    });
    after(() => space.remove());

    for (const stack of stacksIn(join(EXAMPLES, name))) {
      it(`the stack ${stack} has no mistake`, async () => {
        const { code, stderr } = await space.deployers(["check", "--stack", stack]);
        assert.equal(code, 0, stderr);
      });
    }

    for (const { args, shown } of examplesOf(readFileSync(join(EXAMPLES, name, "README.md"), "utf8"))) {
      it(`deployers ${args.join(" ")}`, async () => {
        const { code, stdout, stderr } = await space.deployers(args);
        assert.equal(code, 0, stderr);
        if (shown !== "") assert.match(stdout, patternOf(shown));
      });
    }

    it("has stacks", () => {
      assert.ok(readdirSync(join(EXAMPLES, name)).includes("Pulumi.prod.yaml"));
    });
  });
}
