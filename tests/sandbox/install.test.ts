import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHECKOUT } from "./support/fakeMachine";

const { nodeIsSupported, whyInstall } = createRequire(__filename)(join(CHECKOUT, "sandbox", "run.cjs")) as {
  readonly nodeIsSupported: (version: string) => boolean;
  readonly whyInstall: (directory: string) => string | undefined;
};

describe("Only the Node versions of package.json are taken", () => {
  for (const version of ["v20.19.0", "v20.20.2", "v21.0.0", "v22.12.0", "v24.9.1"]) {
    it(`takes ${version}`, () => {
      assert.ok(nodeIsSupported(version));
    });
  }
  for (const version of ["v18.20.0", "v20.18.3", "v25.0.0", "v8.0.0"]) {
    it(`refuses ${version}`, () => {
      assert.ok(!nodeIsSupported(version));
    });
  }
});

describe("node_modules is installed when it isn't what package-lock.json says", () => {
  let folder: string;
  const write = (path: string, packages: Record<string, object>): void => {
    writeFileSync(join(folder, path), JSON.stringify({ packages }));
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "install-"));
    mkdirSync(join(folder, "node_modules", "a"), { recursive: true });
    write("package-lock.json", {
      "": {},
      "node_modules/a": { version: "1.0.0" },
      "node_modules/other-platform": { version: "1.0.0", optional: true },
    });
    write("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.0" } });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("leaves it alone when every package is there, packages of other platforms aside", () => {
    assert.equal(whyInstall(folder), undefined);
  });

  it("installs when there is none", () => {
    rmSync(join(folder, "node_modules"), { recursive: true });
    assert.match(whyInstall(folder) ?? "", /node_modules is missing/);
  });

  it("installs when a package is of another version", () => {
    write("node_modules/.package-lock.json", { "node_modules/a": { version: "0.9.0" } });
    assert.equal(whyInstall(folder), "node_modules/a is 0.9.0, package-lock.json says 1.0.0");
  });

  it("installs when a package's folder is gone, or was never there", () => {
    rmSync(join(folder, "node_modules", "a"), { recursive: true });
    assert.match(whyInstall(folder) ?? "", /a is missing/);
    write("node_modules/.package-lock.json", {});
    assert.match(whyInstall(folder) ?? "", /a is missing/);
  });
});
