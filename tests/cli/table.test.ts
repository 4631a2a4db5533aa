import assert from "node:assert/strict";
import fc from "fast-check";
import { formatTable } from "../../cli/table";

const HEAD = ["account", "role", "administrator-equivalent"];
const ROWS = [
  ["prod-eu", "notes-prod-deploy", "yes"],
  ["a-rather-long-account-name", "notes-prod-deploy", "no"],
];

describe("a table of the command line", () => {
  it("in a pipe: one line a row, columns aligned, no borders, no blanks at the end", () => {
    assert.equal(
      formatTable(HEAD, ROWS),
      [
        "account                     role               administrator-equivalent",
        "prod-eu                     notes-prod-deploy  yes",
        "a-rather-long-account-name  notes-prod-deploy  no",
        "",
      ].join("\n"),
    );
  });

  it("on a wide terminal: borders, and no cell wrapped", () => {
    const text = formatTable(HEAD, ROWS, 100);
    assert.ok(text.includes("│ a-rather-long-account-name │ notes-prod-deploy │ no                       │"), text);
  });

  it("on any terminal of 40 columns or more: no line is longer than the terminal, and no character is lost", () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 120 }), (width) => {
        const lines = formatTable(HEAD, ROWS, width).trimEnd().split("\n");
        for (const line of lines) assert.ok(line.length <= width, `${line.length} of ${width}\n${line}`);
        const columns = lines.filter((line) => line.startsWith("│")).map((line) => line.split("│").slice(1, -1));
        const texts = [0, 1, 2].map((column) => columns.map((cells) => (cells[column] ?? "").trim()).join(""));
        for (const [column, text] of texts.entries()) {
          assert.equal(text, [HEAD, ...ROWS].map((row) => row[column]).join(""));
        }
      }),
      { numRuns: 50 },
    );
  });

  it("cuts no id and no region, and makes blocks where that would be needed", () => {
    const head = ["account", "id", "region", "role", "administrator-equivalent"];
    const row = ["prod-eu", "210987654321", "eu-west-1", "notes-prod-deploy", "no"];
    for (let width = 20; width <= 120; width += 1) {
      const text = formatTable(head, [row], width);
      for (const whole of ["210987654321", "eu-west-1"]) assert.ok(text.includes(whole), `${width}\n${text}`);
    }
    assert.match(formatTable(head, [row], 80), /^│ account │ id +│ region +│ role +│ administrator- +│$/m);
    assert.equal(
      formatTable(head.slice(0, 2), [row.slice(0, 2), ["prod-us", "321098765432"]], 20),
      "account  prod-eu\nid       210987654321\n\naccount  prod-us\nid       321098765432\n",
    );
  });

  it("has no colours", () => {
    assert.doesNotMatch(formatTable(HEAD, ROWS, 60), /\u001b/);
  });
});
