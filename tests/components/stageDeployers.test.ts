import assert from "node:assert/strict";
import { accountProvider } from "../../components/accountProvider";
import { StageDeployers } from "../../components/stageDeployers";
import type { Plan } from "../../plan/model";
import { type MockRun, type Registration, startMocks } from "../support/mocks";
import { valueOf } from "../support/outputs";
import { administratorAccount, boundedAccount, documentOf, planOf } from "./plan";

const EU = "notes-222222222222";
const US = "notes-333333333333";
const STAGE = "sst-deployer-roles:index:StageDeployers";
const ACCOUNT = "sst-deployer-roles:index:AccountDeployer";
const BOUNDARY = "sst-deployer-roles:index:PermissionsBoundary";
const ROLE = "sst-deployer-roles:index:DeployerRole";
const PROVIDER = "pulumi:providers:aws";
const iam = (type: string) => `aws:iam/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`;

async function build(plan: Plan): Promise<{ run: MockRun; stage: StageDeployers }> {
  const run = await startMocks(plan.stack);
  const stage = new StageDeployers(plan.app, { plan, providerOf: (account) => accountProvider(plan, account) });
  await run.finish();
  return { run, stage };
}

/** `type logical-name ← parent (provider)` of every resource, sorted. */
function tree(registrations: readonly Registration[]): string[] {
  return registrations
    .map(({ type, name, parent, provider }) => `${type}::${name} ← ${parent || "stack"} (${provider || "no provider"})`)
    .sort();
}

describe("A stage's resources under mocks: type, name, parent and provider of every one", () => {
  it("are exactly these for a bounded account and an administrator", async () => {
    const { run } = await build(planOf());
    const inRole = (account: string, duty: string, type: string, name = "") =>
      `${iam(type)}::${account}-${duty}${name} ← ${ROLE}::${account}-${duty} (${account})`;
    assert.deepEqual(
      tree(run.registrations),
      [
        `${STAGE}::notes ← stack (no provider)`,
        `${PROVIDER}::${EU} ← stack (no provider)`,
        `${PROVIDER}::${US} ← stack (no provider)`,
        `${ACCOUNT}::${EU} ← ${STAGE}::notes (no provider)`,
        `${ACCOUNT}::${US} ← ${STAGE}::notes (no provider)`,
        `${BOUNDARY}::${EU}-boundary ← ${ACCOUNT}::${EU} (no provider)`,
        `${iam("Policy")}::${EU}-boundary ← ${BOUNDARY}::${EU}-boundary (${EU})`,
        `${ROLE}::${EU}-deploy ← ${ACCOUNT}::${EU} (no provider)`,
        inRole(EU, "deploy", "Role"),
        inRole(EU, "deploy", "RolePolicy"),
        inRole(EU, "deploy", "Policy", "-1"),
        inRole(EU, "deploy", "Policy", "-2"),
        inRole(EU, "deploy", "RolePolicyAttachment", "-1"),
        inRole(EU, "deploy", "RolePolicyAttachment", "-2"),
        inRole(EU, "deploy", "RolePoliciesExclusive"),
        inRole(EU, "deploy", "RolePolicyAttachmentsExclusive"),
        `${ROLE}::${EU}-cloudformation ← ${ACCOUNT}::${EU} (no provider)`,
        inRole(EU, "cloudformation", "Role"),
        inRole(EU, "cloudformation", "RolePolicy"),
        inRole(EU, "cloudformation", "RolePoliciesExclusive"),
        inRole(EU, "cloudformation", "RolePolicyAttachmentsExclusive"),
        `${ROLE}::${US}-deploy ← ${ACCOUNT}::${US} (no provider)`,
        inRole(US, "deploy", "Role"),
        inRole(US, "deploy", "RolePolicyAttachment", "-aws-AdministratorAccess"),
        inRole(US, "deploy", "RolePoliciesExclusive"),
        inRole(US, "deploy", "RolePolicyAttachmentsExclusive"),
      ].sort(),
    );
  });

  it("never put a resource of one account behind the provider of another", async () => {
    const { run } = await build(planOf());
    const aws = run.registrations.filter(({ type }) => type.startsWith("aws:"));
    assert.equal(aws.length, 17);
    for (const resource of aws) {
      assert.ok(resource.name.startsWith(resource.provider), `${resource.name} behind ${resource.provider}`);
    }
  });

  it("give components small inputs: no policy document, no name of an account", async () => {
    const { run } = await build(planOf());
    const components = run.registrations.filter(({ type }) => type.startsWith("sst-deployer-roles:"));
    assert.deepEqual(
      Object.fromEntries(components.map(({ type, name, inputs }) => [`${type.split(":")[2] ?? ""} ${name}`, inputs])),
      {
        "StageDeployers notes": { app: "notes", accountIds: ["222222222222", "333333333333"] },
        [`AccountDeployer ${EU}`]: {
          accountId: "222222222222",
          region: "eu-west-1",
          strategy: "cloudformation",
          sst: "v2",
        },
        [`AccountDeployer ${US}`]: {
          accountId: "333333333333",
          region: "us-east-1",
          strategy: "administrator",
          sst: "v2",
        },
        [`PermissionsBoundary ${EU}-boundary`]: { policyName: "notes-prod-boundary" },
        [`DeployerRole ${EU}-deploy`]: { duty: "deploy", roleName: "notes-prod-deploy" },
        [`DeployerRole ${EU}-cloudformation`]: { duty: "cloudformation", roleName: "notes-prod-cloudformation" },
        [`DeployerRole ${US}-deploy`]: { duty: "deploy", roleName: "notes-prod-deploy" },
      },
    );
  });
});

describe("Logical names come from account id, app and duty", () => {
  it("stay when an account is renamed", async () => {
    const before = await build(planOf());
    const after = await build(
      planOf([{ ...boundedAccount(), name: "europe", profile: "europe" }, administratorAccount()]),
    );
    assert.deepEqual(byName(after.run.registrations), byName(before.run.registrations));
  });

  it("stay when the accounts change places", async () => {
    const before = await build(planOf());
    const after = await build(planOf([administratorAccount(), boundedAccount()]));
    assert.deepEqual(byName(after.run.registrations), byName(before.run.registrations));
  });

  it("stay, but for the one that left, when the first of two managed policies leaves", async () => {
    const account = boundedAccount();
    const [deploy, service] = account.roles;
    assert.ok(service);
    const slimmer = { ...deploy, policies: deploy.policies.filter(({ name }) => name !== "notes-prod-deploy-1") };
    const before = await build(planOf([account]));
    const after = await build(planOf([{ ...account, roles: [slimmer, service] }]));
    const left = tree(before.run.registrations).filter((identity) => !tree(after.run.registrations).includes(identity));
    assert.deepEqual(left, [
      `${iam("Policy")}::${EU}-deploy-1 ← ${ROLE}::${EU}-deploy (${EU})`,
      `${iam("RolePolicyAttachment")}::${EU}-deploy-1 ← ${ROLE}::${EU}-deploy (${EU})`,
    ]);
  });

  it("differ for another app, so that two apps never share a URN", async () => {
    const one = await build(planOf());
    const other = await build({ ...planOf(), app: "billing" });
    const urns = new Set(tree(one.run.registrations));
    assert.deepEqual(
      tree(other.run.registrations).filter((identity) => urns.has(identity)),
      [],
    );
  });

  it("stay when a policy's content changes, which is then the only input that differs", async () => {
    const account = administratorAccount();
    const [deploy] = account.roles;
    const withPolicy = (sid: string) => ({
      ...account,
      roles: [
        { ...deploy, policies: [{ name: "notes-prod-deploy", type: "inline", document: documentOf(sid, "s3:*") }] },
      ] as const,
    });
    const before = await build(planOf([withPolicy("Before")]));
    const after = await build(planOf([withPolicy("After")]));
    assert.deepEqual(tree(after.run.registrations), tree(before.run.registrations));
    const changed = after.run.registrations.filter(
      ({ type, name, inputs }) => JSON.stringify(inputs) !== JSON.stringify(before.run.find(type, name).inputs),
    );
    assert.deepEqual(
      changed.map(({ type }) => type),
      [iam("RolePolicy")],
    );
  });
});

/** Everything registered, without the order of registration. */
function byName(registrations: readonly Registration[]): readonly Registration[] {
  const key = ({ type, name }: Registration) => `${type} ${name}`;
  return [...registrations].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

describe("The stage's ARNs", () => {
  it("are those that the cloud answered, by the ARNs that were planned", async () => {
    const { stage } = await build(planOf());
    const arns = await Promise.all(
      [...stage.roleArns].map(async ([planned, arn]) => [planned, await valueOf(arn)] as const),
    );
    assert.deepEqual(Object.fromEntries(arns), {
      "arn:aws:iam::222222222222:role/sst-deployers/notes-prod-deploy":
        "arn:aws:iam::mocked:role/sst-deployers/notes-prod-deploy",
      "arn:aws:iam::222222222222:role/sst-deployers/notes-prod-cloudformation":
        "arn:aws:iam::mocked:role/sst-deployers/notes-prod-cloudformation",
      "arn:aws:iam::333333333333:role/sst-deployers/notes-prod-deploy":
        "arn:aws:iam::mocked:role/sst-deployers/notes-prod-deploy",
    });
  });
});

describe("The caller's options survive", () => {
  it("protect reaches every child, aliases stay, and other providers don't displace the accounts' own", async () => {
    const run = await startMocks("prod");
    const plan = planOf();
    const foreign = accountProvider({ app: "foreign", stack: "prod" }, administratorAccount());
    new StageDeployers(
      plan.app,
      { plan, providerOf: (account) => accountProvider(plan, account) },
      { protect: true, aliases: [{ name: "old-name" }], providers: { aws: foreign } },
    );
    await run.finish();
    const ours = run.registrations.filter(({ type }) => type !== PROVIDER);
    assert.deepEqual(
      ours.filter((resource) => !resource.protect).map(({ name }) => name),
      [],
    );
    assert.deepEqual(run.find(STAGE, "notes").aliases, ["old-name"]);
    assert.deepEqual(
      ours.filter(({ provider }) => provider.startsWith("foreign")).map(({ name }) => name),
      [],
    );
  });

  it("transformations of the caller see every child", async () => {
    const run = await startMocks("prod");
    const plan = planOf([administratorAccount()]);
    const seen: string[] = [];
    new StageDeployers(
      plan.app,
      { plan, providerOf: (account) => accountProvider(plan, account) },
      {
        transformations: [
          ({ type }) => {
            seen.push(type);
            return undefined;
          },
        ],
      },
    );
    await run.finish();
    assert.deepEqual(
      [...seen].sort(),
      run.registrations
        .map(({ type }) => type)
        .filter((type) => type !== PROVIDER)
        .sort(),
    );
  });
});
