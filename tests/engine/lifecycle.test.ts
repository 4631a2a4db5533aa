import assert from "node:assert/strict";
import { DEFAULT_EXPORT_OPTIONS } from "../../exports/model";
import { plannedOutputs } from "../../exports/outputs";
import { profileTexts } from "../../exports/profileTexts";
import type { AccountPlan, Plan } from "../../plan/model";
import { pulumi } from "../../sandbox/engine";
import { addProfiles, createCaller } from "../../sandbox/proof/profiles";
import { proveAccount, proveEnforcement } from "../../sandbox/proof/prove";
import type { Session } from "../../sandbox/session";
import { planOf } from "../../sandbox/start";
import { deployerRoles, editConfig, engineSession, iam, previewed, processesLeft, up } from "./support/session";

const FOREIGN = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"}]}';

describe("A real engine and a real provider create, change, mend and remove the roles of dev", () => {
  let session: Session;
  let planned: Plan;
  let services: AccountPlan;
  let roleName: string;
  before(async () => {
    session = await engineSession();
    planned = planOf(session, "dev");
    services = planned.accounts.find(({ strategy }) => strategy === "services") ?? assert.fail("no services account");
    roleName = services.roles[0].name;
  });

  it("creates exactly the planned roles, each in its own account", async () => {
    const result = await up(session, "dev");
    assert.equal(result.exitCode, 0, result.output);
    for (const account of planned.accounts) {
      const names = account.roles.map(({ name }) => name).sort();
      assert.deepEqual(await deployerRoles(session, account.accountId), names);
    }
  });

  it("writes each role's trust and policies byte by byte as planned", async () => {
    const role = services.roles[0];
    const { Role } = await iam<{ readonly Role: Record<string, unknown> }>(
      session,
      services.accountId,
      ...["get-role", "--role-name", role.name],
    );
    assert.deepEqual(Role["AssumeRolePolicyDocument"], role.trust);
    assert.equal(Role["Arn"], role.arn);
    const { PolicyNames } = await iam<{ readonly PolicyNames: readonly string[] }>(
      session,
      services.accountId,
      ...["list-role-policies", "--role-name", role.name],
    );
    const inline = role.policies.filter(({ type }) => type === "inline").map(({ name }) => name);
    assert.deepEqual([...PolicyNames].sort(), inline.sort());
  });

  it("hands out the stack outputs of the contract", async () => {
    const { stdout } = await pulumi(session, ["stack", "output", "--stack", "dev", "--json"]);
    const outputs = JSON.parse(stdout) as Record<string, unknown>;
    const wanted = plannedOutputs(planned, DEFAULT_EXPORT_OPTIONS);
    assert.deepEqual(outputs["roleArns"], wanted.roleArns);
    assert.deepEqual(outputs["cloudFormationRoleArns"], wanted.cloudFormationRoleArns);
    assert.deepEqual(outputs["deployers"], wanted.deployers);
    assert.deepEqual(outputs["profiles"], profileTexts(planned));
  });

  it("leaves no process of engine, provider or bridge behind", async () => {
    assert.deepEqual(await processesLeft(session), []);
  });

  it("gives profiles with which the AWS CLI may do what is planned, and nothing else", async () => {
    const { stdout } = await pulumi(session, ["stack", "output", "--stack", "dev", "--json"]);
    const { profiles } = JSON.parse(stdout) as { readonly profiles: { readonly config: string } };
    // The output names the profile `default`; the user of the sandbox has another.
    addProfiles(session, profiles.config.replaceAll(/^source_profile = .*$/gm, "source_profile = sandbox-developer"));
    await createCaller(session, [planned]);
    await session.aws.enforcePermissions();
    try {
      const trials = [await proveEnforcement(session)];
      for (const account of planned.accounts) trials.push(...(await proveAccount(session, account)));
      assert.deepEqual(
        trials.filter(({ asExpected }) => !asExpected),
        [],
      );
      assert.ok(trials.filter(({ expected }) => expected === "denied").length >= 2);
    } finally {
      await session.aws.allowEverything();
    }
  });

  it("changes nothing the second time", async () => {
    const result = await up(session, "dev", "--expect-no-changes");
    assert.equal(result.exitCode, 0, result.output);
  });

  it("previews policies that somebody added by hand, and a plain up removes them while config changes go in place", async () => {
    const { accountId } = services;
    const describe = () =>
      iam<{ readonly Role: { readonly RoleId: string } }>(session, accountId, "get-role", "--role-name", roleName);
    const { Role: before } = await describe();
    await iam(
      session,
      accountId,
      "put-role-policy",
      "--role-name",
      roleName,
      "--policy-name",
      "foreign",
      "--policy-document",
      FOREIGN,
    );
    await iam(
      session,
      accountId,
      "attach-role-policy",
      "--role-name",
      roleName,
      "--policy-arn",
      "arn:aws:iam::aws:policy/IAMFullAccess",
    );
    const drift = await previewed(session, "dev");
    assert.equal(drift["update"], 2, JSON.stringify(drift));

    editConfig(session, "dev", (config) => {
      const accounts = config["sst-deployer-roles:accounts"] as { name: string; strategy: Record<string, unknown> }[];
      const account = accounts.find(({ name }) => name === services.name) ?? assert.fail();
      account.strategy["services"] = ["kinesis"];
    });
    const result = await up(session, "dev");
    assert.equal(result.exitCode, 0, result.output);
    const summary = /Resources:\n([^]*?)\n\n/.exec(result.output)?.[1] ?? assert.fail(result.output);
    assert.match(summary, /~ \d+ updated/);
    assert.doesNotMatch(summary, /created|replaced|deleted/, "everything is updated in place");
    const inline = await iam<{ readonly PolicyNames: readonly string[] }>(
      session,
      accountId,
      "list-role-policies",
      "--role-name",
      roleName,
    );
    assert.ok(!inline.PolicyNames.includes("foreign"));
    const attached = await iam<{ readonly AttachedPolicies: readonly unknown[] }>(
      session,
      accountId,
      "list-attached-role-policies",
      "--role-name",
      roleName,
    );
    assert.ok(!JSON.stringify(attached).includes("IAMFullAccess"));
    const name = inline.PolicyNames[0] ?? assert.fail("no inline policy");
    const policy = await iam<unknown>(
      session,
      accountId,
      "get-role-policy",
      "--role-name",
      roleName,
      "--policy-name",
      name,
    );
    assert.ok(JSON.stringify(policy).includes("kinesis:*"));
    assert.equal((await describe()).Role.RoleId, before.RoleId, "the role is the same one");
  });

  it("changes nothing when accounts are renamed and reordered", async () => {
    editConfig(session, "dev", (config) => {
      const accounts = config["sst-deployer-roles:accounts"] as { name: string }[];
      accounts.reverse();
      for (const account of accounts) account.name = `renamed-${account.name}`;
    });
    const change = await previewed(session, "dev");
    assert.deepEqual(Object.keys(change), ["same"], JSON.stringify(change));
  });

  it("removes everything with destroy", async () => {
    await pulumi(session, ["destroy", "--stack", "dev", "--yes", "--skip-preview"]);
    for (const { accountId } of planned.accounts) assert.deepEqual(await deployerRoles(session, accountId), []);
    const { stdout } = await pulumi(session, ["stack", "export", "--stack", "dev"]);
    const state = JSON.parse(stdout) as { readonly deployment: { readonly resources?: readonly unknown[] } };
    assert.deepEqual(state.deployment.resources ?? [], []);
  });
});
