import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AccountDeployer } from "../../components/accountDeployer";
import { accountProvider } from "../../components/accountProvider";
import { DeployerRole } from "../../components/deployerRole";
import type { PlannedRole } from "../../plan/model";
import { type MockOptions, type MockRun, startMocks } from "../support/mocks";
import { valueOf } from "../support/outputs";
import { administratorAccount, boundedAccount, planOf } from "./plan";

const NAME = "notes-222222222222-deploy";
const MANAGED = ["notes-prod-deploy-1", "notes-prod-deploy-2"] as const;

async function buildRole(role: PlannedRole, options?: MockOptions): Promise<{ run: MockRun; component: DeployerRole }> {
  const run = await startMocks("prod", options);
  const provider = accountProvider(planOf(), boundedAccount());
  return { run, component: new DeployerRole(NAME, { role }, { provider }) };
}

describe("A deployer role's inputs", () => {
  const [role] = boundedAccount().roles;

  it("are the plan's, with policies as canonical JSON, the version in front as the provider reads them back", async () => {
    const { run } = await buildRole(role);
    await run.finish();
    assert.deepEqual(run.find("aws:iam/role:Role", NAME).inputs, {
      name: "notes-prod-deploy",
      path: "/sst-deployers/",
      description: "deploy of notes",
      assumeRolePolicy:
        '{"Version":"2012-10-17","Statement":[{"Action":["sts:AssumeRole"],"Effect":"Allow",' +
        '"Principal":{"AWS":["arn:aws:iam::999999999999:root"]},"Sid":"Trust"}]}',
      maxSessionDuration: 7200,
      permissionsBoundary: "arn:aws:iam::222222222222:policy/sst-deployers/notes-prod-boundary",
      forceDetachPolicies: true,
    });
    assert.deepEqual(run.find("aws:iam/rolePolicy:RolePolicy", NAME).inputs, {
      name: "notes-prod-deploy",
      role: "notes-prod-deploy",
      policy:
        '{"Version":"2012-10-17","Statement":' +
        '[{"Action":["s3:*"],"Effect":"Allow","Resource":["*"],"Sid":"DeployInline"}]}',
    });
    assert.deepEqual(run.find("aws:iam/policy:Policy", `${NAME}-1`).inputs, {
      name: "notes-prod-deploy-1",
      path: "/sst-deployers/",
      policy:
        '{"Version":"2012-10-17","Statement":' +
        '[{"Action":["lambda:*"],"Effect":"Allow","Resource":["*"],"Sid":"DeployOne"}]}',
    });
    for (const [index, policy] of MANAGED.entries()) {
      assert.deepEqual(run.find("aws:iam/rolePolicyAttachment:RolePolicyAttachment", `${NAME}-${index + 1}`).inputs, {
        role: "notes-prod-deploy",
        policyArn: `arn:aws:iam::mocked:policy/sst-deployers/${policy}`,
      });
    }
  });

  it("leave out a boundary that the plan doesn't ask for", async () => {
    const [bare] = administratorAccount().roles;
    const { run } = await buildRole(bare);
    await run.finish();
    assert.equal("permissionsBoundary" in run.find("aws:iam/role:Role", NAME).inputs, false);
  });

  it("name exactly the planned policies as the only ones, and wait for them", async () => {
    const { run } = await buildRole(role);
    await run.finish();
    const inline = run.find("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", NAME);
    assert.deepEqual(inline.inputs, { roleName: "notes-prod-deploy", policyNames: ["notes-prod-deploy"] });
    assert.deepEqual(inline.dependencies, [`aws:iam/role:Role::${NAME}`, `aws:iam/rolePolicy:RolePolicy::${NAME}`]);
    const attached = run.find("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", NAME);
    assert.deepEqual(attached.inputs, {
      roleName: "notes-prod-deploy",
      policyArns: MANAGED.map((policy) => `arn:aws:iam::mocked:policy/sst-deployers/${policy}`),
    });
    assert.deepEqual(attached.dependencies, [
      `aws:iam/role:Role::${NAME}`,
      `aws:iam/rolePolicyAttachment:RolePolicyAttachment::${NAME}-1`,
      `aws:iam/rolePolicyAttachment:RolePolicyAttachment::${NAME}-2`,
    ]);
  });

  it("allow no policy at all, and say so, where the plan has none", async () => {
    const { run } = await buildRole({ ...role, policies: [], managedPolicyArns: [] });
    await run.finish();
    assert.deepEqual(run.find("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", NAME).inputs["policyNames"], []);
    assert.deepEqual(
      run.find("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", NAME).inputs["policyArns"],
      [],
    );
  });

  it("attach AWS's own policies under a name of their own", async () => {
    const [administrator] = administratorAccount().roles;
    const { run } = await buildRole(administrator);
    await run.finish();
    assert.deepEqual(
      run.find("aws:iam/rolePolicyAttachment:RolePolicyAttachment", `${NAME}-aws-AdministratorAccess`).inputs,
      { role: "notes-prod-deploy", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    );
  });

  it("never use the deprecated lists of the role, which fight with attachments", async () => {
    const { run } = await buildRole(role);
    await run.finish();
    const { inputs } = run.find("aws:iam/role:Role", NAME);
    assert.equal("inlinePolicies" in inputs, false);
    assert.equal("managedPolicyArns" in inputs, false);
  });

  it("delete before they replace whatever has a fixed name or a slot in a quota", async () => {
    const { run } = await buildRole(role);
    await run.finish();
    const aws = run.registrations.filter(({ type }) => type.startsWith("aws:"));
    assert.deepEqual(
      aws
        .filter((resource) => !resource.deleteBeforeReplace)
        .map(({ type }) => type)
        .sort(),
      [
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
      ],
    );
  });
});

describe("A role's ARN resolves only after all of its policies are attached", () => {
  const [role] = boundedAccount().roles;
  const lateComers = [
    ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", `${NAME}-2`],
    ["aws:iam/rolePolicy:RolePolicy", NAME],
    ["aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", NAME],
    ["aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", NAME],
  ] as const;

  for (const [type, name] of lateComers) {
    it(`waits for a late ${type.slice(type.lastIndexOf(":") + 1)}`, async () => {
      const gate = gateFor(type, name);
      const { run, component } = await buildRole(role, { before: gate.before });
      let resolved = false;
      const arn = valueOf(component.arn).then((value) => {
        resolved = true;
        return value;
      });
      await gate.reached;
      await allQuiet();
      assert.ok(run.created.includes(`aws:iam/role:Role ${NAME}`), "the role itself is there");
      assert.equal(resolved, false, "the ARN is not");
      gate.open();
      assert.equal(await arn, "arn:aws:iam::mocked:role/sst-deployers/notes-prod-deploy");
      await run.finish();
    });
  }
});

/** Holds back the answer for one resource until it is opened; `reached` resolves when the program asks for it. */
function gateFor(type: string, name: string) {
  let open: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  return {
    reached,
    open: () => {
      open();
    },
    before: async (asked: string, askedName: string) => {
      if (asked !== type || askedName !== name) return;
      arrive();
      await opened;
    },
  };
}

/** Lets everything that could still happen without the gate happen: many turns of the event loop, no clock. */
async function allQuiet(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("An account's deployer", () => {
  it("refuses to be made without its provider", async () => {
    const run = await startMocks("prod");
    assert.throws(
      () => new AccountDeployer("notes-222222222222", { stage: planOf(), account: boundedAccount() }, {}),
      (error: unknown) =>
        pulumi.ResourceError.isInstance(error) && error.message.includes("needs the provider of account 222222222222"),
    );
    await run.finish();
  });

  it("makes the role wait for a boundary of its own, and takes a boundary from elsewhere by its ARN", async () => {
    const account = boundedAccount();
    const [deploy] = account.roles;
    const elsewhere = "arn:aws:iam::222222222222:policy/central/limits";
    for (const [permissionsBoundary, expected, dependencies] of [
      [
        account.boundaries[0]?.arn ?? "",
        "arn:aws:iam::mocked:policy/sst-deployers/notes-prod-boundary",
        ["aws:iam/policy:Policy::notes-222222222222-boundary"],
      ],
      [elsewhere, elsewhere, []],
    ] as const) {
      const run = await startMocks("prod");
      const roles = [{ ...deploy, permissionsBoundary }] as const;
      new AccountDeployer(
        "notes-222222222222",
        { stage: planOf(), account: { ...account, roles } },
        { provider: accountProvider(planOf(), account) },
      );
      await run.finish();
      const role = run.find("aws:iam/role:Role", NAME);
      assert.equal(role.inputs["permissionsBoundary"], expected);
      assert.deepEqual(role.dependencies, dependencies);
    }
  });
});
