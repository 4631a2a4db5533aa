import assert from "node:assert/strict";
import { accountProvider } from "../../components/accountProvider";
import { StageDeployers } from "../../components/stageDeployers";
import type { AccountPlan } from "../../plan/model";
import { firstAccount, oneAccount } from "../plan/configs";
import { type MockRun, startMocks } from "../support/mocks";
import { planOf } from "./plan";

async function build(account: AccountPlan): Promise<MockRun> {
  const plan = planOf([account]);
  const run = await startMocks(plan.stack);
  new StageDeployers(plan.app, { plan, providerOf: (each) => accountProvider(plan, each) });
  await run.finish();
  return run;
}

const strategy = { type: "services", constructs: ["Api", "Table"] };
const strict = { guardrails: "strict", cdk: { execution: "bootstrap" } };
const POLICY = "aws:iam/policy:Policy";

describe("Guardrails under mocks", () => {
  it("CDK's execution policies are managed policies of their own, attached to nothing", async () => {
    const account = firstAccount(oneAccount("v2", strategy, strict));
    const run = await build(account);
    assert.ok((account.cdk?.executionPolicies.length ?? 0) >= 2);
    for (const planned of account.cdk?.executionPolicies ?? []) {
      const name = planned.name.replace("notes-prod-", "notes-222222222222-");
      const { inputs, parent } = run.find(POLICY, name);
      assert.equal(parent, `sst-deployer-roles:index:ExecutionPolicy::${name}`);
      assert.deepEqual([inputs["name"], inputs["path"]], [planned.name, "/sst-deployers/"]);
      assert.deepEqual(JSON.parse(String(inputs["policy"])), planned.document);
      const attached = run.registrations.filter(
        ({ type, inputs: each }) => type.endsWith(":RolePolicyAttachment") && each["policyArn"] === planned.arn,
      );
      assert.deepEqual(attached, []);
    }
  });

  it("strict makes both boundaries, and puts the deployer's on the role", async () => {
    const run = await build(firstAccount(oneAccount("v2", strategy, strict)));
    for (const binds of ["app", "deployer"]) {
      assert.equal(
        run.find(POLICY, `notes-222222222222-${binds}-boundary`).inputs["name"],
        `notes-prod-${binds}-boundary`,
      );
    }
    assert.equal(
      run.find("aws:iam/role:Role", "notes-222222222222-deploy").inputs["permissionsBoundary"],
      "arn:aws:iam::mocked:policy/sst-deployers/notes-prod-deployer-boundary",
    );
  });

  it("a boundary of the user's own is put on the role, and never made", async () => {
    const run = await build(
      firstAccount(
        oneAccount("v2", strategy, { permissionsBoundary: "team/boundary", cdk: { execution: "bootstrap" } }),
      ),
    );
    assert.equal(
      run.find("aws:iam/role:Role", "notes-222222222222-deploy").inputs["permissionsBoundary"],
      "arn:aws:iam::222222222222:policy/team/boundary",
    );
    assert.ok(!run.registrations.some(({ inputs }) => String(inputs["name"]).includes("boundary")));
  });

  it("standard makes neither boundaries nor execution policies", async () => {
    const run = await build(firstAccount(oneAccount("v2", strategy)));
    const names = run.registrations.filter(({ type }) => type === POLICY).map(({ inputs }) => inputs["name"]);
    assert.ok(names.includes("notes-prod-deploy-guardrails"));
    assert.ok(!names.some((name) => /boundary|execution/.test(String(name))));
  });
});
