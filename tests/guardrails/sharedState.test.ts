import assert from "node:assert/strict";
import type { AccountPlan } from "../../plan/model";
import { plan } from "../../plan/plan";
import { firstAccount, oneAccount, parsed } from "../plan/configs";
import { can } from "../support/simulator";
import { actorsOf } from "./world";

/**
 * What SST v3 and v4 share among the apps of an account: under `strict` nobody who deploys the app, and no role of the app
 * with any policy, opens, redirects or deletes it, and the app still deploys. Proves what policies and boundaries say, not
 * that a deploy goes through.
 */

const SSM = "arn:aws:ssm:eu-west-1:222222222222:parameter";
const REPOSITORY = "arn:aws:ecr:eu-west-1:222222222222:repository/sst-asset";

/** Makes, opens, redirects or deletes what is shared. */
const BOOTSTRAPPING = [
  ["s3:CreateBucket", "arn:aws:s3:::sst-state-abc"],
  ["s3:PutBucketPolicy", "arn:aws:s3:::sst-state-abc"],
  ["s3:PutBucketPolicy", "arn:aws:s3:::sst-asset-abc"],
  ["ssm:PutParameter", `${SSM}/sst/bootstrap`],
  ["ecr:CreateRepository", REPOSITORY],
] as const;
const BEYOND = [
  ["s3:PutReplicationConfiguration", "arn:aws:s3:::sst-state-abc"],
  ["s3:PutBucketNotification", "arn:aws:s3:::sst-asset-abc"],
  ["s3:DeleteBucketPolicy", "arn:aws:s3:::sst-asset-abc"],
  ["ssm:DeleteParameter", `${SSM}/sst/bootstrap`],
  ["ecr:SetRepositoryPolicy", REPOSITORY],
] as const;

/** What deploying takes of it. */
const DEPLOYING = [
  ["s3:PutObject", "arn:aws:s3:::sst-state-abc/app/notes/prod.json"],
  ["s3:PutObject", "arn:aws:s3:::sst-asset-abc/assets/MyFunction-code-0123.zip"],
  ["ssm:GetParameter", `${SSM}/sst/bootstrap`],
  ["ssm:PutParameter", `${SSM}/sst/passphrase/notes/prod`],
  ["ecr:PutImage", REPOSITORY],
] as const;

/** Whether anybody who deploys, or a role of the app, may do that. */
async function anybodyMay(account: AccountPlan, action: string, resource: string): Promise<boolean> {
  const answers = await Promise.all(
    actorsOf(account).map(({ arn, policies, boundary }) =>
      can({ principal: arn, policies, ...(boundary ? { boundary } : {}), action, resource }),
    ),
  );
  return answers.includes("Allowed");
}

function accountOf(sst: "v3" | "v4", scope: string, others: Readonly<Record<string, unknown>>): AccountPlan {
  const services = ["ecr", "iam", "lambda", "s3", "ssm"].filter((each) => scope === "account" || each !== "ssm");
  return firstAccount(oneAccount(sst, { type: "services", scope, services }, others));
}

describe("SST's shared buckets, repository and parameter are somebody else's under strict", () => {
  for (const sst of ["v3", "v4"] as const) {
    for (const scope of ["account", "app"]) {
      for (const duties of ["combined", "separate"]) {
        it(`${sst} ${scope} ${duties}`, async () => {
          const account = accountOf(sst, scope, { guardrails: "strict", duties });
          assert.ok(account.roles.every(({ duty }) => duty !== "bootstrap"));
          for (const [action, resource] of [...BOOTSTRAPPING, ...BEYOND]) {
            assert.equal(await anybodyMay(account, action, resource), false, `${action} ${resource}`);
          }
          for (const [action, resource] of DEPLOYING) {
            assert.equal(await anybodyMay(account, action, resource), true, `${action} ${resource}`);
          }
        });
      }

      it(`${sst} ${scope}: the deployer bootstraps under standard, unless told otherwise`, async () => {
        const withBootstrap = accountOf(sst, scope, {});
        const without = accountOf(sst, scope, { bootstrap: false });
        for (const [action, resource] of BOOTSTRAPPING) {
          assert.equal(await anybodyMay(withBootstrap, action, resource), true, `${action} ${resource}`);
          assert.equal(await anybodyMay(without, action, resource), false, `${action} ${resource}`);
        }
      });
    }
  }

  it("the other apps' state is out of reach with scope: app, and with any scope where no s3 is among the services", async () => {
    const others = "arn:aws:s3:::sst-state-abc/app/billing/prod.json";
    const strict = { guardrails: "strict" };
    assert.equal(await anybodyMay(accountOf("v4", "app", strict), "s3:GetObject", others), false);
    const queues = firstAccount(oneAccount("v4", { type: "services", services: ["sqs"] }, strict));
    assert.equal(await anybodyMay(queues, "s3:GetObject", others), false);
    // docs/guardrails.md says so: scope: account is every bucket of the account
    assert.equal(await anybodyMay(accountOf("v4", "account", strict), "s3:GetObject", others), true);
  });

  it("check says who has to bootstrap", () => {
    const { findings } = plan(
      parsed(oneAccount("v4", { type: "services", services: ["sqs"] }, { guardrails: "strict" })),
    );
    const found = findings.find(({ code }) => code === "bootstrap-beforehand");
    assert.match(found?.message ?? "", /\/sst\/bootstrap/);
    assert.match(found?.fix ?? "", /administrator run `npx sst deploy`/);
  });
});
