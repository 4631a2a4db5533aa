import assert from "node:assert/strict";
import type { AccountPlan } from "../../plan/model";
import { policyDocument } from "../../policy/statement";
import { firstAccount, oneAccount } from "../plan/configs";
import { can } from "../support/simulator";

/** What a boundary of one's own permits isn't known; here it permits everything, so that only the guardrails hold. */
const EVERYTHING = policyDocument([{ Sid: "All", Effect: "Allow", Action: ["*"], Resource: ["*"] }]);
const OWN = "arn:aws:iam::222222222222:policy/team/app-boundary";

const FORMS = [
  ["v4", "services", {}],
  ["v3", "services", {}],
  ["v2", "cloudformation", {}],
  ["v2", "services", { cdk: { execution: "bootstrap" } }],
  ["v1", "services", { cdk: { execution: "bootstrap" } }],
] as const;

/** The policies of each role that makes or passes roles of the app: the planned ones, and CDK's own where it is bootstrapped. */
function handsOf({ roles, cdk }: AccountPlan) {
  return [
    ...roles.map((role) => ({ name: role.name, policies: role.policies.map(({ document }) => document) })),
    ...(cdk?.execution === "bootstrap"
      ? [{ name: "cfn-exec", policies: cdk.executionPolicies.map(({ document }) => document) }]
      : []),
  ];
}

/**
 * A boundary of the user's own under `strict` and `standard`: required on the roles that the app makes, never written, and under
 * `strict` the app's roles go to the services that SST's constructs give roles to, as with the generated boundary.
 */
describe("A boundary of one's own", () => {
  for (const [sst, type, others] of FORMS) {
    for (const guardrails of ["standard", "strict"]) {
      it(`${sst} ${type} ${guardrails}`, async () => {
        const account = firstAccount(
          oneAccount(
            sst,
            { type, services: ["glue", "iam", "lambda", "sagemaker"] },
            { guardrails, permissionsBoundary: "team/app-boundary", ...others },
          ),
        );
        assert.equal(account.appPermissionsBoundary, OWN);
        const role = `arn:aws:iam::222222222222:role/${sst === "v3" || sst === "v4" ? "notes-prod-Api" : "prod-notes-api-Role"}`;
        const anybodyMay = async (action: string, resource: string, context: Readonly<Record<string, string>>) => {
          const answers = await Promise.all(
            handsOf(account).map(({ name, policies }) =>
              can({
                ...{ principal: `arn:aws:iam::222222222222:role/${name}`, policies, boundary: EVERYTHING },
                ...{ action, resource, context },
              }),
            ),
          );
          return answers.includes("Allowed");
        };
        const pass = (service: string) => anybodyMay("iam:PassRole", role, { "iam:PassedToService": service });
        assert.equal(await pass("lambda.amazonaws.com"), true);
        assert.equal(await pass("apigateway.amazonaws.com"), true);
        for (const service of ["glue.amazonaws.com", "sagemaker.amazonaws.com"]) {
          assert.equal(await pass(service), guardrails === "standard", service);
        }
        assert.equal(await anybodyMay("iam:CreateRole", role, { "iam:PermissionsBoundary": OWN }), true);
        assert.equal(await anybodyMay("iam:CreateRole", role, {}), false);
        assert.equal(await anybodyMay("iam:CreatePolicyVersion", OWN, {}), false);
      });
    }
  }
});
