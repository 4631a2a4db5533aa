import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadStackFile } from "../../config/file";
import { GITHUB_FORMAT } from "../../exports/ci/github";
import { DEFAULT_EXPORT_OPTIONS } from "../../exports/model";
import type { Plan } from "../../plan/model";
import { plan } from "../../plan/plan";
import { actionlint } from "../support/workflows";

const FOLDER = resolve(__dirname, "../../examples/github-actions");

function planOf(stack: string): Plan {
  const loaded = loadStackFile({ directory: FOLDER, stack });
  assert.ok(loaded.ok, JSON.stringify(loaded.findings));
  assert.deepEqual(loaded.findings, []);
  const planned = plan(loaded.config);
  assert.ok(planned.ok, JSON.stringify(planned.findings));
  return planned.plan;
}

describe("examples/github-actions: two stages that plan, and the workflow that comes out", () => {
  it("the workflow is what the export makes of both stacks, and actionlint finds nothing", async () => {
    const plans = [planOf("dev"), planOf("prod")] as const;
    for (const each of plans) assert.deepEqual(GITHUB_FORMAT.check(each, DEFAULT_EXPORT_OPTIONS, "print"), []);
    const written = readFileSync(join(FOLDER, "deploy.yml"), "utf8");
    assert.equal(GITHUB_FORMAT.renderAll?.(plans, DEFAULT_EXPORT_OPTIONS), written);
    assert.deepEqual(await actionlint(written), []);
  });

  it("prod is reached from its environment alone, and every account has its provider made once", () => {
    const [dev, prod] = [planOf("dev"), planOf("prod")];
    for (const account of prod.accounts) {
      assert.deepEqual(
        account.roles[0].trust.Statement.map(({ Sid }) => Sid),
        ["TrustGitHubEnvironments"],
      );
    }
    const made = [...dev.accounts, ...prod.accounts].flatMap(({ identityProviders }) =>
      identityProviders.filter(({ provider }) => provider === "create").map(({ arn }) => arn),
    );
    assert.equal(new Set(made).size, 3);
  });
});
