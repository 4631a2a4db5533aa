import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadStackFile } from "../../config/file";
import { accessSchema, accountSchema, stageSchema, strategySchemas, trustSchema } from "../../config/schema";
import { buildkiteSchema, circleciSchema, githubSchema, gitlabSchema, oidcSchema } from "../../config/federationSchema";
import { ssoSchema } from "../../config/sso";
import { inFolder, PROJECT } from "./folder";

const ROOT = join(__dirname, "../..");
const PAGE = readFileSync(join(ROOT, "docs/configuration.md"), "utf8");

/** How a finding's code is written in the sources: as a property, or as an argument of a helper beside it. */
const CODE =
  /(?:(?:code|unknownCode): (?:raw === undefined \? "missing" : )?|(?:warning|tooLarge)\((?:account, )?)"([a-z-]+)"/g;

/** The sources of a room. */
function sourcesOf(room: string): readonly string[] {
  const folder = join(ROOT, room);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

/** The page's YAML blocks, without the indentation of the list that they may stand in. */
function examples(): readonly string[] {
  return [...PAGE.matchAll(/^( *)```yaml\n([\s\S]*?)^\1```$/gm)].map(([, indent = "", text = ""]) =>
    text.replace(new RegExp(`^${indent}`, "gm"), ""),
  );
}

describe("docs/configuration.md", () => {
  it("has examples", () => {
    assert.ok(examples().length >= 5);
  });

  examples().forEach((text, index) => {
    it(`example ${index + 1} is a whole config without a finding`, () => {
      const isProject = /^name:/m.test(text);
      const files = isProject
        ? { "Pulumi.yaml": text, "Pulumi.prod.yaml": "config: {}\n" }
        : { "Pulumi.yaml": PROJECT, "Pulumi.prod.yaml": text };
      inFolder(files, (directory) => {
        const result = loadStackFile({ directory, stack: "prod" });
        assert.deepEqual(result.findings, []);
        assert.equal(result.ok, true);
      });
    });
  });

  it("explains every key of every schema", () => {
    const schemas = [
      stageSchema,
      accountSchema,
      accessSchema,
      trustSchema,
      ...Object.values(strategySchemas),
      ssoSchema,
      ...[githubSchema, gitlabSchema, circleciSchema, buildkiteSchema, oidcSchema],
    ];
    for (const key of new Set(schemas.flatMap((schema) => Object.keys(schema.entries)))) {
      assert.match(PAGE, new RegExp(`\\| \`?${key}\`?.* \\|`), key);
    }
  });

  const [, ofConfig = "", ofPlan = ""] = PAGE.split(/^## Findings$|^What the plan finds /m);
  const ofRooms = (...rooms: readonly string[]) =>
    rooms.flatMap(sourcesOf).flatMap((source) => [...source.matchAll(CODE)].map(([, code]) => code));
  const ofConfigRoom = ofRooms("config");
  for (const [rooms, text, reported] of [
    ["config", ofConfig, ofConfigRoom],
    ["plan and policy", ofPlan, ofRooms("plan", "policy").filter((code) => !ofConfigRoom.includes(code))],
  ] as const) {
    it(`lists every code that ${rooms} can report, and no other`, () => {
      const listed = [...text.matchAll(/`([a-z]+(?:-[a-z]+)+|missing)`(?=.*\|.*\|)/g)].map(([, code]) => code);
      assert.deepEqual([...new Set(listed)].sort(), [...new Set(reported)].sort());
    });
  }
});
