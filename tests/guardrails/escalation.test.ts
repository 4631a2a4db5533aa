import assert from "node:assert/strict";
import type { AccountPlan } from "../../plan/model";
import { firstAccount, oneAccount } from "../plan/configs";
import { workingWay } from "./attack";
import { accountOf, COMBINATIONS, type Combination, nameOf, type Selection, selectionOf } from "./configs";
import { documentedResidue, reasonOf, RESIDUE_GROUPS } from "./residue";
import { type Technique, TECHNIQUES, waysIn } from "./technique";
import { actorsOf, administratorOf, isGain, namesIn } from "./world";

/** The techniques that work in an account, in their order. */
async function left(account: AccountPlan): Promise<readonly Technique[]> {
  const actors = actorsOf(account);
  const names = namesIn(account);
  const found: Technique[] = [];
  for (const technique of TECHNIQUES) {
    if (isGain(technique, account) && (await workingWay(waysIn(technique, account.sst), actors, names)))
      found.push(technique);
  }
  return found;
}

/** Ways that lean on something that isn't planned here: a workload, or a role, that somebody else made strong. */
const LEANS_ON_OTHERS = new Set(["assume", "workload"]);

function isMarked(account: AccountPlan): boolean {
  return account.roles.some((role) => role.duty === "deploy" && role.administratorEquivalent !== undefined);
}

describe("Every published technique, step by step, against an administrator: each way of each works", () => {
  for (const sst of ["v2", "v4"] as const) {
    it(`in an account of ${sst}`, async () => {
      const account = firstAccount(oneAccount(sst, { type: "administrator" }));
      for (const technique of TECHNIQUES) {
        for (const way of [...technique.ways, ...technique.boundedWays]) {
          assert.ok(await workingWay([way], [administratorOf(account)], namesIn(account)), JSON.stringify(way));
        }
      }
    });
  }

  it("each has a source, and an id of its own", () => {
    assert.equal(new Set(TECHNIQUES.map((technique) => technique.id)).size, TECHNIQUES.length);
    for (const { id, sources } of TECHNIQUES) {
      assert.ok(sources.length > 0, id);
      for (const source of sources) assert.match(source, /^https:\/\//, id);
    }
  });
});

describe("What works against a deployer with every service is exactly the documented residue", () => {
  for (const combination of COMBINATIONS) {
    it(nameOf(combination), async () => {
      const account = accountOf(combination, "attacked");
      const found = await left(account);
      assert.deepEqual(
        found.map(({ id }) => id),
        documentedResidue(nameOf(combination)),
      );
      for (const technique of found) assert.match(reasonOf(technique) ?? "", /\.$/, technique.id);
      if (combination.guardrails === "strict" && combination.scope === "app") {
        // claiming what carries no tags, and AppSync's resolvers, as the warnings scope-claims and scope-appsync-open say
        assert.deepEqual(
          found.filter(({ id }) => !/^(?:tags-|appsync-002$)/.test(id)),
          [],
        );
      }
      if (combination.guardrails === "strict") assert.ok(found.every((each) => LEANS_ON_OTHERS.has(each.class)));
      assert.equal(
        isMarked(account),
        found.some((each) => !LEANS_ON_OTHERS.has(each.class)),
      );
    });
  }

  it("and is documented for no other combination", () => {
    assert.deepEqual(RESIDUE_GROUPS.flatMap((group) => group.combinations).sort(), COMBINATIONS.map(nameOf).sort());
  });
});

describe("A deployer with less can do no more, and is marked administrator-equivalent exactly where a technique works", () => {
  const tried = COMBINATIONS.filter(({ sst, scope }) => scope === "account" && (sst === "v2" || sst === "v4"));
  for (const combination of tried) {
    for (const selection of ["usual", "data"] as const satisfies readonly Selection[]) {
      it(`${nameOf(combination)}, ${selection}`, async () => {
        const account = accountOf(combination, selection);
        const found = await left(account);
        const documented = documentedResidue(nameOf(combination)) ?? [];
        for (const { id } of found) assert.ok(documented.includes(id), id);
        assert.equal(
          isMarked(account),
          found.some((each) => !LEANS_ON_OTHERS.has(each.class)),
          found.map(({ id }) => id).join(" "),
        );
      });
    }
  }
});

describe("access-analyzer has the guardrails of services", () => {
  for (const combination of COMBINATIONS.filter((each: Combination) => each.strategy === "services")) {
    it(nameOf(combination), () => {
      const { sst, execution, guardrails, scope } = combination;
      const broad = { scope, ...selectionOf("usual", combination) };
      const others = { guardrails, liveDevelopment: true, ...(execution === undefined ? {} : { cdk: { execution } }) };
      const recorded = firstAccount(oneAccount(sst, { type: "access-analyzer", broad }, others));
      assert.deepEqual({ ...recorded, strategy: "services" }, accountOf(combination, "usual"));
    });
  }
});
