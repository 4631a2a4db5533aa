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

  it("says why in words that agree with the plan: a boundary of one's own is required, though not known", () => {
    const strategy = { type: "services", constructs: ["ApiGatewayV2", "Dynamo"] };
    for (const guardrails of ["standard", "strict"]) {
      const values = oneAccount("v4", strategy, { guardrails, permissionsBoundary: "team/x" });
      const reasons = roleOf(values).administratorEquivalent?.join("\n") ?? "";
      assert.match(reasons, /under a boundary of your own, whose permissions aren't known here \(iam:AttachRolePolicy/);
      assert.doesNotMatch(reasons, /without a permissions boundary/);
      const [finding] = plan(parsed(values)).findings;
      assert.equal(finding?.code, "administrator-equivalent");
      assert.doesNotMatch(finding.fix, /strict/);
    }
    const without = roleOf(oneAccount("v4", strategy)).administratorEquivalent?.join("\n") ?? "";
    assert.match(without, /without a permissions boundary/);
    assert.doesNotMatch(without, /boundary of your own/);
  });

  it("says of CDK's execution role what bootstrapping it with this project's policies makes of it", () => {
    const reasonsOf = (services: readonly string[], execution: string) =>
      roleOf(oneAccount("v2", { type: "services", services }, { cdk: { execution } })).administratorEquivalent ?? [];
    const byDefault = /CDK's execution role, which has AdministratorAccess by default/;
    const [bounded, ...others] = reasonsOf(["sqs"], "bootstrap");
    assert.match(bounded ?? "", /a stack of another of CDK's bootstraps goes on .*guardrails: strict keeps/);
    assert.deepEqual(others, []);
    const strong = reasonsOf(["iam", "lambda"], "bootstrap").join("\n");
    assert.match(
      strong,
      /CDK's deploy role .* administrator-equivalent with the execution policies of this project, too/,
    );
    assert.match(strong, /goes on using the execution role of its bootstrap/);
    assert.doesNotMatch(strong, byDefault);
    assert.match(reasonsOf(["sqs"], "existing").join("\n"), byDefault);
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
