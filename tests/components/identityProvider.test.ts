import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { accountProvider } from "../../components/accountProvider";
import { IdentityProvider } from "../../components/identityProvider";
import { StageDeployers } from "../../components/stageDeployers";
import type { AccountPlan } from "../../plan/model";
import type { IdentityProvider as Planned } from "../../policy/federation/model";
import { startMocks } from "../support/mocks";
import { valueOf } from "../support/outputs";
import { administratorAccount, planOf } from "./plan";

const OIDC = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const COMPONENT = "sst-deployer-roles:index:IdentityProvider";
const ACCOUNT = "notes-333333333333";

function planned(provider: Planned["provider"], audiences: readonly string[] = ["sts.amazonaws.com"]): Planned {
  return {
    arn: "arn:aws:iam::333333333333:oidc-provider/token.actions.githubusercontent.com",
    url: "https://token.actions.githubusercontent.com",
    audiences,
    provider,
  };
}

/** An account whose role trusts tokens of that provider. */
function federated(provider: Planned): AccountPlan {
  const account = administratorAccount();
  const [role] = account.roles;
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TrustGitHubRefs",
        Effect: "Allow",
        Principal: { Federated: [provider.arn] },
        Action: ["sts:AssumeRoleWithWebIdentity"],
      },
    ],
  } as const;
  return { ...account, roles: [{ ...role, trust }], identityProviders: [provider] };
}

async function build(account: AccountPlan) {
  const run = await startMocks("prod");
  const plan = planOf([account]);
  const stage = new StageDeployers(plan.app, { plan, providerOf: (each) => accountProvider(plan, each) });
  await run.finish();
  return { run, stage };
}

describe("Identity providers under mocks: made, looked up or left alone as planned", () => {
  it("creates one with its audiences in the account, keeps it when the stack goes, and roles wait for it", async () => {
    const { run } = await build(federated(planned("create", ["other", "sts.amazonaws.com"])));
    const made = run.find(OIDC, `${ACCOUNT}-token.actions.githubusercontent.com`);
    assert.deepEqual(made.inputs, {
      url: "https://token.actions.githubusercontent.com",
      clientIdLists: ["other", "sts.amazonaws.com"],
    });
    assert.equal(made.provider, ACCOUNT);
    assert.equal(made.parent, `${COMPONENT}::${made.name}`);
    assert.equal(made.retainOnDelete, true);
    assert.equal(made.protect, false);
    const role = run.find("aws:iam/role:Role", `${ACCOUNT}-deploy`);
    assert.deepEqual(role.dependencies, [`${OIDC}::${made.name}`]);
    assert.equal(role.retainOnDelete, false);
  });

  it("looks an existing one up by its ARN and registers nothing to create", async () => {
    const { run } = await build(federated(planned("existing")));
    assert.deepEqual(
      run.registrations.filter(({ type }) => type === OIDC),
      [],
    );
    assert.deepEqual(
      run.created.filter((each) => each.startsWith(OIDC)),
      [`${OIDC} ${ACCOUNT}-token.actions.githubusercontent.com`],
    );
    const role = run.find("aws:iam/role:Role", `${ACCOUNT}-deploy`);
    assert.deepEqual(role.dependencies, [`${OIDC}::${ACCOUNT}-token.actions.githubusercontent.com`]);
  });

  it("neither makes nor looks one up where it is to be skipped", async () => {
    const { run } = await build(federated(planned("skip")));
    assert.ok(!run.created.some((each) => each.startsWith(OIDC) || each.startsWith(COMPONENT)));
    assert.deepEqual(run.find("aws:iam/role:Role", `${ACCOUNT}-deploy`).dependencies, []);
  });

  it("doesn't make a role wait that trusts no token", async () => {
    const { run } = await build({ ...administratorAccount(), identityProviders: [planned("create")] });
    assert.deepEqual(run.find("aws:iam/role:Role", `${ACCOUNT}-deploy`).dependencies, []);
  });

  it("refuses one that exists but takes no tokens for the audience, or isn't there, with the next step", async () => {
    await startMocks("prod");
    const lacking = new IdentityProvider("lacking", { planned: planned("existing", ["other"]) });
    await assert.rejects(valueOf(lacking.arn), (error: Error) => {
      assert.ok(error instanceof pulumi.RunError);
      assert.match(error.message, /doesn't take tokens for other\. Next: .*--client-id other/);
      return true;
    });
    const gone = new IdentityProvider("gone", {
      planned: { ...planned("existing"), arn: "arn:aws:iam::333333333333:oidc-provider/gone" },
    });
    await assert.rejects(valueOf(gone.arn), /There is no identity provider .*\/gone\. Next: write provider: create/);
    const fine = new IdentityProvider("fine", { planned: planned("existing") });
    assert.equal(await valueOf(fine.arn), planned("existing").arn);
  });
});
