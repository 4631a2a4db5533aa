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

  it("lists every code that the config room can report, and no other", () => {
    const listed = PAGE.slice(PAGE.indexOf("## Findings")).matchAll(/`([a-z]+(?:-[a-z]+)+|missing)`/g);
    const sources = readdirSync(join(ROOT, "config")).map((name) => readFileSync(join(ROOT, "config", name), "utf8"));
    const reported = sources.flatMap((text) =>
      [...text.matchAll(/(?:code|unknownCode): (?:raw === undefined \? "missing" : )?"([a-z-]+)"/g)].map(
        ([, code]) => code,
      ),
    );
    const codes = new Set(reported);
    assert.deepEqual([...new Set([...listed].map(([, code]) => code))].sort(), [...codes].sort());
  });
});
