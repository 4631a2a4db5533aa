import assert from "node:assert/strict";
import cases from "../cases/knowledge-documented.json";
import { isPattern } from "../../policy/match";
import type { Generation } from "../../policy/generation";
import { oneAccount, roleOf, statementsOf, type Values } from "../plan/configs";
import { Judge, wholePolicy } from "../support/judge";

/** What a policy on one of SST's own pages allows, on the names that the app `notes`, stage `prod`, has in eu-west-1. */
interface Documented {
  readonly name: string;
  readonly sst: Generation;
  readonly page: string;
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context?: Readonly<Record<string, string>>;
  /** Default: an app of one Queue. */
  readonly strategy?: Values;
  /** Why our deployer isn't allowed it; absent: it is. */
  readonly notAllowed?: string;
}

const CASES = cases as unknown as readonly Documented[];

function deployerOf({ sst, strategy = { type: "services", constructs: ["Queue"] } }: Documented) {
  return roleOf(oneAccount(sst, strategy, { guardrails: "off", bootstrap: true, liveDevelopment: true }));
}

describe("What SST's own policies allow by name is allowed by ours, or listed with the reason why not (a simulator that isn't ours judges)", () => {
  for (const documented of CASES) {
    const { name, sst, sid, actions, resources, context, notAllowed } = documented;
    const [first = ""] = resources;
    it(`${sst}, ${name}: ${sid}${notAllowed === undefined ? "" : " doesn't allow"} ${actions.join(", ")} on ${first}`, async () => {
      const role = deployerOf(documented);
      const judge = new Judge(role.arn, wholePolicy(role));
      const unexpected: string[] = [];
      for (const action of actions) {
        for (const resource of resources) {
          // a whole service on everything is there in just these words, or it isn't
          const allowed = isPattern(action)
            ? statementsOf(role).some(
                (each) => each.Effect === "Allow" && each.Action?.includes(action) && each.Resource?.includes(resource),
              )
            : await judge.allows(action, resource, context);
          if (allowed !== (notAllowed === undefined)) unexpected.push(`${action} ${resource}`);
        }
      }
      assert.deepEqual(unexpected, []);
    });
  }

  it("covers every generation, and gives a whole sentence for what isn't allowed", () => {
    assert.deepEqual([...new Set(CASES.map(({ sst }) => sst))].sort(), ["v0", "v1", "v2", "v3", "v4"]);
    for (const { notAllowed } of CASES) assert.match(notAllowed ?? "Fine.", /^[A-Z].*\.$/);
  });
});
