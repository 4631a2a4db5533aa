import assert from "node:assert/strict";
import fc from "fast-check";
import { plan } from "../../plan/plan";
import { GENERATIONS } from "../../policy/generation";
import { constructNames } from "../../policy/knowledge/constructs";
import { EVERY, firstAccount, oneAccount, parsed, roleOf, statementsOf, type Values } from "./configs";

describe("AdministratorAccess is attached where the config says administrator, and nowhere else", () => {
  it("in every generation and strategy", () => {
    for (const { strategy, values } of EVERY) {
      const asked = strategy["type"] === "administrator" || strategy["broad"] === "administrator";
      for (const role of firstAccount(values).roles) {
        assert.deepEqual(role.managedPolicyArns, asked ? ["arn:aws:iam::aws:policy/AdministratorAccess"] : []);
        if (asked) assert.deepEqual(role.policies, []);
        else assert.ok(!statementsOf(role).some((each) => each.Action?.includes("*")));
      }
    }
  });

  it("whatever constructs and services are named", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...GENERATIONS),
        fc.array(fc.constantFrom("sqs", "iam", "sts", "organizations", "s3"), { maxLength: 3 }),
        fc.boolean(),
        fc.infiniteStream(fc.nat()),
        (sst, services, customDomain, picks) => {
          const names = constructNames(sst);
          const constructs = [...new Set([...picks.take(3)].map((pick) => names[pick % names.length]))];
          const role = roleOf(
            oneAccount(sst, { type: "services", constructs, services: [...new Set(services)], customDomain }),
          );
          assert.deepEqual(role.managedPolicyArns, []);
          assert.doesNotMatch(JSON.stringify(role.policies), /AdministratorAccess|"Action":\["\*"/);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("The plan marks roles that are as strong as an administrator, and warns", () => {
  const codes = (values: Values) => plan(parsed(values)).findings.map((finding) => `${finding.code} ${finding.path}`);

  it("for administrator, for iam:*, for CDK's deploy role", () => {
    for (const values of [
      oneAccount("v4", { type: "administrator" }),
      oneAccount("v4", { type: "services", constructs: ["Function"] }),
      oneAccount("v2", { type: "services", services: ["sqs"] }, { bootstrap: false }),
      oneAccount("v2", { type: "cloudformation", constructs: ["Function"] }, { bootstrap: false }),
    ]) {
      assert.ok((roleOf(values).administratorEquivalent?.length ?? 0) > 0);
      assert.ok(codes(values).includes("administrator-equivalent accounts[0].strategy"));
    }
  });

  it("but not for services without IAM on v4, nor for a service role without IAM and its deployer", () => {
    for (const values of [
      oneAccount("v4", { type: "services", constructs: ["Bucket", "Dynamo"] }),
      oneAccount("v2", { type: "cloudformation", services: ["dynamodb"] }, { bootstrap: false }),
    ]) {
      for (const role of firstAccount(values).roles) assert.equal(role.administratorEquivalent, undefined);
      assert.ok(!codes(values).some((code) => code.startsWith("administrator-equivalent")));
    }
  });

  it("warns where the account trusts itself as a whole", () => {
    const trusting = (accountId: string) =>
      oneAccount(
        "v4",
        { type: "services", constructs: ["Queue"] },
        { trust: { principals: [`arn:aws:iam::${accountId}:root`] } },
      );
    assert.deepEqual(codes(trusting("222222222222")), ["own-account-trusted accounts[0].trust.principals"]);
    assert.deepEqual(codes(trusting("999999999999")), []);
  });
});
