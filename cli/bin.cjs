#!/usr/bin/env node
// Plain JavaScript that old versions of Node parse too: it has to live long enough to say that Node is too old.
"use strict";

var version = process.versions.node.split(".").map(Number);
var supported = (version[0] === 20 && version[1] >= 19) || (version[0] > 20 && version[0] < 25);

if (!supported) {
  process.stderr.write(
    "deployers needs Node 20.19 or later, below 25; this is Node " +
      process.versions.node +
      " (" +
      process.execPath +
      ").\nNext: install a supported version from https://nodejs.org, or switch to one with your version manager.\n",
  );
  process.exitCode = 1;
} else {
  var registered = true;
  try {
    // Strips types as modules are loaded; far faster to start than ts-node. Types are checked by npm test.
    require("sucrase/register/ts");
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    registered = false;
    process.stderr.write(
      "deployers: the packages of this checkout aren't installed.\nNext: run npm ci in " +
        require("path").dirname(__dirname) +
        "\n",
    );
    process.exitCode = 1;
  }
  if (registered) require("./main.ts");
}
