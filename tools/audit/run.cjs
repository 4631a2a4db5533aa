"use strict";
require("sucrase/register");
require("./main.ts")
  .main()
  .then(
    (code) => (process.exitCode = code),
    (error) => {
      process.stderr.write(`${error.stack ?? error}\n`);
      process.exitCode = 1;
    },
  );
