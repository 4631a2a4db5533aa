import assert from "node:assert/strict";
import { type AdministratorInput, administratorReasons } from "../../policy/administrator";
import type { ConditionBlock, PolicyStatement } from "../../policy/document";
import { PASSABLE_SERVICES } from "../../policy/passable";
import { policyDocument } from "../../policy/statement";
import { validatePermissionsPolicy } from "../../policy/validate";
import cases from "../cases/policy-administrator.json";

type Short = readonly [actions: readonly string[], resources: readonly string[], condition?: ConditionBlock];

interface AdministratorCase {
  readonly name: string;
  readonly partition?: string;
  readonly allow?: readonly Short[];
  readonly deny?: readonly Short[];
  readonly statements?: readonly PolicyStatement[];
  readonly managed?: readonly string[];
  readonly ownPolicies?: readonly string[];
  readonly boundary?: readonly PolicyStatement[];
  /** True: a boundary of which nothing is known. */
  readonly unknownBoundary?: true;
  readonly known?: readonly (readonly [arn: string, administratorEquivalent: boolean])[];
  /** Every reason, in order, as patterns. */
  readonly reasons?: readonly string[];
  /** The first of the reasons, where the rest doesn't matter. */
  readonly first?: string;
}

function statements(effect: "Allow" | "Deny", shorts: readonly Short[] = []): readonly PolicyStatement[] {
  return shorts.map(([actions, resources, condition], index) => ({
    Sid: `${effect}${String(index)}`,
    Effect: effect,
    Action: actions,
    Resource: resources,
    ...(condition ? { Condition: condition } : {}),
  }));
}

function inputOf(each: AdministratorCase): AdministratorInput {
  return {
    roleArn: `arn:${each.partition ?? "aws"}:iam::111111111111:role/sst-deployers/notes-prod-deploy`,
    statements: [...statements("Allow", each.allow), ...statements("Deny", each.deny), ...(each.statements ?? [])],
    managedPolicyArns: each.managed ?? [],
    ownPolicyArns: each.ownPolicies ?? [],
    knownRoles: (each.known ?? []).map(([arn, administratorEquivalent]) => ({ arn, administratorEquivalent })),
    ...(each.boundary
      ? {
          boundary: {
            arn: "arn:aws:iam::111111111111:policy/sst-deployers/deployer",
            document: policyDocument(each.boundary),
            ...(each.unknownBoundary ? { unknown: true as const } : {}),
          },
        }
      : {}),
  };
}

describe("A role is administrator-equivalent for every known reason, and for none beside", () => {
  // JSON arrays of mixed types have no tuple type of their own
  for (const each of cases as unknown as readonly AdministratorCase[]) {
    it(each.name, () => {
      const input = inputOf(each);
      if (input.statements.length > 0)
        assert.deepEqual(validatePermissionsPolicy(policyDocument(input.statements)), []);
      const reasons = administratorReasons(input);
      const expected = each.reasons ?? [each.first ?? ""];
      if (each.reasons) assert.equal(reasons.length, expected.length, reasons.join("\n"));
      expected.forEach((pattern, index) => {
        assert.match(reasons[index] ?? "", new RegExp(pattern));
      });
      for (const reason of reasons) assert.match(reason, /^(?:It|Its|AWS's|The) .*\.$/);
    });
  }

  it("says the same whatever the order of the statements", () => {
    for (const each of cases as unknown as readonly AdministratorCase[]) {
      const input = inputOf(each);
      const turned = { ...input, statements: [...input.statements].reverse() };
      assert.deepEqual(administratorReasons(turned), administratorReasons(input), each.name);
    }
  });

  for (const { principal, actions } of PASSABLE_SERVICES) {
    for (const action of actions) {
      it(`counts ${action} with every role passed to ${principal}`, () => {
        const passing: Short = [["iam:PassRole"], ["*"], { StringEquals: { "iam:PassedToService": [principal] } }];
        const reasons = (allow: readonly Short[]) =>
          administratorReasons(inputOf({ name: action, allow })).filter((reason) => reason.includes("pass every role"));
        assert.equal(reasons([passing, [[action], ["*"]]]).length, 1);
        assert.equal(reasons([passing]).length, 0);
        assert.equal(reasons([[[action], ["*"]]]).length, 0);
      });
    }
  }

  it("judges roles only", () => {
    const input = { statements: [], managedPolicyArns: [] };
    assert.throws(
      () => administratorReasons({ ...input, roleArn: "arn:aws:iam::111111111111:user/alice" }),
      /isn't the ARN of a role/,
    );
    assert.throws(() => administratorReasons({ ...input, roleArn: "notes-prod-deploy" }), /isn't the ARN of a role/);
  });
});
