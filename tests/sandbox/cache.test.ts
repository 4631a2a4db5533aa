import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDirectory, cachedFolder, cacheKey } from "../../sandbox/cache";

describe("The cache folder is the project's own, below the user's cache directory", () => {
  const cases: readonly [string, Record<string, string>, NodeJS.Platform, string][] = [
    ["XDG_CACHE_HOME", { HOME: "/home/me", XDG_CACHE_HOME: "/xdg" }, "linux", "/xdg/sst-deployer-roles"],
    ["~/.cache", { HOME: "/home/me" }, "linux", "/home/me/.cache/sst-deployer-roles"],
    [
      "~/.cache where XDG_CACHE_HOME is empty",
      { HOME: "/h", XDG_CACHE_HOME: "" },
      "linux",
      "/h/.cache/sst-deployer-roles",
    ],
    ["~/Library/Caches on macOS", { HOME: "/Users/me" }, "darwin", "/Users/me/Library/Caches/sst-deployer-roles"],
    ["LOCALAPPDATA on Windows", { USERPROFILE: "/u", LOCALAPPDATA: "/local" }, "win32", "/local/sst-deployer-roles"],
    ["our own variable before all", { HOME: "/h", SST_DEPLOYER_ROLES_CACHE: "/mine" }, "darwin", "/mine"],
  ];
  for (const [name, environment, platform, expected] of cases) {
    it(name, () => {
      assert.equal(cacheDirectory(environment, platform), expected);
    });
  }
});

describe("What is cached is whole or not there", () => {
  let root: string;
  const options = { signal: new AbortController().signal, onWait: () => undefined };
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "cache-"))));
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("builds once and finds it the next time", async () => {
    const folder = join(root, "thing");
    let builds = 0;
    const build = (temporary: string): Promise<void> => {
      builds++;
      writeFileSync(join(temporary, "part"), "whole");
      return Promise.resolve();
    };
    await cachedFolder(folder, options, build);
    await cachedFolder(folder, options, build);
    assert.equal(builds, 1);
    assert.equal(readFileSync(join(folder, "part"), "utf8"), "whole");
  });

  it("leaves nothing of a build that is interrupted", async () => {
    const folder = join(root, "thing");
    await assert.rejects(
      cachedFolder(folder, options, (temporary) => {
        writeFileSync(join(temporary, "part"), "ha");
        return Promise.reject(new Error("interrupted"));
      }),
      /interrupted/,
    );
    assert.deepEqual(readdirSync(root), []);
  });

  it("clears up what a killed build left, and builds anew", async () => {
    const folder = join(root, "thing");
    mkdirSync(join(root, "thing.partial-0a0b"));
    writeFileSync(join(root, "thing.partial-0a0b", "part"), "ha");
    await cachedFolder(folder, options, (temporary) => {
      assert.deepEqual(readdirSync(temporary), []);
      return Promise.resolve();
    });
    assert.deepEqual(readdirSync(root), ["thing"]);
  });

  it("lets one of two runs at once build, and the other wait for it", async () => {
    const folder = join(root, "thing");
    let builds = 0;
    let waits = 0;
    const build = async (temporary: string): Promise<void> => {
      builds++;
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.ok(!existsSync(folder), "nothing stands under the name while it is built");
      writeFileSync(join(temporary, "part"), "whole");
    };
    const both = { ...options, onWait: () => waits++ };
    await Promise.all([cachedFolder(folder, both, build), cachedFolder(folder, both, build)]);
    assert.equal(builds, 1);
    assert.equal(waits, 1);
  });

  it("stops waiting when it is interrupted", async () => {
    const folder = join(root, "thing");
    const interrupt = new AbortController();
    let release: (() => void) | undefined;
    const first = cachedFolder(folder, options, () => new Promise((resolve) => (release = resolve)));
    const second = cachedFolder(
      folder,
      {
        signal: interrupt.signal,
        onWait: () => {
          interrupt.abort(new Error("interrupted"));
        },
      },
      () => Promise.reject(new Error("must not build")),
    );
    await assert.rejects(second, /interrupted/);
    release?.();
    await first;
  });
});

describe("A cache key names what went in", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "key-"))));
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const module = (place: string, content: string): string => {
    const folder = join(root, place, "module");
    mkdirSync(join(folder, "sub"), { recursive: true });
    writeFileSync(join(folder, "go.mod"), content);
    writeFileSync(join(folder, "sub", "main.go"), "package main");
    return folder;
  };

  it("is the same wherever the checkout lies", () => {
    assert.equal(cacheKey(["v1"], [module("a", "x")]), cacheKey(["v1"], [module("b", "x")]));
  });

  it("stays the same when only tests and texts change", () => {
    const folder = module("a", "x");
    const key = cacheKey(["v1"], [folder]);
    writeFileSync(join(folder, "README.md"), "new");
    writeFileSync(join(folder, "sub", "main_test.go"), "new");
    assert.equal(cacheKey(["v1"], [folder]), key);
  });

  it("changes with a file's content, a file's name and a word", () => {
    const folder = module("a", "x");
    const key = cacheKey(["v1"], [folder]);
    assert.notEqual(cacheKey(["v2"], [folder]), key);
    assert.notEqual(cacheKey(["v1"], [module("b", "y")]), key);
    writeFileSync(join(folder, "sub", "more.go"), "");
    assert.notEqual(cacheKey(["v1"], [folder]), key);
  });
});
