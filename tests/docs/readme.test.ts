import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { workspace, type Workspace } from "../support/cli";
import { COMMAND_LINES, README, readmeStackFile } from "../support/readme";

const ROOT = resolve(__dirname, "..", "..");

/** What the README tells to type for which another suite or nothing on this machine can vouch. */
const RUN_ELSEWHERE = [
  /^npm (start|test|ci)$/, // the sandbox's own tests and CI
  /^npx pulumi (stack init prod|up --stack prod)( --secrets-provider=.*)?$/, // tests/engine/readme.test.ts
  /^npx pulumi login( s3:.*)?$/, // needs an account of Pulumi's or a bucket
  /^AWS_PROFILE=prod-eu npx sst deploy --stage prod$/, // the next program's
];

describe("README.md: what it tells to type works with the stack file that it shows", () => {
  let space: Workspace;
  before(async () => {
    space = await workspace({ prod: readmeStackFile() });
    await space.write(join(space.home, ".aws", "config"), "[default]\nregion = eu-west-1\n");
  });
  after(() => space.remove());

  for (const line of COMMAND_LINES.filter((each) => each.startsWith("npx deployers "))) {
    it(line, async () => {
      const { code, stderr } = await space.deployers(line.split(" ").slice(2));
      assert.equal(code, 0, stderr);
    });
  }

  it("wrote the profile that the README goes on with, and kept what was there", () => {
    const config = readFileSync(join(space.home, ".aws", "config"), "utf8");
    assert.match(config, /^\[profile prod-eu\]$/m);
    assert.ok(config.startsWith("[default]\nregion = eu-west-1\n"));
  });

  it("tells nothing to type that no suite knows of", () => {
    const unknown = COMMAND_LINES.filter(
      (line) => !line.startsWith("npx deployers ") && !RUN_ELSEWHERE.some((pattern) => pattern.test(line)),
    );
    assert.deepEqual(unknown, []);
  });

  it("links to files that exist", () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)(#[^)]*)?\)/g)].map(([, path = ""]) => path);
    assert.ok(links.length > 5);
    assert.deepEqual(
      links.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });

  it("names npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object };
    for (const [, name = ""] of README.matchAll(/npm run ([\w:]+)/g)) assert.ok(name in scripts, name);
  });
});
