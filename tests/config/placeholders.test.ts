import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadStackFile } from "../../config/file";
import { parseConfig } from "../../config/parse";
import { PLACEHOLDER_ACCOUNT_IDS, placeholderFindings } from "../../config/placeholders";
import { valuesOf } from "./cases";

const ROOT = join(__dirname, "../..");

describe("placeholderFindings names every place where a shipped account id still stands", () => {
  for (const severity of ["warning", "error"] as const) {
    it(`of accounts, principals and permission sets, each once, as ${severity}`, () => {
      const set = {
        "accounts[0].accountId": "111111111111",
        trust: {
          principals: ["arn:aws:iam::999999999999:role/ci", "arn:aws:iam::210987654321:role/ci"],
          permissionSets: [{ account: "999999999999", name: "Dev" }],
        },
      };
      const parsed = parseConfig("prod", valuesOf({ name: "", set, second: { accountId: "210987654321" } }));
      assert.ok(parsed.ok);
      assert.deepEqual(
        placeholderFindings(parsed.config, severity).map((finding) => [finding.severity, finding.path, finding.value]),
        [
          [severity, "accounts[0].accountId", "111111111111"],
          [severity, "trust", "arn:aws:iam::999999999999:role/ci"],
          [severity, "trust", "permission set Dev of 999999999999"],
        ],
      );
    });
  }

  it("nothing where the ids are the user's own", () => {
    const set = { "accounts[0].accountId": "210987654321", "trust.principals": ["arn:aws:iam::210987654320:role/ci"] };
    const parsed = parseConfig("prod", valuesOf({ name: "", set }));
    assert.ok(parsed.ok);
    assert.deepEqual(placeholderFindings(parsed.config, "error"), []);
  });
});

describe("the shipped files", () => {
  const models = ["dev", "prod"].map((stack) => {
    const result = loadStackFile({ directory: ROOT, stack });
    assert.ok(result.ok, JSON.stringify(result.findings));
    assert.deepEqual(result.findings, []);
    return result.config;
  });

  it("hold two accounts each, all four with ids and, within a stage, regions of their own", () => {
    for (const { accounts } of models) {
      assert.equal(accounts.length, 2);
      assert.equal(new Set(accounts.map(({ region }) => region)).size, 2);
    }
    assert.equal(new Set(models.flatMap(({ accounts }) => accounts.map(({ accountId }) => accountId))).size, 4);
  });

  it("show administrator, services with a custom domain, and cloudformation", () => {
    const strategies = models.flatMap(({ accounts }) => accounts.map(({ strategy }) => strategy));
    const types = new Set(strategies.map(({ type }) => type));
    for (const type of ["administrator", "services", "cloudformation"] as const) assert.ok(types.has(type), type);
    assert.ok(strategies.some((strategy) => strategy.type === "services" && strategy.customDomain));
  });

  it("hold no account id that isn't a placeholder, and every placeholder", () => {
    const text = ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"]
      .map((name) => readFileSync(join(ROOT, name), "utf8"))
      .join("\n");
    assert.deepEqual(new Set(text.match(/\d{12}/g)), PLACEHOLDER_ACCOUNT_IDS);
  });
});
