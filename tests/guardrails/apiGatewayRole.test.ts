import assert from "node:assert/strict";
import { plan } from "../../plan/plan";
import type { PlannedRole } from "../../plan/model";
import { API_GATEWAY_ACCOUNT_COMPONENTS } from "../../policy/knowledge/apiGatewayAccount";
import V3 from "../../policy/knowledge/facts/sst-v3-components.json";
import V4 from "../../policy/knowledge/facts/sst-v4-components.json";
import { constructFacts } from "../../policy/knowledge/constructs";
import { oneAccount, parsed, roleOf, type Values } from "../plan/configs";
import { roleCan } from "../support/simulator";

const ROLE = "arn:aws:iam::222222222222:role/APIGatewayPushToCloudWatchLogsRole-1a2b3c4";
const PUSH = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const API_GATEWAY = { "iam:PassedToService": "apigateway.amazonaws.com" };

type Call = readonly [action: string, resource: string, context: Readonly<Record<string, string>>];

/** What `helpers/apigateway-account.ts` of SST comes to, in a fresh account. */
const MAKING: readonly Call[] = [
  ["iam:CreateRole", ROLE, {}],
  ["iam:TagRole", ROLE, {}],
  ["iam:GetRole", ROLE, {}],
  ["iam:AttachRolePolicy", ROLE, { "iam:PolicyARN": PUSH }],
  ["iam:ListAttachedRolePolicies", ROLE, {}],
  ["iam:ListRolePolicies", ROLE, {}],
  ["iam:PassRole", ROLE, API_GATEWAY],
];

/** What else somebody might do with a role of that name, or with another that is no role of the app. */
const BEYOND: readonly Call[] = [
  ["iam:AttachRolePolicy", ROLE, { "iam:PolicyARN": ADMINISTRATOR }],
  ["iam:AttachRolePolicy", ROLE, {}],
  ["iam:PutRolePolicy", ROLE, {}],
  ["iam:PutRolePermissionsBoundary", ROLE, {}],
  ["iam:UpdateAssumeRolePolicy", ROLE, {}],
  ["iam:DeleteRole", ROLE, {}],
  ["iam:PassRole", ROLE, { "iam:PassedToService": "lambda.amazonaws.com" }],
  ["iam:PassRole", ROLE, {}],
  ["iam:CreateRole", ROLE.replace("1a2b3c4", "for-me"), {}],
  ["iam:CreateRole", ROLE.replace("-1a2b3c4", ""), {}],
  ["iam:PassRole", ROLE.replace("1a2b3c4", "for-me"), API_GATEWAY],
  ["iam:CreateRole", "arn:aws:iam::222222222222:role/team-admin", {}],
];

async function may(role: PlannedRole, [action, resource, context]: Call): Promise<boolean> {
  return (await roleCan(role, { action, resource, context })) === "Allowed";
}

function findingsOf(values: Values) {
  return plan(parsed(values)).findings.filter(({ code }) => code === "construct-needs-account-role");
}

/**
 * The one role of v3 and v4 that isn't named after the app. Proves what the deployer's policies let it do to such a role, not
 * that SST's component deploys.
 */
describe("API Gateway's role for logs can be made under standard, by the components that make it", () => {
  for (const sst of ["v3", "v4"] as const) {
    for (const construct of API_GATEWAY_ACCOUNT_COMPONENTS) {
      for (const [scope, others] of [
        ["account", {}],
        ["app", {}],
        ["app", { duties: "separate" }],
      ] as const) {
        it([sst, construct, scope, ...Object.values(others)].join(" "), async () => {
          const strategy = { type: "services", scope, constructs: [construct] };
          const role = roleOf(oneAccount(sst, strategy, others));
          for (const call of MAKING) assert.equal(await may(role, call), true, call[0]);
          for (const call of BEYOND) assert.equal(await may(role, call), false, JSON.stringify(call));
          assert.equal(await may(role, ["sts:AssumeRole", ROLE, {}]), false);
          assert.deepEqual(findingsOf(oneAccount(sst, strategy, others)), []);
        });
      }

      it(`${sst} ${construct}: not under strict, and check says what to do once`, async () => {
        const values = oneAccount(sst, { type: "services", constructs: [construct] }, { guardrails: "strict" });
        const role = roleOf(values);
        for (const call of MAKING.filter(([action]) => !/:(?:Get|List|Tag)/.test(action))) {
          assert.equal(await may(role, call), false, call[0]);
        }
        const [finding, ...more] = findingsOf(values);
        assert.deepEqual(more, []);
        assert.equal(finding?.severity, "warning");
        assert.match(finding.message, new RegExp(`^${construct} makes the role`));
        assert.match(
          finding.fix,
          /aws apigateway update-account --patch-operations op=replace,path=\/cloudwatchRoleArn/,
        );
      });
    }
  }

  it("nor by components that don't make it, or services alone, of which check warns", async () => {
    const others = { type: "services", constructs: ["ApiGatewayV2", "Function"] };
    for (const strategy of [others, { type: "services", services: ["apigateway", "iam"] }]) {
      const role = roleOf(oneAccount("v4", strategy));
      for (const call of [MAKING[0], MAKING[3], MAKING[6]]) {
        assert.ok(call);
        assert.equal(await may(role, call), false, call[0]);
      }
    }
    assert.deepEqual(findingsOf(oneAccount("v4", others)), []);
    const [finding] = findingsOf(oneAccount("v4", { type: "services", services: ["apigateway"] }));
    assert.match(finding?.fix ?? "", /^Name the component under constructs, or set the role once/);
    assert.deepEqual(findingsOf(oneAccount("v2", { type: "services", services: ["apigateway"] })), []);
  });

  it("the helper is there in what was read of v3 and v4, and so are the components", () => {
    for (const { files } of [V3, V4]) {
      const names = files["helpers/apigateway-account.ts"].resources.map(({ name }) => name);
      assert.deepEqual(names, ["iam.Role", "apigateway.Account"]);
    }
    for (const sst of ["v3", "v4"] as const) {
      for (const name of API_GATEWAY_ACCOUNT_COMPONENTS) assert.ok(constructFacts(sst)[name], name);
    }
  });
});
