import assert from "node:assert/strict";
import type { AccountPlan } from "../../plan/model";
import { type Generation, isCdkGeneration } from "../../policy/generation";
import { firstAccount, oneAccount } from "../plan/configs";
import { workingWay } from "./attack";
import { left, LEANS_ON_OTHERS, partOf } from "./left";
import { accountOf, COMBINATIONS, type Combination, nameOf, type Selection, selectionOf } from "./configs";
import { documentedResidue, reasonOf, RESIDUE_GROUPS } from "./residue";
import { type Technique, TECHNIQUES } from "./technique";
import { administratorOf, namesIn } from "./world";

/** The numbers of each service's files in https://github.com/DataDog/pathfinding.cloud/tree/main/data/paths. */
const upTo = (last: number) => Array.from({ length: last }, (_each, index) => index + 1);
const PATHFINDING: Readonly<Record<string, readonly number[]>> = {
  apprunner: upTo(2),
  bedrock: upTo(2),
  cloudformation: upTo(5),
  codebuild: upTo(4),
  datapipeline: upTo(1),
  ec2: upTo(4),
  ec2instanceconnect: [3],
  ecs: upTo(5),
  glue: upTo(6),
  iam: upTo(21),
  lambda: upTo(6),
  sagemaker: upTo(5),
  ssm: upTo(2),
  sts: upTo(1),
};

function isMarked(account: AccountPlan): boolean {
  return account.roles.some((role) => role.duty === "deploy" && role.administratorEquivalent !== undefined);
}

/** What `strict` with `scope: app` leaves: on v3 and v4 the one bucket of assets that the apps of a region share. */
function leftAtLeast(sst: Generation): readonly string[] {
  return isCdkGeneration(sst) ? [] : ["assets-001"];
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

  it("each has a source, an id of its own, and no key that nothing reads", () => {
    assert.equal(new Set(TECHNIQUES.map((technique) => technique.id)).size, TECHNIQUES.length);
    for (const { id, sources } of TECHNIQUES) {
      assert.ok(sources.length > 0, id);
      for (const source of sources) assert.match(source, /^https:\/\//, id);
    }
    const steps = TECHNIQUES.flatMap(({ ways }) => ways.flat());
    assert.deepEqual([...new Set(steps.flatMap(Object.keys))].sort(), ["call", "context", "own", "trust"]);
  });

  it("every path of pathfinding.cloud (commit 84dd65c of 2025-12-17) is among them", () => {
    const ids = new Set(TECHNIQUES.map(({ id }) => id));
    const paths = Object.entries(PATHFINDING).flatMap(([service, numbers]) =>
      numbers.map((number) => `${service}-${String(number).padStart(3, "0")}`),
    );
    assert.equal(paths.length, 65);
    assert.deepEqual(
      paths.filter((id) => !ids.has(id)),
      [],
    );
  });
});

describe("What works against a deployer with every service is exactly the documented residue", () => {
  for (const combination of COMBINATIONS) {
    it(nameOf(combination), async () => {
      const found = new Set<Technique>();
      for (const part of ["attacked", "keeping"] as const) {
        const account = accountOf(combination, part);
        const works = await left(
          account,
          TECHNIQUES.filter((each) => partOf(each) === part),
        );
        assert.equal(
          isMarked(account),
          works.some((each) => !LEANS_ON_OTHERS.has(each.class)),
          part,
        );
        for (const technique of works) found.add(technique);
      }
      assert.deepEqual(
        TECHNIQUES.filter((each) => found.has(each)).map(({ id }) => id),
        documentedResidue(nameOf(combination)),
      );
      for (const technique of found) assert.match(reasonOf(technique) ?? "", /\.$/, technique.id);
      if (combination.guardrails === "strict" && combination.scope === "app") {
        // beside claiming what carries no tags, and AppSync's resolvers: warnings scope-claims and scope-appsync-open
        const others = [...found].map(({ id }) => id).filter((id) => !/^(?:tags-|appsync-002$)/.test(id));
        assert.deepEqual(others, leftAtLeast(combination.sst));
      }
      if (combination.guardrails === "strict") assert.ok([...found].every((each) => LEANS_ON_OTHERS.has(each.class)));
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
      assert.deepEqual({ ...recorded, strategy: "services" }, accountOf(combination, "usual", others));
    });
  }
});
