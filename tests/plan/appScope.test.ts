import assert from "node:assert/strict";
import { roleCan } from "../support/simulator";
import cases from "../cases/appScope.json";
import type { Duty } from "../../policy/duty";
import { GENERATIONS, type Generation, isCdkGeneration } from "../../policy/generation";
import { actionCovers } from "../../policy/match";
import { constructNames } from "../../policy/knowledge/constructs";
import { plan } from "../../plan/plan";
import { oneAccount, parsed, planned, roleOf, statementsOf, type Values } from "./configs";

type Call = string | { call: string; context: Record<string, string> };

interface Case {
  name: string;
  sst: Generation;
  app?: string;
  stages?: string[];
  liveDevelopment?: boolean;
  duty?: Duty;
  strategy: Values;
  allowed: Call[];
  denied: Call[];
}

function requestOf(call: Call) {
  const { call: text, context } = typeof call === "string" ? { call, context: {} } : call;
  const [action = "", resource = ""] = text.split(" ");
  return { action, resource, context };
}

/** The warnings of a config, by their codes. */
function codes(values: Values): readonly string[] {
  const result = plan(parsed(values));
  return result.findings.map(({ code }) => code).filter((code) => code.startsWith("scope-"));
}

describe("scope: app, effective permissions: the app's and its stages' resources are reached, others' aren't", () => {
  for (const { name, sst, strategy, allowed, denied, duty = "deploy", ...others } of cases as unknown as Case[]) {
    describe(name, () => {
      const role = roleOf(oneAccount(sst, { scope: "app", ...strategy }, { bootstrap: false, ...others }), duty);
      for (const call of allowed) {
        it(`allows ${JSON.stringify(call)}`, async () => {
          assert.equal(await roleCan(role, requestOf(call)), "Allowed");
        });
      }
      for (const call of denied) {
        it(`denies ${JSON.stringify(call)}`, async () => {
          assert.notEqual(await roleCan(role, requestOf(call)), "Allowed");
        });
      }
    });
  }
});

describe("scope: app, two apps or two stages in one account don't read each other's state, secrets or passphrase", () => {
  /** What belongs to one app and stage, by generation. */
  function own(sst: Generation, app: string, stage: string): readonly string[] {
    const account = "eu-west-1:222222222222";
    if (!isCdkGeneration(sst)) {
      return [
        `s3:GetObject arn:aws:s3:::sst-state-x/app/${app}/${stage}.json`,
        `s3:GetObject arn:aws:s3:::sst-state-x/secret/${app}/${stage}.json`,
        `s3:GetObject arn:aws:s3:::sst-state-x/snapshot/${app}/${stage}/1.json`,
        `ssm:GetParameter arn:aws:ssm:${account}:parameter/sst/passphrase/${app}/${stage}`,
      ];
    }
    if (sst === "v0") return [`ssm:GetParameter arn:aws:ssm:${account}:parameter/sst/${stage}-${app}-Api`];
    return [
      `s3:GetObject arn:aws:s3:::sstbootstrap-x/stackMetadata/app.${app}/stage.${stage}/stack.Api.json`,
      `ssm:GetParameter arn:aws:ssm:${account}:parameter/sst/${app}/${stage}/Secret/KEY/value`,
      `ssm:GetParametersByPath arn:aws:ssm:${account}:parameter/sst/${app}/${stage}`,
    ];
  }

  for (const sst of GENERATIONS) {
    for (const duties of ["combined", "separate"]) {
      it(`${sst}, duties ${duties}`, async () => {
        const strategy = { type: "services", services: ["lambda", "s3"], scope: "app" };
        const { roles } = planned(
          oneAccount(sst, strategy, { duties, stages: ["prod", "pr-*"], liveDevelopment: true }),
        ).accounts[0];
        for (const role of roles) {
          for (const [app, stage] of [
            ["shop", "prod"],
            ["notes-admin", "prod"],
            ["note", "prod"],
            ["notes", "dev"],
            ["notes", "production"],
          ] as const) {
            // v0 names parameters after stacks, where a hyphen ends nothing: see the finding scope-names-of-others
            if (sst === "v0" && app === "notes-admin") continue;
            for (const call of own(sst, app, stage)) {
              assert.notEqual(await roleCan(role, requestOf(call)), "Allowed", `${role.name}: ${call}`);
            }
          }
        }
        const [deploy] = roles;
        for (const stage of ["prod", "pr-7"]) {
          for (const call of own(sst, "notes", stage)) {
            if (call.startsWith("ssm:GetParametersByPath") && duties === "separate") continue;
            assert.equal(await roleCan(deploy, requestOf(call)), "Allowed", call);
          }
        }
      });
    }
  }
});

describe("scope: app, statements", () => {
  const every = GENERATIONS.flatMap((sst) =>
    (isCdkGeneration(sst) ? ["services", "cloudformation"] : ["services"]).map((type) => ({ sst, type })),
  );

  for (const { sst, type } of every) {
    it(`${sst} ${type}: only statements called Residue, and such as tags limit, reach what isn't the app's`, () => {
      const strategy = {
        type,
        constructs: constructNames(sst),
        customDomain: true,
        hostedZones: ["Z0123456789"],
        scope: "app",
      };
      const { roles } = planned(oneAccount(sst, strategy, { bootstrap: false, guardrails: "off" })).accounts[0];
      for (const role of roles) {
        for (const { Sid, Effect, Action, Resource, Condition } of statementsOf(role)) {
          if (Effect === "Deny" || !/Services|CloudFormationStacks|HostedZones/.test(Sid) || Sid.endsWith("Residue"))
            continue;
          const tagged = Object.keys(Condition?.["StringEquals"] ?? {}).some((key) =>
            /^aws:(Resource|Request)Tag\/sst:app$/.test(key),
          );
          const functions = Object.values(Condition?.["ArnLike"] ?? {}).flat();
          const ofFunctions = functions.length > 0 && functions.every((each) => /:function:[^:]*notes/.test(each));
          for (const resource of Resource ?? []) {
            const named = /notes/.test(resource) || resource.endsWith("hostedzone/Z0123456789");
            assert.ok(tagged || named || ofFunctions, `${Sid}: ${String(Action)} on ${resource}`);
          }
        }
      }
    });

    it(`${sst} ${type}: what is residue has no wildcard among its actions, and its evidence says why`, () => {
      const { roles } = planned(oneAccount(sst, { type, constructs: constructNames(sst), scope: "app" })).accounts[0];
      for (const role of roles) {
        for (const { Sid, Action } of statementsOf(role).filter((each) => each.Sid.endsWith("Residue"))) {
          assert.ok(!Action?.some((action) => action.includes("*")), Sid);
          const { because = "" } = role.evidence.find((each) => each.sid === Sid) ?? {};
          assert.match(because, /Can't be held to the app|can be claimed/, Sid);
        }
      }
    });
  }

  it("tags APIs by POST as it does by PUT: AWS asks for either, and the simulator knows no POST on tags", () => {
    for (const { sst, type } of every) {
      const duty = type === "cloudformation" ? "cloudformation" : "deploy";
      const role = roleOf(
        oneAccount(sst, { type, services: ["apigateway"], scope: "app" }, { bootstrap: false }),
        duty,
      );
      const onTags = statementsOf(role).filter(
        ({ Action, Resource }) =>
          Action?.includes("apigateway:PUT") && Resource?.some((resource) => resource.includes("::/tags/")),
      );
      assert.ok(onTags.length > 0, sst);
      for (const { Sid, Action, Condition } of onTags) {
        assert.ok(Action?.includes("apigateway:POST"), Sid);
        assert.deepEqual(Condition?.["StringEquals"], { "aws:RequestTag/sst:app": ["notes"] }, Sid);
      }
    }
  });

  it("never reaches more than the same strategy with scope: account", () => {
    for (const { sst, type } of every) {
      const strategy = { type, constructs: constructNames(sst), customDomain: true };
      const flags = { bootstrap: false, guardrails: "off" };
      for (const duty of type === "cloudformation" ? (["deploy", "cloudformation"] as const) : (["deploy"] as const)) {
        const wide = statementsOf(roleOf(oneAccount(sst, strategy, flags), duty)).filter((each) => !each.Condition);
        const narrow = statementsOf(roleOf(oneAccount(sst, { ...strategy, scope: "app" }, flags), duty));
        for (const { Effect, Action = [], Sid } of narrow) {
          if (Effect === "Deny" || !/Services|CloudFormation|HostedZones|Dns/.test(Sid)) continue;
          for (const action of Action) {
            const covered = wide.some((each) => each.Action?.some((outer) => actionCovers(outer, action)));
            assert.ok(covered, `${sst} ${type}: ${Sid} ${action}`);
          }
        }
      }
    }
  });
});

describe("scope: app, findings: what names and tags can't tell apart", () => {
  const services = (sst: Generation, others: Values = {}, strategy: Values = {}) =>
    oneAccount(sst, { type: "services", services: ["lambda", "s3"], scope: "app", ...strategy }, others);

  it("says that a pattern matches another app's or stage's names too, with the pattern", () => {
    for (const [sst, pattern] of [
      ["v2", "prod-notes-*"],
      ["v4", "notes-prod-*"],
    ] as const) {
      const { findings } = plan(parsed(services(sst)));
      const finding = findings.find(({ code }) => code === "scope-names-of-others");
      assert.equal(finding?.value, pattern);
      assert.equal(finding.severity, "warning");
    }
    assert.deepEqual(codes(oneAccount("v2", { type: "services", services: ["lambda"] })), []);
  });

  it("says which stage another pattern covers", () => {
    assert.ok(codes(services("v4", { stages: ["pr-*", "pr-1"] })).includes("scope-stages-overlap"));
    assert.ok(!codes(services("v4", { stages: ["pr-*", "prod"] })).includes("scope-stages-overlap"));
  });

  it("says where names get cut, and only there", () => {
    for (const sst of ["v2", "v4"] as const) {
      assert.ok(!codes(services(sst)).includes("scope-names-cut"), sst);
      const long = services(sst, { app: "a-very-long-name-of-an-app", stages: ["production"] });
      assert.ok(codes({ ...long, app: "a-very-long-name-of-an-app" }).includes("scope-names-cut"), sst);
    }
    // a domain's name may have 28 characters only
    assert.ok(codes(services("v4", {}, { services: ["es"] })).includes("scope-names-cut"));
  });

  it("says that capitals don't count in the names of buckets", () => {
    assert.ok(codes(services("v4", { app: "Notes" })).includes("scope-capitals"));
    assert.ok(!codes(services("v4")).includes("scope-capitals"));
  });

  it("says that zones are open unless they are named", () => {
    assert.ok(codes(services("v4", {}, { customDomain: true })).includes("scope-zones-open"));
    const named = services("v4", {}, { customDomain: true, hostedZones: ["Z0123456789"] });
    assert.ok(!codes(named).includes("scope-zones-open"));
  });

  it("says that CDK's own execution role isn't held to the app, unless CloudFormation has a service role", () => {
    assert.ok(codes(services("v2")).includes("scope-execution-open"));
    assert.ok(!codes(services("v2", {}, { type: "cloudformation" })).includes("scope-execution-open"));
    assert.ok(!codes(services("v4")).includes("scope-execution-open"));
  });

  it("says in which services something can be claimed by tagging it, once an account and in the same words", () => {
    const claims = (values: Values) => plan(parsed(values)).findings.filter(({ code }) => code === "scope-claims");
    const of = (sst: Generation, names: readonly string[]) => services(sst, {}, { services: names });
    const [v4] = claims(of("v4", ["acm", "cloudfront", "ec2", "ecs", "iam", "secretsmanager", "sqs"]));
    const [v2] = claims(of("v2", ["acm", "cloudfront", "ec2", "ecs", "iam", "secretsmanager", "sqs"]));
    assert.deepEqual(v4?.value, ["cloudfront", "ec2", "iam"]);
    assert.deepEqual(v2?.value, ["acm", "cloudfront", "secretsmanager"]);
    assert.equal(v4.message, v2.message);
    assert.equal(v4.severity, "warning");
    for (const sst of GENERATIONS) {
      assert.deepEqual(claims(of(sst, ["dynamodb", "elasticfilesystem", "ecs", "lambda", "sqs"])), [], sst);
      assert.deepEqual(claims(oneAccount(sst, { type: "services", services: ["cloudfront"] })), [], sst);
    }
  });

  it("says that AppSync is open below its APIs", () => {
    assert.ok(codes(services("v4", {}, { services: ["appsync"] })).includes("scope-appsync-open"));
    assert.ok(!codes(services("v4")).includes("scope-appsync-open"));
    assert.deepEqual(codes(oneAccount("v4", { type: "services", services: ["appsync"] })), []);
  });

  it("says where no quota holds the policies of so many stages and regions", () => {
    const stages = Array.from({ length: 40 }, (_, index) => `team-${index}`);
    const accounts = [
      {
        name: "a",
        accountId: "222222222222",
        regions: ["eu-west-1", "eu-central-1", "us-east-1", "us-west-2"],
        strategy: { type: "services", services: ["lambda", "s3", "sqs"], scope: "app" },
      },
    ];
    const result = plan(parsed(oneAccount("v4", {}, { accounts, stages })));
    assert.equal(result.ok, false);
    assert.ok(result.findings.some(({ code }) => code === "policies-too-large" || code === "statement-too-large"));
  });

  it("holds the quotas with every component in two regions and two stages", () => {
    for (const sst of GENERATIONS) {
      const strategy = { type: "services", constructs: constructNames(sst), customDomain: true, scope: "app" };
      const accounts = [{ name: "a", accountId: "222222222222", regions: ["eu-west-1", "us-east-1"], strategy }];
      planned(oneAccount(sst, {}, { accounts, stages: ["prod", "pr-*"], liveDevelopment: true }));
    }
  });
});
