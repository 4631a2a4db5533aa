import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plan } from "../../plan/model";
import { pulumi } from "../../sandbox/engine";
import { PINS } from "../../sandbox/pins";
import { descendants, stopTree } from "../../sandbox/process/tree";
import { start } from "../../sandbox/process/run";
import type { Session } from "../../sandbox/session";
import { planOf } from "../../sandbox/start";
import { deployerRoles, editConfig, engineSession, iam, up } from "./support/session";

/** Starts an `up` and kills the engine, without a chance to clear up, once it has created that much. */
async function upKilledAfter(session: Session, stack: string, created: RegExp): Promise<string> {
  const args = ["up", "--stack", stack, "--yes", "--skip-preview", "--non-interactive", "--color", "never"];
  const child = start(session.pulumi, args, {
    environment: session.environment,
    directory: session.project,
    signal: new AbortController().signal,
  });
  let output = "";
  await new Promise<void>((resolve) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (created.test(output)) resolve();
    });
    child.once("exit", () => {
      resolve();
    });
  });
  assert.equal(child.exitCode, null, `it ended before it could be killed:\n${output}`);
  const { pid } = child;
  assert.ok(pid !== undefined);
  // Without its engine, the language host takes minutes to notice.
  const orphans = descendants(pid);
  child.kill("SIGKILL");
  for (const orphan of orphans) await stopTree(orphan, 3000);
  return output;
}

describe("Faults are told with their reason, and the next up goes on", () => {
  let session: Session;
  let planned: Plan;
  before(async () => {
    session = await engineSession();
    planned = planOf(session, "prod");
  });

  it("refuses the shipped placeholder ids unless it talks to a local AWS", async () => {
    const environment = Object.fromEntries(
      Object.entries(session.environment).filter(([name]) => name !== "AWS_ENDPOINT_URL"),
    );
    const result = await session.run(session.pulumi, ["preview", "--stack", "prod", "--non-interactive"], {
      environment,
    });
    assert.notEqual(result.exitCode, 0);
    assert.match(result.output, /placeholder/i);
    assert.match(result.output, /333333333333/);
  });

  it("refuses to work in another account than the configured one", async () => {
    const file = join(session.project, "Pulumi.prod.yaml");
    const shipped = readFileSync(file, "utf8");
    editConfig(session, "prod", (config) => {
      config["sst-deployer-roles:access"] = { current: true };
      config["sst-deployer-roles:accounts"] = (config["sst-deployer-roles:accounts"] as unknown[]).slice(0, 1);
    });
    try {
      const result = await session.run(session.pulumi, ["preview", "--stack", "prod", "--non-interactive"]);
      assert.notEqual(result.exitCode, 0, result.output);
      // The sandbox's dummy keys belong to the local AWS's default account.
      assert.match(result.output, /not allowed/i);
      assert.match(result.output, /123456789012/);
    } finally {
      writeFileSync(file, shipped);
    }
  });

  it("runs by npx pulumi as Pulumi's documentation says", async () => {
    // A PULUMI_HOME in which the npm package finds the CLI that it would download.
    const home = join(session.folder, "npx-home");
    const versions = join(home, "versions", PINS.pulumi);
    mkdirSync(versions, { recursive: true });
    symlinkSync(dirname(session.pulumi), join(versions, "bin"));
    const environment = { ...session.environment, PULUMI_HOME: home };
    const result = await session.run("npx", ["pulumi", "preview", "--stack", "prod", "--non-interactive"], {
      environment,
    });
    assert.equal(result.exitCode, 0, result.output);
    assert.match(result.output, /\+ \d+ to create/);
  });

  it("shows the provider's own words where a role of that name exists already", async () => {
    const role = planned.accounts[0].roles[0];
    const { accountId } = planned.accounts[0];
    const trust = '{"Version":"2012-10-17","Statement":[]}';
    await iam(session, accountId, "create-role", "--role-name", role.name, "--assume-role-policy-document", trust);
    const result = await up(session, "prod");
    assert.notEqual(result.exitCode, 0);
    assert.match(result.output, /EntityAlreadyExists/);
    assert.ok(result.output.includes(role.name));
    await iam(session, accountId, "delete-role", "--role-name", role.name);
  });

  it("goes on after the engine was killed in the middle of an up", async () => {
    await upKilledAfter(session, "prod", /aws:iam:Role .* (creating|created)/);
    const blocked = await up(session, "prod");
    assert.notEqual(blocked.exitCode, 0, "the killed run's lock holds");
    assert.match(blocked.output, /pulumi cancel/);
    await pulumi(session, ["cancel", "--stack", "prod", "--yes"]);
    let result = await up(session, "prod");
    if (result.exitCode !== 0) {
      // A call in flight reached AWS, but not the state: the error names what is there, and it may go.
      assert.match(result.output, /EntityAlreadyExists/);
      await deleteUnknown(session, planned);
      result = await up(session, "prod");
    }
    assert.equal(result.exitCode, 0, result.output);
    for (const account of planned.accounts) {
      assert.deepEqual(await deployerRoles(session, account.accountId), account.roles.map(({ name }) => name).sort());
    }
  });
});

/** Deletes planned roles and policies that exist without the state's knowledge; nothing is attached to them yet. */
async function deleteUnknown(session: Session, planned: Plan): Promise<void> {
  const { stdout } = await pulumi(session, ["stack", "export", "--stack", "prod"]);
  const { deployment } = JSON.parse(stdout) as {
    readonly deployment: { readonly resources: readonly { readonly urn: string; readonly id?: string }[] };
  };
  for (const { accountId, roles } of planned.accounts) {
    const known = deployment.resources.flatMap(({ urn, id }) =>
      urn.includes(accountId) && id !== undefined ? [id] : [],
    );
    for (const name of await deployerRoles(session, accountId)) {
      if (!known.includes(name)) await iam(session, accountId, "delete-role", "--role-name", name);
    }
    const { Policies } = await iam<{ readonly Policies: readonly { readonly Arn: string }[] }>(
      session,
      accountId,
      "list-policies",
      ...["--scope", "Local"],
    );
    const own = roles.flatMap(({ policies }) =>
      policies.flatMap((each) => (each.type === "managed" ? [each.arn] : [])),
    );
    for (const { Arn } of Policies) {
      if (own.includes(Arn) && !known.includes(Arn))
        await iam(session, accountId, "delete-policy", "--policy-arn", Arn);
    }
  }
}
