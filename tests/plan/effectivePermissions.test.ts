import assert from "node:assert/strict";
import cases from "../cases/effectivePermissions.json";
import type { Duty } from "../../policy/duty";
import type { Generation } from "../../policy/generation";
import { roleCan } from "../support/simulator";
import { oneAccount, roleOf } from "./configs";

/** A call as `action resource`, with condition keys where it needs some. */
type Call = string | { call: string; context: Record<string, string | string[]> };

interface Case {
  name: string;
  sst: Generation;
  /** Default: `deploy`. */
  duty?: Duty;
  bootstrap?: boolean;
  liveDevelopment?: boolean;
  strategy: Record<string, unknown>;
  allowed: Call[];
  denied: Call[];
}

function requestOf(call: Call) {
  const { call: text, context } = typeof call === "string" ? { call, context: {} } : call;
  const [action = "", resource = ""] = text.split(" ");
  return { action, resource, context };
}

describe("Effective permissions of planned roles: what a deploy calls is allowed, what it doesn't is denied (a simulator that isn't ours judges)", () => {
  for (const { name, sst, duty = "deploy", strategy, allowed, denied, ...flags } of cases as unknown as Case[]) {
    describe(name, () => {
      const role = roleOf(oneAccount(sst, strategy, flags), duty);
      for (const call of allowed) {
        it(`allows ${JSON.stringify(call)}`, async () => {
          assert.equal(await roleCan(role, requestOf(call)), "Allowed");
        });
      }
      for (const call of denied) {
        it(`denies ${JSON.stringify(call)}`, async () => {
          assert.notEqual(await roleCan(role, requestOf(call)), "Allowed");
        });
      }
    });
  }
});
