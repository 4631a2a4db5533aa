import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CONFIG_NAMESPACE } from "../../config/model";
import { STRATEGY_TYPES } from "../../policy/strategies/model";
import { firstAccount, statementsOf, type Values } from "../plan/configs";

const page = readFileSync(join(__dirname, "../../docs/strategies.md"), "utf8");

/** The YAML examples of the page, each as the keys of a stack config. */
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => {
  const file = parse(text) as { config: Values };
  return Object.fromEntries(
    Object.entries(file.config).map(([key, value]) => {
      assert.ok(key.startsWith(`${CONFIG_NAMESPACE}:`), key);
      return [key.slice(CONFIG_NAMESPACE.length + 1), value];
    }),
  );
});

describe("docs/strategies.md: every example parses and plans", () => {
  it("has one of every strategy", () => {
    const types = examples.map((values) => firstAccount(values).strategy);
    for (const type of STRATEGY_TYPES) assert.ok(types.includes(type), type);
  });

  it("names Sids that the plan has, under the conditions that it gives", () => {
    const sids = new Set(
      examples.flatMap((values) =>
        ["v0", "v1", "v2", "v3", "v4"].flatMap((sst) => {
          const account = (values["accounts"] as Values[])[0];
          const constructs = sst === "v3" || sst === "v4" ? ["ApiGatewayV1"] : ["Api"];
          const strategy = { type: "services", constructs, services: ["sqs"], customDomain: true };
          const accounts = [{ ...account, strategy }];
          return firstAccount({ ...values, sst, accounts, liveDevelopment: true }).roles.flatMap((role) =>
            statementsOf(role).map((statement) => statement.Sid),
          );
        }),
      ),
    );
    const named = [...page.matchAll(/`((?:Deploy|Bootstrap|Dev|Secrets)[A-Za-z]*)(…?)`/g)];
    assert.ok(named.length > 10);
    for (const [, name = "", rest] of named) {
      assert.ok(
        [...sids].some((sid) => (rest ? sid.startsWith(name) : sid === name)),
        `no Sid ${name}`,
      );
    }
  });
});
