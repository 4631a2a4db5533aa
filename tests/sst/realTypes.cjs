// `npm run sst-types:check`: what is emitted for SST apps against the real packages, in a folder that is thrown away
// (about 2.6 GB and some minutes). `--folder DIR` keeps it in DIR, and takes what is installed there already. `--write` writes
// the reductions that `npm test` compiles against; without it they have to be what the packages say.
"use strict";
require("sucrase/register/ts");
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");
const { checkRealTypes } = require("./real/check.ts");

const given = process.argv.indexOf("--folder");
const folder = given === -1 ? mkdtempSync(join(tmpdir(), "sst-types-")) : resolve(process.argv[given + 1]);

checkRealTypes(folder, process.argv.includes("--write"))
  .then((sound) => {
    process.exitCode = sound ? 0 : 1;
  })
  .finally(() => {
    if (given === -1) rmSync(folder, { recursive: true, force: true });
  });
