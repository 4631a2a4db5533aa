// `npm run sst-types:check`: the sources of tests/sst/types.test.ts against the real packages, in a folder that is thrown away
// (about 1 GB and a few minutes). `--folder DIR` keeps it in DIR, and takes what is installed there already.
"use strict";
require("sucrase/register/ts");
const { spawnSync } = require("node:child_process");
const { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");
const { appSources, compile } = require("./compile.ts");

const given = process.argv.indexOf("--folder");
const folder = given === -1 ? mkdtempSync(join(tmpdir(), "sst-types-")) : resolve(process.argv[given + 1]);

/** Installs packages into a folder of their own, without running anything of theirs. */
function install(name, packages) {
  const directory = join(folder, name);
  mkdirSync(directory, { recursive: true });
  if (!existsSync(join(directory, "package.json")))
    writeFileSync(join(directory, "package.json"), '{"private":true}\n');
  if (packages.every((each) => existsSync(join(directory, "node_modules", each.slice(0, each.lastIndexOf("@")))))) {
    return directory;
  }
  process.stderr.write(`Installing ${packages.join(", ")} …\n`);
  const npm = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", ...packages];
  const { status } = spawnSync("npm", npm, { cwd: directory, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0)
    throw new Error(`npm install ${packages.join(" ")} failed; without a registry there is no such check.`);
  return directory;
}

/** The types of `sst.config.ts` as SST's own binary holds them, to be written beside each app (`.sst/platform/src/config.ts`). */
function platformTypes(directory) {
  const name = `sst-${process.platform === "win32" ? "win32" : process.platform}-${process.arch}`;
  const binary = readFileSync(join(directory, "node_modules", name, "bin", "sst"), "latin1");
  const cut = (head) => {
    const from = binary.indexOf(head);
    if (from === -1) throw new Error(`${name} holds no ${head}`);
    return binary.slice(from, binary.indexOf("\n}\n", from) + 3);
  };
  const file = join(directory, "config.ts");
  const app = cut("export interface AppInput {") + cut("export interface App {");
  writeFileSync(file, `${app}export interface Config {\n  app(input: AppInput): App | Promise<App>;\n}\n`);
  return file;
}

try {
  const v2 = install("sst2", ["sst@2.49.8"]);
  const v4 = install("sst4", ["sst@4.17.1"]);
  const aws6 = install("aws6", ["@pulumi/aws@6.66.2"]);
  const aws7 = install("aws7", ["@pulumi/aws@7.20.0"]);
  const platform = platformTypes(v4);
  const aws = (directory) => join(directory, "node_modules", "@pulumi", "aws", "provider.d.ts");
  const results = {
    "v2, sst 2.49.8": compile(appSources("v2"), v2, {}),
    "v3, @pulumi/aws 6.66.2": compile(appSources("v3"), aws6, { "sst-platform": platform, "sst-aws": aws(aws6) }),
    "v4, sst 4.17.1, @pulumi/aws 7.20.0": compile(appSources("v4"), aws7, {
      "sst-platform": platform,
      "sst-aws": aws(aws7),
    }),
  };
  for (const [what, errors] of Object.entries(results)) {
    process.stdout.write(`${errors.length === 0 ? "compiles" : "does not compile"}: ${what}\n`);
    for (const error of errors) process.stderr.write(`  ${error}\n`);
  }
  process.exitCode = Object.values(results).every((errors) => errors.length === 0) ? 0 : 1;
} finally {
  if (given === -1) rmSync(folder, { recursive: true, force: true });
}
