"use strict";
// npm run docs: writes the pages that are made from the knowledge.
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
require("sucrase/register/ts");
const { permissionsPage } = require("./permissions.ts");

writeFileSync(join(__dirname, "..", "..", "docs", "permissions.md"), permissionsPage());
