import assert from "node:assert/strict";
import type { StageConfig } from "../../config/model";
import { plan } from "../../plan/plan";
import { canonicalJson } from "../../policy/statement";
import { EVERY, firstAccount, oneAccount, parsed, planned, roleOf, statementsOf, type Values } from "./configs";

describe("plan() has the shape that users' scripts read", () => {
  it("gives the documented keys of plan, account, role and policy", () => {
    const whole = planned(oneAccount("v2", { type: "services", constructs: ["Api"] }));
    assert.deepEqual(Object.keys(whole).sort(), ["accounts", "app", "partition", "stack", "stages"]);
    const [account] = whole.accounts;
    for (const key of ["name", "accountId", "region", "regions", "sst", "strategy", "profile", "roles", "boundaries"]) {
      assert.ok(key in account, key);
    }
    assert.equal(account.profile, "prod-eu");
    assert.equal(account.strategy, "services");
    const [role] = account.roles;
    for (const key of ["duty", "name", "path", "arn", "trust", "managedPolicyArns", "policies", "maxSessionSeconds"]) {
      assert.ok(key in role, key);
    }
    assert.equal(role.name, "notes-prod-deploy");
    assert.equal(role.path, "/sst-deployers/");
    assert.equal(role.arn, "arn:aws:iam::222222222222:role/sst-deployers/notes-prod-deploy");
    assert.equal(role.maxSessionSeconds, 3600);
    const [policy] = role.policies;
    assert.ok(policy);
    assert.equal(policy.document.Version, "2012-10-17");
    assert.equal(policy.type, "inline");
  });

  it("is a plain JSON value", () => {
    const whole = planned(oneAccount("v1", { type: "cloudformation", constructs: ["Table"] }));
    assert.deepEqual(JSON.parse(JSON.stringify(whole)), whole);
  });

  it("leaves out permissionsBoundary and, where there are no reasons, administratorEquivalent", () => {
    const role = roleOf(oneAccount("v4", { type: "services", constructs: ["Queue"] }));
    assert.ok(!("permissionsBoundary" in role));
    assert.ok(!("administratorEquivalent" in role));
  });

  it("has a service role beside the deployer for cloudformation alone", () => {
    for (const { strategy, values } of EVERY) {
      const duties = firstAccount(values).roles.map((role) => role.duty);
      assert.deepEqual(duties, strategy["type"] === "cloudformation" ? ["deploy", "cloudformation"] : ["deploy"]);
    }
  });

  it("says what callers must bring", () => {
    const trust = {
      principals: [{ arn: "arn:aws:iam::999999999999:user/alice", mfa: true }, "arn:aws:iam::999999999999:role/ci"],
    };
    const strategy = { type: "administrator" };
    assert.deepEqual(firstAccount(oneAccount("v2", strategy)).callers, { mfa: "none" });
    assert.deepEqual(firstAccount(oneAccount("v2", strategy, { trust })).callers, { mfa: "some" });
    const alone = { principals: trust.principals.slice(0, 1), externalId: "notes-7" };
    assert.deepEqual(firstAccount(oneAccount("v2", strategy, { trust: alone })).callers, {
      mfa: "required",
      externalId: "notes-7",
    });
  });
});

describe("Quotas are findings before any API call", () => {
  it("a trust policy that is too long, with the account's path", () => {
    const principals = Array.from({ length: 60 }, (_each, index) => `arn:aws:iam::999999999999:user/person-${index}`);
    const result = plan(parsed(oneAccount("v2", { type: "administrator" }, { trust: { principals } })));
    assert.ok(!result.ok);
    assert.ok(
      result.findings.some(({ code, path }) => code === "trust-policy-too-large" && path === "accounts[0].trust"),
    );
  });

  it("policies that fit no quota, with the path of the strategy", () => {
    const regions = ["eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1", "us-east-1", "us-west-2"];
    const stages = Array.from({ length: 40 }, (_each, index) => `stage-with-a-rather-long-name-${index}`);
    const accounts = [
      { name: "a", accountId: "222222222222", regions, strategy: { type: "services", constructs: ["Api"] } },
    ];
    const result = plan(parsed(oneAccount("v2", {}, { accounts, stages, liveDevelopment: true })));
    assert.ok(!result.ok);
    assert.ok(result.findings.every(({ path }) => path.startsWith("accounts[0].")));
    assert.ok(result.findings.some(({ code }) => /too-large/.test(code)));
  });

  it("a strategy that the generation doesn't have, should the config let it through", () => {
    const config = parsed(oneAccount("v2", { type: "cloudformation", constructs: ["Api"] }));
    const [account] = config.accounts;
    const impossible: StageConfig = { ...config, accounts: [{ ...account, sst: "v4" }] };
    const result = plan(impossible);
    assert.ok(!result.ok);
    assert.deepEqual(
      result.findings.map(({ code, path }) => [code, path]),
      [["strategy-not-possible", "accounts[0].strategy.type"]],
    );
  });
});

describe("The plan depends on nothing but the config's meaning", () => {
  const account = (name: string, index: number, strategy: Values) => ({
    name,
    accountId: String(222222222220 + index),
    region: index % 2 === 0 ? "eu-west-1" : "us-east-1",
    strategy,
  });
  const accounts = [
    account("one", 1, { type: "administrator" }),
    account("two", 2, { type: "services", constructs: ["Api", "Table"] }),
    account("three", 3, { type: "cloudformation", constructs: ["Table", "Api"] }),
    account("four", 4, { type: "services", constructs: ["Api", "Table"] }),
  ];
  const values = (list: readonly Values[]) => oneAccount("v1", {}, { accounts: list });

  it("gives the same bytes every time", () => {
    assert.equal(JSON.stringify(planned(values(accounts))), JSON.stringify(planned(values(accounts))));
  });

  it("gives each account what it gets alone, whatever others there are", () => {
    for (const [index, each] of planned(values(accounts)).accounts.entries()) {
      assert.deepEqual(each, planned(values(accounts.slice(index, index + 1))).accounts[0]);
    }
  });

  it("changes nothing but the name where an account is renamed", () => {
    const renamed = planned(values(accounts.map((each) => (each.name === "two" ? { ...each, name: "zwei" } : each))));
    const expected = planned(values(accounts)).accounts.map((each) =>
      each.name === "two" ? { ...each, name: "zwei", profile: "zwei" } : each,
    );
    assert.deepEqual(renamed.accounts, expected);
  });

  it("changes nothing but the order where accounts are reordered", () => {
    const reversed = planned(values([...accounts].reverse()));
    assert.deepEqual([...reversed.accounts].reverse(), planned(values(accounts)).accounts);
  });

  it("takes constructs in any order", () => {
    const statements = (constructs: string[]) =>
      canonicalJson(statementsOf(roleOf(oneAccount("v1", { type: "services", constructs }))));
    assert.equal(statements(["Api", "Table", "Queue"]), statements(["Queue", "Table", "Api"]));
  });

  it("leaves no stand-in for an account's id", () => {
    for (const { values: each } of EVERY) assert.doesNotMatch(JSON.stringify(planned(each)), /<account-id>/);
  });
});
