import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { AccountConfig } from "../../config/model";
import { parseConfig } from "../../config/parse";
import type { Finding } from "../../policy/finding";
import { CASES, valuesOf, type ExpectedFinding } from "./cases";

function brief(findings: readonly Finding[]): readonly ExpectedFinding[] {
  return findings.map(({ code, path, nearest }) => (nearest === undefined ? { code, path } : { code, path, nearest }));
}

describe("parseConfig reports every mistake, each with its place, its nearest value and a fix", () => {
  for (const each of CASES.refused) {
    it(each.name, () => {
      const result = parseConfig(each.stack ?? "prod", valuesOf(each));
      assert.equal(result.ok, false);
      assert.deepEqual(brief(result.findings), each.findings);
      for (const finding of result.findings) {
        assert.equal(finding.severity, "error");
        assert.match(finding.message, /^[A-Z].*\.$/s);
        assert.match(finding.fix, /^[A-Z].*\.$/s);
      }
    });
  }

  it("shows the value, and lists what is allowed where that can be listed", () => {
    const { findings } = parseConfig("prod", valuesOf({ name: "", set: { "accounts[0].region": "eu-wst-1" } }));
    assert.equal(findings[0]?.value, "eu-wst-1");
    assert.ok(findings[0].allowed?.includes("eu-west-1"));
  });

  it("says of a construct of another generation which generations have it", () => {
    const { findings } = parseConfig("prod", valuesOf({ name: "", set: { "accounts[0].sst": "v4" } }));
    const table = findings.find(({ path }) => path === "accounts[0].strategy.constructs[1]");
    assert.equal(table?.code, "unknown-construct");
    assert.match(table.message, /v4 has no .*; v0, v1, v2 has one/);
    const allowed = new Set(table.allowed);
    assert.deepEqual([allowed.has("Dynamo"), allowed.has("Table")], [true, false]);
  });

  it("shows an unquoted id as the file has it", () => {
    const values = valuesOf({ name: "", set: { "accounts[0].accountId": 98765432109 } });
    const { findings } = parseConfig("prod", values, new Map([["accounts[0].accountId", "098765432109"]]));
    assert.deepEqual([findings[0]?.value, findings[0]?.nearest], ["098765432109", "098765432109"]);
    assert.equal(parseConfig("prod", values).findings[0]?.nearest, undefined, "without the file nothing is guessed");
  });
});

describe("parseConfig gives a complete model, the account's keys before the stage's", () => {
  for (const each of CASES.accepted) {
    it(each.name, () => {
      const result = parseConfig(each.stack ?? "prod", valuesOf(each));
      assert.deepEqual(brief(result.findings), each.findings ?? []);
      assert.ok(result.ok);
      for (const [key, value] of Object.entries(each.model ?? {})) {
        assert.deepEqual(result.config[key as keyof typeof result.config], value, key);
      }
      for (const [key, value] of Object.entries(each.account ?? {})) {
        assert.deepEqual(result.config.accounts[0][key as keyof AccountConfig], value, key);
      }
    });
  }
});

describe("parseConfig takes any JSON without throwing, and never makes a config of a mistake", () => {
  const mayThrowNothing = (stack: string, values: Record<string, unknown>): void => {
    const result = parseConfig(stack, values);
    if (!result.ok) assert.ok(result.findings.some(({ severity }) => severity === "error"));
    else assert.ok(result.findings.every(({ severity }) => severity === "warning"));
    // A plain JSON value, and the same one each time.
    assert.equal(JSON.stringify(parseConfig(stack, values)), JSON.stringify(result));
  };

  it("arbitrary keys and values", () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (stack, values) => {
        mayThrowNothing(stack, values);
      }),
    );
  });

  const places = [
    ...[
      "app",
      "sst",
      "stages",
      "access",
      "trust",
      "liveDevelopment",
      "bootstrap",
      "region",
      "regions",
      "strategy",
      "sso",
    ],
    ...["accounts", "accounts[0]", "accounts[0].name", "accounts[0].accountId", "accounts[0].region"],
    ...["accounts[0].regions", "accounts[0].sst", "accounts[0].stages", "accounts[0].access", "accounts[0].trust"],
    ...[
      "accounts[0].strategy",
      "accounts[0].strategy.type",
      "accounts[0].strategy.constructs",
      "accounts[0].strategy.scope",
    ],
    ...[
      "trust.principals",
      "trust.permissionSets",
      "trust.externalId",
      "trust.maxSessionSeconds",
      "trust.principals[0]",
    ],
    "trust.__proto__x",
  ];

  it("a right config with any value in any place", () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
        mayThrowNothing("prod", valuesOf({ name: place, set: { [place]: value } }));
      }),
      { numRuns: 500 },
    );
  });

  it("keys of __proto__, from JSON, at every level: unknown keys like any other, and Object.prototype stays clean", () => {
    const text = JSON.stringify(CASES.base).replaceAll("{", '{"__proto__":{"polluted":true},');
    const { findings } = parseConfig("prod", JSON.parse(text) as Record<string, unknown>);
    assert.deepEqual(
      findings.map(({ code, path }) => [code, path]),
      ["__proto__", "trust.__proto__", "accounts[0].__proto__", "accounts[0].strategy.__proto__"].map((path) => [
        "unknown-key",
        path,
      ]),
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it("two mistakes give two findings, wherever they are", () => {
    const mistakes: Readonly<Record<string, unknown>> = {
      app: "no app",
      "accounts[0].name": "a b",
      "accounts[0].accountId": "1",
      "accounts[0].region": "moon-1",
      "accounts[0].strategy.services": ["nothing-at-all"],
      "trust.maxSessionSeconds": 1,
      stages: [],
      access: {},
      liveDevelopment: "perhaps",
      surplus: 1,
    };
    const pair = fc.uniqueArray(fc.constantFrom(...Object.keys(mistakes)), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(pair, (places) => {
        const set = Object.fromEntries(places.map((place) => [place, mistakes[place]]));
        const { findings } = parseConfig("prod", valuesOf({ name: "", set }));
        assert.equal(findings.length, 2);
        for (const place of places) assert.ok(findings.some(({ path }) => path.startsWith(place)));
      }),
    );
  });
});
