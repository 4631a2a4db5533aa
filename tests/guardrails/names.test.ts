import assert from "node:assert/strict";
import { plan } from "../../plan/plan";
import type { AccountPlan } from "../../plan/model";
import { appNames } from "../../policy/guardrails/appRoles";
import type { Generation } from "../../policy/generation";
import { DEFAULT_CDK_NAMES } from "../../policy/knowledge/target";
import { firstAccount, oneAccount, parsed, type Values } from "../plan/configs";
import { can } from "../support/simulator";
import type { Actor } from "./attack";
import { actorsOf } from "./world";

const ACCOUNT = "222222222222";
const LONG = "customer-portal-backend-api";
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

function values(sst: Generation, others: Values): Values {
  const cdk = sst === "v3" || sst === "v4" ? {} : { cdk: { execution: "bootstrap" } };
  return oneAccount(sst, { type: "services", services: ["iam", "lambda", "sts"] }, { ...cdk, ...others });
}

/** The deployer, and what CloudFormation does for it. */
function actors(sst: Generation, others: Values): readonly Actor[] {
  const account: AccountPlan = firstAccount(values(sst, others));
  return actorsOf(account).filter(({ arn }) => !arn.endsWith("-function") && !arn.includes("-deploy-role-"));
}

/** What may be done with the role of that name, by one of the actors at least. */
async function doneWith(who: readonly Actor[], name: string): Promise<readonly string[]> {
  const trust = {
    Version: "2012-10-17" as const,
    Statement: [
      {
        Sid: "Trust",
        Effect: "Allow" as const,
        Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`] },
        Action: ["sts:AssumeRole"],
      },
    ],
  };
  const calls = [
    { action: "iam:PutRolePolicy" },
    { action: "iam:UpdateAssumeRolePolicy" },
    { action: "iam:PassRole", context: { "iam:PassedToService": "lambda.amazonaws.com" } },
    { action: "sts:AssumeRole", trust },
  ];
  const done = new Set<string>();
  for (const call of calls) {
    for (const { arn, policies, boundary } of who) {
      const bounded = boundary ? { boundary } : {};
      const answer = await can({ principal: arn, policies, ...bounded, ...call, resource: role(name) });
      if (answer === "Allowed") done.add(call.action);
    }
  }
  return [...done];
}

const EVERY = ["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:PassRole", "sts:AssumeRole"];
const OTHERS = [
  "team-admin",
  "OrganizationAccountAccessRole",
  "platform-admin",
  "pr-12-billing-api",
  "notifications-pr-1",
];

describe("Standard tells the app's roles from others' by the app's name, whatever its stages are", () => {
  for (const [sst, stage, own] of [
    ["v2", "*", "pr-12-notes-api-Role"],
    ["v0", "p*", "prod-notes-api-Role"],
    ["v1", "pr-*", "pr-12-notes-api-Role"],
    ["v2", "a-stage-that-is-longer-than-a-stack-part", "a-stage-that-is-longer-than-a-stack-part-notes-api-Role"],
    ["v4", "*", "notes-pr-12-ApiRole"],
    ["v3", "pr-*", "notes-pr-12-ApiRole"],
    ["v4", "prod", "notes-prod-ApiRole"],
  ] as const) {
    it(`${sst} ${stage}`, async () => {
      const who = actors(sst, { stages: [stage] });
      assert.deepEqual(await doneWith(who, own), EVERY);
      for (const name of OTHERS) assert.deepEqual(await doneWith(who, name), [], name);
    });
  }

  it("also where the names are cut, as far as some of the app's is left", async () => {
    for (const [sst, stage, own, other] of [
      ["v2", "prod", "prod-customer-portal-bac-Role", "prod-customer-care-Role"],
      ["v2", "pr-*", "pr-1234-customer-portal-Role", "pr-1234-customer-care-Role"],
      ["v4", "prod", "customer-prod-AComponentWithALongNameHandlerRoles", "cost-prod-Role"],
      ["v4", "pr-*", "customer-portal-ba-pr-12-AComponentWithALongNameRole", "customer-care-pr-12-Role"],
    ] as const) {
      const who = actors(sst, { app: LONG, stages: [stage] });
      assert.deepEqual(await doneWith(who, own), EVERY, own);
      assert.deepEqual(await doneWith(who, other), [], other);
    }
  });

  it("and CDK's roles aren't written, even where the qualifier is the app's name and a stage matches the rest", async () => {
    const cdkRole = (name: string) => `cdk-notes-${name}-role-${ACCOUNT}-eu-west-1`;
    for (const [stage, others] of [
      ["*", { guardrails: "standard" }],
      ["c*", { guardrails: "standard" }],
      ["*", { guardrails: "strict" }],
    ] as const) {
      const cdk = { qualifier: "notes", toolkitStackName: "CDKToolkit-notes", execution: "bootstrap" };
      const who = actors("v2", { stages: [stage], cdk, ...others });
      for (const name of ["deploy", "cfn-exec", "lookup"]) {
        const done = await doneWith(who, cdkRole(name));
        assert.ok(!done.includes("iam:PutRolePolicy") && !done.includes("iam:UpdateAssumeRolePolicy"), done.join());
        if (name === "deploy") assert.ok(done.includes("sts:AssumeRole"));
      }
    }
    const sids = (stages: readonly string[]) =>
      JSON.stringify(firstAccount(values("v2", { stages })).roles.map(({ policies }) => policies));
    assert.match(sids(["*"]), /DeployGuardCdkRoles/);
    assert.doesNotMatch(sids(["prod", "pr-*"]), /GuardCdkRoles/);
  });

  it("and this project's roles are neither assumed nor passed, even where such a name matches", async () => {
    for (const [sst, stage] of [
      ["v2", "*"],
      ["v2", "s*"],
    ] as const) {
      const who = actors(sst, { stages: [stage] });
      assert.deepEqual(await doneWith(who, "sst-deployers/billing-notes-prod"), []);
      assert.deepEqual(await doneWith(who, "sst-billing-notes-prod"), EVERY);
    }
  });
});

describe("Strict takes whole names only", () => {
  for (const [sst, scope] of [
    ["v2", "account"],
    ["v2", "app"],
    ["v4", "account"],
  ] as const) {
    it(`${sst}, scope ${scope}`, () => {
      const strategy = { type: "services", scope, services: ["iam", "lambda"] };
      const cdk = sst === "v2" ? { cdk: { execution: "bootstrap" } } : {};
      const account = firstAccount(oneAccount(sst, strategy, { app: LONG, guardrails: "strict", ...cdk }));
      const own = sst === "v2" ? `prod-${LONG}-*` : `${LONG}-prod-*`;
      const texts = JSON.stringify([
        ...account.boundaries.map(({ document }) => document),
        ...account.roles.map(({ policies }) =>
          policies.filter(({ document }) => /Guard/.test(JSON.stringify(document))),
        ),
        ...(account.cdk?.executionPolicies ?? []).filter(({ name }) => name.endsWith("-guardrails")),
      ]);
      const named = [...texts.matchAll(/role\/([^"/]*(?:customer|prod)[^"/]*)"/g)].map(([, name]) => name);
      assert.ok(named.length > 3);
      assert.deepEqual([...new Set(named)], [own]);
    });
  }
});

describe("A role that may get a name by which it isn't told is a warning", () => {
  const found = (sst: Generation, others: Values) => {
    const result = plan(parsed(values(sst, others)));
    assert.ok(result.ok, JSON.stringify(result.findings));
    return result.findings.filter(({ code }) => code === "role-names-cut").map(({ path, value }) => [path, value]);
  };
  const at = (value: unknown) => [["accounts[0].guardrails", value]];

  it("with strict, where CloudFormation cuts the stack's name", () => {
    assert.deepEqual(found("v2", { app: LONG, guardrails: "strict" }), at(`prod-${LONG}-*`));
    assert.deepEqual(found("v2", { guardrails: "strict" }), []);
    assert.deepEqual(found("v2", { guardrails: "strict", stages: ["pr-*"] }), []);
    assert.deepEqual(
      found("v2", { guardrails: "strict", stages: ["prod", "eu-production-*"] }),
      at("eu-production-*-notes-*"),
    );
  });

  it("with standard, where nothing of the app's name may be left, or too little", () => {
    assert.deepEqual(found("v2", { app: LONG }), []);
    assert.deepEqual(found("v2", { stages: ["a-stage-without-any-room"] }), at("a-stage-without-any-room-notes-*"));
    assert.deepEqual(found("v2", { app: LONG, stages: ["*"] }), at("*-customer-portal-bac*"));
    assert.deepEqual(found("v2", { stages: ["*"] }), []);
    assert.deepEqual(found("v4", { stages: ["*"] }), []);
    assert.deepEqual(found("v4", { stages: ["a-stage-without-any-room-of-pr-*"] }), at(13));
  });

  it("but not where CDK's execution role, as it is, makes the roles", () => {
    const existing = { cdk: { execution: "existing" }, stages: ["a-stage-without-any-room"] };
    assert.deepEqual(found("v2", existing), []);
    assert.deepEqual(found("v2", { ...existing, guardrails: "off" }), []);
  });
});

describe("The patterns of the app's names", () => {
  for (const [sst, app, stage, whole, cut] of [
    ["v2", "notes", "prod", "prod-notes-*", "prod-notes-*"],
    ["v2", "nineteen-characters", "prod", "prod-nineteen-characters-*", "prod-nineteen-characters-*"],
    ["v2", "twenty-characters-is", "prod", "prod-twenty-characters-is-*", "prod-twenty-characters-i*"],
    ["v2", "notes", "stage-of-20-letters-", "stage-of-20-letters--notes-*", "stage-of-20-letters--not*"],
    ["v2", "notes", "stage-of-21-letters--", "stage-of-21-letters---notes-*", "stage-of-21-letters---notes-*"],
    ["v4", "notes", "prod", "notes-prod-*", "notes-prod-*"],
    ["v4", LONG, "prod", `${LONG}-prod-*`, "customer*-prod-*"],
    ["v4", LONG, "production-eu", `${LONG}-production-eu-*`, "cus*-production-eu-*"],
    ["v4", LONG, "pr-*", `${LONG}-pr-*-*`, "customer-portal*-pr-*-*"],
    [
      "v4",
      "notes",
      "a-stage-without-any-room-of-pr-*",
      "notes-a-stage-without-any-room-of-pr-*-*",
      "notes-a-stage-without-any-room-of-pr-*-*",
    ],
  ] as const) {
    it(`${sst} ${app} ${stage}`, () => {
      const target = {
        app,
        sst,
        stages: [stage],
        partition: "aws",
        accountId: ACCOUNT,
        region: "eu-west-1",
        regions: ["eu-west-1"],
        liveDevelopment: false,
        bootstrap: false,
        duties: "combined",
        cdk: DEFAULT_CDK_NAMES,
      } as const;
      assert.deepEqual(appNames(target, "whole"), [whole]);
      assert.deepEqual(appNames(target, "cut"), [cut]);
    });
  }
});
