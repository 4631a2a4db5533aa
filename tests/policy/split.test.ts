import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { PolicyStatement } from "../../policy/document";
import {
  MAX_INLINE_POLICIES_SIZE,
  MAX_MANAGED_POLICY_SIZE,
  MAX_PLANNED_MANAGED_POLICIES,
  policySize,
} from "../../policy/limits";
import { type PackedPolicy, packPolicies, type PackTarget } from "../../policy/split";
import { canonicalJson, policyDocument } from "../../policy/statement";
import { validatePermissionsPolicy } from "../../policy/validate";
import { canEach } from "../support/simulator";

const role: PackTarget = {
  name: "notes-prod-deploy",
  path: "/sst-deployers/",
  accountId: "111111111111",
  partition: "aws",
};

function table(name: string): string {
  return `arn:aws:dynamodb:eu-west-1:111111111111:table/${name}`;
}

/** A statement of about that many characters: one action, as many tables as it takes. */
function statement(sid: string, size: number, changes: Partial<PolicyStatement> = {}): PolicyStatement {
  const resources = Array.from({ length: Math.max(1, Math.round((size - 80) / 70)) }, (_value, index) =>
    table(`${sid}-${String(index).padStart(3, "0")}`.padEnd(22, "x")),
  );
  return { Sid: sid, Effect: "Allow", Action: ["dynamodb:GetItem"], Resource: resources, ...changes };
}

function packed(statements: readonly PolicyStatement[], target: PackTarget = role): readonly PackedPolicy[] {
  const result = packPolicies(target, statements);
  assert.ok(result.ok, JSON.stringify(result));
  return result.policies;
}

function codes(statements: readonly PolicyStatement[], target: PackTarget = role): readonly string[] {
  const result = packPolicies(target, statements);
  return result.ok ? [] : result.findings.map((finding) => finding.code);
}

/** Which policy each statement, or part of one, stands in. */
function placement(policies: readonly PackedPolicy[]): ReadonlyMap<string, string> {
  return new Map(
    policies.flatMap((policy) => policy.document.Statement.map((each) => [canonicalJson(each), policy.name] as const)),
  );
}

/** Every single permission that the statements give, each as one text. */
function singlePermissions(statements: readonly PolicyStatement[]): ReadonlySet<string> {
  return new Set(
    statements.flatMap(
      ({ Sid: sid, Effect: effect, Action: actions = [], Resource: resources = [], Condition: condition }) =>
        actions.flatMap((action) =>
          resources.map((resource) => canonicalJson([sid, effect, action, resource, condition ?? {}])),
        ),
    ),
  );
}

const sizes = fc.array(fc.integer({ min: 150, max: 9_000 }), { minLength: 1, maxLength: 14 });
const manyStatements = sizes.map((list) => list.map((size, index) => statement(`Deploy${String(index)}`, size)));

describe("Statements become one inline policy while that fits, else managed policies", () => {
  it("makes no policy of no statements", () => {
    assert.deepEqual(packed([]), []);
  });

  it("writes one inline policy, named like the role, up to the whole inline quota", () => {
    const filler = [statement("DeployA", 5_000), statement("DeployB", 4_000)];
    const size = policySize(policyDocument(filler));
    const pad = (length: number) => [...filler, { ...statement("DeployC", 150), Sid: "C".repeat(length) }];
    const rest = MAX_INLINE_POLICIES_SIZE - policySize(policyDocument(pad(0)));
    assert.ok(size < MAX_INLINE_POLICIES_SIZE && rest > 0);
    const [only, ...others] = packed(pad(rest));
    assert.equal(others.length, 0);
    assert.equal(only?.type, "inline");
    assert.equal(only.name, role.name);
    assert.equal(policySize(only.document), MAX_INLINE_POLICIES_SIZE);
    assert.deepEqual(
      packed(pad(rest + 1)).map((policy) => policy.type),
      ["managed", "managed"],
    );
  });

  it("names managed policies after the role, with ARNs under its path", () => {
    const policies = packed([statement("DeployA", 5_500), statement("DeployB", 5_500)]);
    assert.deepEqual(
      policies.map(({ name, type }) => [name, type]),
      [
        ["notes-prod-deploy-1", "managed"],
        ["notes-prod-deploy-2", "managed"],
      ],
    );
    const [first] = policies;
    assert.ok(first?.type === "managed");
    assert.equal(first.path, "/sst-deployers/");
    assert.equal(first.arn, "arn:aws:iam::111111111111:policy/sst-deployers/notes-prod-deploy-1");
  });

  it("keeps every quota, every statement and every single permission, and repeats itself in any order", () => {
    fc.assert(
      fc.property(
        manyStatements.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([statements, shuffled]) => {
          const result = packPolicies(role, statements);
          fc.pre(result.ok);
          const documents = result.policies.map((policy) => policy.document);
          for (const { type, document } of result.policies) {
            const quota = type === "inline" ? MAX_INLINE_POLICIES_SIZE : MAX_MANAGED_POLICY_SIZE;
            assert.ok(policySize(document) <= quota);
            assert.deepEqual(validatePermissionsPolicy(document), []);
          }
          assert.ok(documents.length <= MAX_PLANNED_MANAGED_POLICIES);
          assert.deepEqual(
            singlePermissions(documents.flatMap((document) => document.Statement)),
            singlePermissions(statements),
          );
          const again = packPolicies(role, shuffled);
          assert.ok(again.ok);
          if (again.policies[0]?.type === "managed") assert.equal(canonicalJson(again), canonicalJson(result));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("packs whatever fits: statements of half a policy go two to a policy", () => {
    const halves = Array.from({ length: 2 * MAX_PLANNED_MANAGED_POLICIES }, (_value, index) =>
      statement(`Deploy${String(index).padStart(2, "0")}`, 2_900),
    );
    const policies = packed(halves);
    assert.equal(policies.length, MAX_PLANNED_MANAGED_POLICIES);
  });

  it("leaves every other statement in its policy when one is added or changed", () => {
    const before = Array.from({ length: 45 }, (_value, index) => statement(`Deploy${String(index)}`, 300));
    const added = [...before, statement("DeployNew", 300)];
    const changed = before.map((each) => (each.Sid === "Deploy7" ? { ...each, Effect: "Deny" as const } : each));
    const was = placement(packed(before));
    for (const after of [added, changed]) {
      const policies = packed(after);
      assert.equal(policies.length, new Set(was.values()).size);
      const is = placement(policies);
      const moved = [...was].filter(([each, name]) => is.has(each) && is.get(each) !== name);
      assert.deepEqual(moved, []);
    }
  });

  it("lets AWS's own managed policies use up slots", () => {
    const full = Array.from({ length: MAX_PLANNED_MANAGED_POLICIES }, (_value, index) =>
      statement(`Deploy${String(index)}`, 5_800),
    );
    assert.deepEqual(codes(full), []);
    assert.deepEqual(codes(full, { ...role, otherManagedPolicies: 1 }), ["policies-too-large"]);
  });
});

describe("A statement too large for a policy is divided only where that grants the same", () => {
  it("divides by resources, keeps the Sid, and puts the parts into different policies", async () => {
    const large = statement("DeployTables", 15_000);
    const policies = packed([large, statement("DeployOther", 200)]);
    const parts = policies.map((policy) => policy.document.Statement.filter((each) => each.Sid === "DeployTables"));
    assert.ok(parts.every((each) => each.length <= 1));
    assert.equal(parts.flat().length, 3);
    const calls = (large.Resource ?? []).slice(0, 20).flatMap((resource) => [
      { action: "dynamodb:GetItem", resource },
      { action: "dynamodb:PutItem", resource },
    ]);
    const principal = "arn:aws:iam::111111111111:role/deployer";
    assert.deepEqual(
      await canEach({ principal, policies: policies.map((policy) => policy.document) }, calls),
      calls.map(({ action }) => (action === "dynamodb:GetItem" ? "Allowed" : "ImplicitlyDenied")),
    );
  });

  it("divides by actions where they take more room", () => {
    const actions = Array.from({ length: 500 }, (_value, index) => `dynamodb:Action${String(index)}Of500`);
    const policies = packed([statement("DeployActions", 150, { Action: actions })]);
    assert.ok(policies.length > 1);
    assert.deepEqual(
      policies.flatMap((policy) => policy.document.Statement.flatMap((each) => each.Action ?? [])).sort(),
      [...actions].sort(),
    );
  });

  const large = statement("DenyTables", 15_000, { Effect: "Deny" });
  const undividable: Readonly<Record<string, PolicyStatement>> = {
    "with NotResource": { Sid: "DenyTables", Effect: "Deny", Action: ["*"], NotResource: large.Resource ?? [] },
    "with NotAction": {
      Sid: "DenyTables",
      Effect: "Deny",
      NotAction: Array.from({ length: 500 }, (_value, index) => `dynamodb:Action${String(index)}Of500`),
      Resource: ["*"],
    },
    "with a negated condition": { ...large, Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1"] } } },
    "of one huge value": statement("DenyTables", 150, { Resource: [table("x".repeat(12_000))] }),
  };
  for (const [name, each] of Object.entries(undividable)) {
    it(`doesn't divide a statement ${name}`, () => {
      const result = packPolicies({ ...role, configPath: "accounts[1].strategy" }, [each]);
      assert.ok(!result.ok);
      const [finding] = result.findings;
      assert.equal(finding?.code, "statement-too-large");
      assert.equal(finding.path, "accounts[1].strategy");
      assert.equal(finding.value, policySize(policyDocument([each])));
      assert.match(finding.message, /DenyTables .* 6144/);
    });
  }

  it("says the sizes where no ten policies could hold it all", () => {
    const result = packPolicies(
      role,
      Array.from({ length: 20 }, (_value, index) => statement(`Deploy${String(index)}`, 5_800)),
    );
    assert.ok(!result.ok);
    assert.deepEqual(
      result.findings.map((finding) => finding.code),
      ["policies-too-large"],
    );
    assert.match(
      result.findings[0]?.message ?? "",
      /take 1\d{5} characters\. 10240 fit inline, and 9 managed policies of 6144 are free/,
    );
  });
});
