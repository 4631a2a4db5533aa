import assert from "node:assert/strict";
import type { AccountPlan } from "../../plan/model";
import { isCdkGeneration } from "../../policy/generation";
import { can } from "../support/simulator";
import { accountOf, COMBINATIONS, nameOf } from "./configs";
import { actorsOf } from "./world";

const STRICT = COMBINATIONS.filter(({ guardrails }) => guardrails === "strict");
const OTHER = "arn:aws:iam::222222222222:policy/other-boundary";

/** Whether anybody who deploys the app may do that to one of its roles, as it is or with that boundary. */
async function anybodyMay(account: AccountPlan, action: string, boundary: string | undefined): Promise<boolean> {
  const name = isCdkGeneration(account.sst) ? "prod-notes-Api-Role-ABC" : "notes-prod-ApiRole";
  const context = boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary };
  const call = { action, resource: `arn:aws:iam::222222222222:role/${name}`, context };
  const answers = await Promise.all(
    actorsOf(account).map(({ arn, policies, boundary: own }) =>
      can({ principal: arn, policies, ...(own ? { boundary: own } : {}), ...call }),
    ),
  );
  return answers.includes("Allowed");
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
