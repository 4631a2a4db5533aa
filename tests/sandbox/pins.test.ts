import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { PINS } from "../../sandbox/pins";
import { CHECKOUT } from "./support/fakeMachine";

const read = (...path: readonly string[]): string => readFileSync(join(CHECKOUT, ...path), "utf8");

describe("The sandbox's versions are those of package.json and of the Go modules", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<string, Record<string, string>>;

  it("gets the Pulumi CLI and the plugins that the SDKs ask for", () => {
    assert.equal(PINS.pulumi, devDependencies?.["pulumi"]);
    assert.equal(PINS.awsProvider, dependencies?.["@pulumi/aws"]);
    assert.equal(PINS.awsxProvider, dependencies?.["@pulumi/awsx"]);
  });

  it("builds the engine from that version's module, with the Go that it needs", () => {
    const module = read("tools", "engine", "go.mod");
    assert.ok(module.includes(`github.com/pulumi/pulumi/pkg/v3 v${PINS.pulumi}`));
    assert.match(module, new RegExp(`^go ${PINS.go.replaceAll(".", "\\.")}$`, "m"));
  });
});

describe("The sandbox has its own copies of the Pulumi files, so that users may edit theirs", () => {
  for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"]) {
    it(`${file}: the copy is what is shipped, for as long as nobody has edited the shipped one`, function () {
      // In a user's checkout the file at the top is the user's: nothing about it can be asserted.
      if (isEdited(file)) this.skip();
      assert.deepEqual(parse(read("sandbox", "stacks", file)), parse(read(file)));
    });
  }
});

/** True where git can't say that the file is as the last commit has it, or the placeholders have gone. */
function isEdited(file: string): boolean {
  if (!existsSync(join(CHECKOUT, file))) return true;
  try {
    execFileSync("git", ["diff", "--quiet", "HEAD", "--", file], { cwd: CHECKOUT, stdio: "ignore" });
  } catch {
    return true;
  }
  return !/999999999999|111111111111|333333333333/.test(read(file));
}
