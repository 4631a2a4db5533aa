import { strict as assert } from "node:assert";
import type { AccountConfig } from "../../config/model";
import { parseConfig } from "../../config/parse";
import table from "../cases/config-guardrails.json";
import { type AcceptedCase, type RefusedCase, valuesOf } from "./cases";

// A JSON file's types name every key of every case.
const CASES = table as unknown as {
  readonly refused: readonly RefusedCase[];
  readonly accepted: readonly (AcceptedCase & { readonly absent?: readonly string[] })[];
};

describe("guardrails, permissionsBoundary and cdk: every wrong combination is a finding", () => {
  for (const each of CASES.refused) {
    it(each.name, () => {
      const result = parseConfig("prod", valuesOf(each));
      assert.equal(result.ok, false);
      assert.deepEqual(
        result.findings.map(({ code, path, nearest }) => ({
          code,
          path,
          ...(nearest === undefined ? {} : { nearest }),
        })),
        each.findings,
      );
      for (const { severity, message, fix } of result.findings) {
        assert.equal(severity, "error");
        assert.match(message, /^[A-Z].*\.$/s);
        assert.match(fix, /^[A-Z].*\.$/s);
      }
    });
  }
});

describe("guardrails, permissionsBoundary and cdk: the model is complete", () => {
  for (const each of CASES.accepted) {
    it(each.name, () => {
      const result = parseConfig("prod", valuesOf(each));
      assert.deepEqual(result.findings, []);
      assert.ok(result.ok);
      const [account] = result.config.accounts;
      for (const [key, value] of Object.entries(each.account ?? {})) {
        assert.deepEqual(account[key as keyof AccountConfig], value, key);
      }
      for (const key of each.absent ?? []) assert.equal(key in account, false, key);
    });
  }
});
