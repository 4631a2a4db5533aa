import assert from "node:assert/strict";
import { stackFile, type Workspace, workspace } from "../support/cli";

const github = (environment: string) => ({
  trust: { github: { repository: "acme/notes", environments: [environment] } },
});

describe("check refuses a GitHub environment that two stages claim, across stacks", () => {
  let space: Workspace;
  before(async () => {
    space = await workspace({
      dev: stackFile({ ...github("live"), stages: ["dev"] }),
      prod: stackFile({ ...github("Live"), stages: ["prod"] }),
      "prod-billing": stackFile({ ...github("live"), app: "billing", stages: ["dev"] }),
      broken: "config: [",
    });
  });
  after(() => space.remove());

  it("names the other stack, its stages and the fix", async () => {
    const { code, stderr } = await space.deployers(["check", "--stack", "prod"]);
    assert.equal(code, 1);
    assert.match(stderr, /accounts\[0\]\.trust/);
    assert.match(stderr, /The stack dev gives the same environment of acme\/notes to other stages \(dev\)/);
    assert.match(stderr, /Give each stage an environment of its own/);
  });

  it("takes another app's stack for the same stage", async () => {
    await space.write("Pulumi.prod.yaml", stackFile({ ...github("prod"), stages: ["prod"] }));
    const { code, stderr } = await space.deployers(["check", "--stack", "prod-billing"]);
    assert.equal(code, 0, stderr);
  });
});
