"use strict";
// npm run knowledge:refresh (see --help). Registers a TypeScript loader that doesn't check types, then runs main.ts.
require("sucrase/register/ts");
require("./main.ts")
  .main(process.argv)
  .catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
