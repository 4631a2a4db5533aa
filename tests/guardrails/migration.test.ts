import assert from "node:assert/strict";
import type { AccountPlan } from "../../plan/model";
import type { PolicyDocument } from "../../policy/document";
import { isCdkGeneration } from "../../policy/generation";
import { policyDocument } from "../../policy/statement";
import { can } from "../support/simulator";
import { accountOf, COMBINATIONS, nameOf } from "./configs";
import { actorsOf } from "./world";

const STRICT = COMBINATIONS.filter(({ guardrails }) => guardrails === "strict");
const OTHER = "arn:aws:iam::222222222222:policy/other-boundary";

/** Whether anybody who deploys the app, or a role of it with any policy, may do that to a role. */
async function anybodyMayOn(
  account: AccountPlan,
  action: string,
  resource: string,
  context: Readonly<Record<string, string>>,
  trusted = false,
): Promise<boolean> {
  // CDK's roles are others', and nobody's trust policy names them
  const actors = actorsOf(account).filter(({ named = true }) => named || !trusted);
  const answers = await Promise.all(
    actors.map(({ arn, policies, boundary }) =>
      can({
        ...{ principal: arn, policies, action, resource, context },
        ...(boundary ? { boundary } : {}),
        ...(trusted ? { trust: trusting(arn) } : {}),
      }),
    ),
  );
  return answers.includes("Allowed");
}

function trusting(arn: string): PolicyDocument {
  return policyDocument([{ Sid: "Own", Effect: "Allow", Principal: { AWS: [arn] }, Action: ["sts:AssumeRole"] }]);
}

/** Whether anybody who deploys the app may do that to one of its roles, as it is or with that boundary. */
async function anybodyMay(account: AccountPlan, action: string, boundary: string | undefined): Promise<boolean> {
  const name = isCdkGeneration(account.sst) ? "prod-notes-Api-Role-ABC" : "notes-prod-ApiRole";
  const context: Readonly<Record<string, string>> =
    boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary };
  return anybodyMayOn(account, action, `arn:aws:iam::222222222222:role/${name}`, context);
}

/**
 * The two phases of docs/guardrails.md, "Moving a living app to `strict`". Proves what the deployer, CloudFormation's role and
 * the app's own roles may do to roles before and after the boundary is on them; not that a whole deployment goes through.
 */
describe("A living app moves to strict in two phases", () => {
  for (const combination of STRICT) {
    it(nameOf(combination), async () => {
      const account = accountOf(combination, "usual");
      const boundary = account.appPermissionsBoundary ?? assert.fail("no boundary is required");
      const may = (action: string, has: string | undefined) => anybodyMay(account, action, has);
      const changes = ["iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy"];
      for (const action of changes) {
        assert.equal(await may(action, undefined), false, `${action} on a role that has none yet`);
        assert.equal(await may(action, OTHER), false, `${action} on a role with another`);
      }
      // In the first phase the boundary comes: the context key is then the boundary that is put.
      assert.equal(await may("iam:PutRolePermissionsBoundary", boundary), true);
      assert.equal(await may("iam:PutRolePermissionsBoundary", OTHER), false);
      for (const action of changes) {
        assert.equal(await may(action, boundary), true, `${action} on a role that has it`);
      }
      for (const has of [boundary, undefined]) {
        assert.equal(await may("iam:DeleteRolePermissionsBoundary", has), false, "and it can't be taken off again");
      }
    });
  }
});

/**
 * Why the second phase is a gate. IAM has no condition key for the boundary of a role that is passed or assumed
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html), so that docs/guardrails.md and the finding
 * `roles-without-boundary` say that such a role stays a way up: proves that they are right to.
 */
describe("A role of the app's names that was left without the boundary stays a way up under strict", () => {
  for (const combination of STRICT) {
    it(nameOf(combination), async () => {
      const account = accountOf(combination, "usual");
      const own = isCdkGeneration(combination.sst) ? "prod-notes-Old-Role-ABC" : "notes-prod-OldRole";
      const pass = { "iam:PassedToService": "lambda.amazonaws.com" };
      const may = (action: string, name: string, context: Readonly<Record<string, string>>, trusted = false) =>
        anybodyMayOn(account, action, `arn:aws:iam::222222222222:role/${name}`, context, trusted);
      assert.equal(await may("iam:PassRole", own, pass), true);
      assert.equal(await may("sts:AssumeRole", own, {}, true), true);
      // tags don't help: iam:PassRole doesn't evaluate those of the role that is passed
      assert.equal(await may("iam:PassRole", "team-admin", pass), false);
      assert.equal(await may("sts:AssumeRole", "team-admin", {}, true), false);
      assert.equal(await may("iam:PassRole", own, { "iam:PassedToService": "glue.amazonaws.com" }), false);
    });
  }
});
