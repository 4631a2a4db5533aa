import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { CONFIG_NAMESPACE } from "../../config/model";
import { parseConfig } from "../../config/parse";
import { DEFAULT_EXPORT_OPTIONS } from "../../exports/model";
import { EXPORT_FORMATS } from "../../exports/registry";
import { planSummary } from "../../exports/summary";
import type { Plan } from "../../plan/model";
import { plan } from "../../plan/plan";
import { hasErrors } from "../../policy/finding";

const FOLDER = resolve(__dirname, "../../docs/ci");
const pages = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(join(FOLDER, name), "utf8") }));

/** The plan of a stack file's text. */
export function planOfFile(stack: string, text: string): Plan {
  const { config } = parse(text) as { readonly config: Readonly<Record<string, unknown>> };
  const values = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace(`${CONFIG_NAMESPACE}:`, ""), value]),
  );
  const parsed = parseConfig(stack, values);
  assert.ok(parsed.ok, JSON.stringify(parsed.findings));
  const planned = plan(parsed.config);
  assert.ok(planned.ok, JSON.stringify(planned.findings));
  return planned.plan;
}

/** The shown text as a pattern for the whole output; a line `…` stands for any lines. */
function patternOf(shown: string): RegExp {
  const escaped = shown.split(/^…\n/m).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join("[^]*")}$`);
}

describe("docs/ci: a page for each CI system, whose config plans and whose output is as shown", () => {
  it("has a page for each form and each kind of trust that is for CI", () => {
    const names = pages.map(({ name }) => name.replace(".md", ""));
    for (const wanted of ["github", "gitlab", "circleci", "buildkite", "seed", "sst-console", "this-repository"]) {
      assert.ok(names.includes(wanted), wanted);
    }
  });

  it("render names the identity provider that an account needs", () => {
    const page = pages.find(({ name }) => name === "gitlab.md")?.text ?? "";
    const [, stackFile = assert.fail("no config")] = /^```yaml file=Pulumi\.prod\.yaml\n([^]*?)^```$/m.exec(page) ?? [];
    assert.match(
      planSummary(planOfFile("prod", stackFile)),
      /Identity provider https:\/\/gitlab\.com \(create\)\n.*:oidc-provider\/gitlab\.com\n {4}Tokens for https:\/\/gitlab\.com\n/,
    );
  });

  for (const { name, text } of pages) {
    it(name, () => {
      const [, stackFile = assert.fail("no config")] =
        /^```yaml file=Pulumi\.prod\.yaml\n([^]*?)^```$/m.exec(text) ?? [];
      const planned = planOfFile("prod", stackFile);
      for (const [, line = "", shown = ""] of text.matchAll(/^```console\n\$ (.*)\n([^]*?)^```$/gm)) {
        const [npx, deployers, command, , stack, , form, ...rest] = line.split(" ");
        assert.deepEqual([npx, deployers, command, stack], ["npx", "deployers", "export", "prod"], line);
        const format = EXPORT_FORMATS.find((each) => each.format === form);
        assert.ok(format, line);
        const options = { ...DEFAULT_EXPORT_OPTIONS, ...(rest[0] === "--account" ? { account: rest[1] ?? "" } : {}) };
        assert.ok(!hasErrors(format.check(planned, options, "print")), line);
        assert.match(format.render(planned, options), patternOf(shown));
      }
    });
  }
});
