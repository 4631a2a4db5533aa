import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const page = readFileSync(join(root, "docs", "dependencies.md"), "utf8");
const [runtimePart = "", developmentPart = ""] = page.split("## For development");

/** Names in the first column of the tables of a part of the page. */
function listed(part: string): string[] {
  return part
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""))
    .sort();
}

describe("docs/dependencies.md lists exactly what package.json pins", () => {
  it("names every run-time dependency and no other", () => {
    assert.deepEqual(listed(runtimePart), Object.keys(manifest.dependencies).sort());
  });

  it("names every development dependency and no other", () => {
    assert.deepEqual(listed(developmentPart), Object.keys(manifest.devDependencies).sort());
  });

  it("pins every dependency exactly", () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      assert.match(version, /^\d+\.\d+\.\d+$/, name);
    }
  });

  it("has no AGPL package at run time", () => {
    for (const name of Object.keys(manifest.dependencies)) {
      const { license } = JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as {
        license: string;
      };
      assert.doesNotMatch(license, /AGPL/, name);
    }
  });
});
