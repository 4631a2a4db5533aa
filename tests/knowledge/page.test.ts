import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { GENERATIONS } from "../../policy/generation";
import { dutyGrants } from "../../tools/docs/grants";
import { permissionsPage } from "../../tools/docs/permissions";

const PAGE = readFileSync(resolve(__dirname, "../../docs/permissions.md"), "utf8");

describe("docs/permissions.md is what the knowledge says", () => {
  it("has the bytes that npm run docs writes", () => {
    assert.equal(PAGE, permissionsPage(), "Run npm run docs.");
  });

  it("has a table for every duty of every generation", () => {
    for (const sst of GENERATIONS) {
      const duties = new Set(dutyGrants(sst).map(({ duty }) => duty));
      for (const duty of ["bootstrap", "deploy", "dev", "diff", "secrets", "remove"] as const) {
        // v0 has no secrets
        if (sst === "v0" && duty === "secrets") continue;
        assert.ok(duties.has(duty), `${sst} ${duty}`);
        assert.ok(PAGE.includes(`\n### ${sst} ${duty}\n`), `${sst} ${duty}`);
      }
    }
  });

  it("is one line a table row, with as many cells as the table's head", () => {
    const rows = PAGE.split("\n").filter((line) => line.startsWith("|"));
    assert.ok(rows.length > 300, String(rows.length));
    for (const row of rows) {
      const cells = row.split(/(?<!\\)\|/).length - 2;
      assert.ok(cells === 3 || cells === 4, row);
    }
  });
});
