import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadStackFile } from "../../config/file";
import { plan } from "../../plan/plan";
import { inFolder, PROJECT } from "../config/folder";
import { escalationTables } from "./document";

const FILE = join(__dirname, "../../docs/guardrails.md");
const BEGIN = "<!-- generated: UPDATE_DOCS=1 npx mocha tests/guardrails/docs.test.ts -->\n\n";
const END = "\n\n<!-- end of the generated part -->";

describe("docs/guardrails.md", () => {
  it("prints the tables that the escalation suite is held to", () => {
    const text = readFileSync(FILE, "utf8");
    const [before = "", rest = ""] = text.split(BEGIN);
    const after = rest.slice(rest.indexOf(END));
    const expected = `${before}${BEGIN}${escalationTables()}${after}`;
    if (process.env["UPDATE_DOCS"] === "1") writeFileSync(FILE, expected);
    assert.equal(readFileSync(FILE, "utf8"), expected);
  });

  const examples = [...readFileSync(FILE, "utf8").matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

  examples.forEach((text, index) => {
    it(`example ${String(index + 1)} is a config that can be planned`, () => {
      inFolder({ "Pulumi.yaml": PROJECT, "Pulumi.prod.yaml": text }, (directory) => {
        const loaded = loadStackFile({ directory, stack: "prod" });
        assert.deepEqual(loaded.findings, []);
        assert.ok(loaded.ok);
        assert.ok(plan(loaded.config).ok);
      });
    });
  });

  it("has examples", () => {
    assert.ok(examples.length >= 2);
  });
});
