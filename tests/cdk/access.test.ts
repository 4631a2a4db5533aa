import assert from "node:assert/strict";
import { execa } from "execa";
import type { LocalAws } from "../../sandbox/localAws";
import { descendants, isAlive } from "../../sandbox/process/tree";
import { BIN, stackFile, type Workspace, workspace } from "../support/cli";
import { startMoto } from "../support/moto";
import { Gate } from "./support/gate";
import { elements, type Keys, LocalClient } from "./support/moto";

/**
 * Proves that `deployers bootstrap` gets into each account by the access that the config names, and that the CDK CLI then
 * works there as that principal and nowhere else: the accounts of the local AWS are apart, its enforcement is on, the caller
 * may do nothing but assume roles, and a gate records whose keys signed each call. Doesn't prove MFA and IAM Identity Center.
 */
const CALLER = "987654321098";
const EU = "210987654321";
const US = "321098765432";
const ROLE = (account: string, name = "bootstrapper") => `arn:aws:iam::${account}:role/${name}`;
const ADMINISTRATOR = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});
const ANYBODY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "*" } }],
});

type Access = Readonly<Record<string, unknown>>;

/** A stack of two accounts; each test that bootstraps has regions of its own. */
const stack = (eu: Access, us: Access, regions = ["eu-west-1"], region = "us-east-1") =>
  stackFile({
    sst: "v2",
    cdk: { execution: "bootstrap" },
    accounts: [
      {
        name: "prod-us",
        accountId: US,
        region,
        access: us,
        strategy: { type: "services", constructs: ["Table"] },
      },
      {
        name: "prod-eu",
        accountId: EU,
        regions,
        access: eu,
        strategy: { type: "services", constructs: ["Table"] },
      },
    ],
  });

describe("deployers bootstrap by the access of each account", function () {
  this.timeout(120_000);
  let aws: LocalAws;
  let gate: Gate;
  let space: Workspace;
  let caller: Keys;
  /** Calls that wait until the test ends. */
  let holds: (role: string | undefined, action: string) => boolean;

  before(async () => {
    aws = await startMoto();
    gate = await Gate.open(aws.endpoint, { accountId: EU, region: "eu-west-1" }, (role, { action }) =>
      holds(role, action) ? new Promise(() => undefined) : Promise.resolve(true),
    );
    for (const account of [EU, US]) {
      const client = await LocalClient.of(aws.endpoint, account);
      await client.call("iam", "CreateRole", { RoleName: "bootstrapper", AssumeRolePolicyDocument: ANYBODY });
      await client.call("iam", "PutRolePolicy", {
        RoleName: "bootstrapper",
        PolicyName: "all",
        PolicyDocument: ADMINISTRATOR,
      });
      // What pulumi up makes: the execution policies that CDK's stack names.
      for (const name of ["notes-prod-cdk-execution-1", "notes-prod-cdk-execution-guardrails"]) {
        await client.call("iam", "CreatePolicy", {
          PolicyName: name,
          Path: "/sst-deployers/",
          PolicyDocument: ADMINISTRATOR,
        });
      }
    }
    const client = await LocalClient.of(aws.endpoint, CALLER);
    const RoleName = "somebody";
    await client.call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument: ANYBODY });
    const assume = { Effect: "Allow", Action: "sts:AssumeRole", Resource: [ROLE(EU), ROLE(US)] };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [assume] });
    await client.call("iam", "PutRolePolicy", { RoleName, PolicyName: "assume", PolicyDocument });
    caller = await client.assume(ROLE(CALLER, RoleName));
    gate.know(caller.accessKeyId, ROLE(CALLER, RoleName));
  });
  after(async () => {
    await gate.close();
    await aws.stop();
  });

  beforeEach(async () => {
    holds = () => false;
    gate.calls.splice(0);
    await aws.enforcePermissions();
  });
  afterEach(() => space.remove());

  const environment = () => ({
    AWS_ENDPOINT_URL: gate.endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ACCESS_KEY_ID: caller.accessKeyId,
    AWS_SECRET_ACCESS_KEY: caller.secretAccessKey,
    AWS_SESSION_TOKEN: caller.sessionToken,
    // Of the caller's keys alone.
    AWS_CREDENTIAL_EXPIRATION: "2020-01-01T00:00:00Z",
    AWS_REGION: "sa-east-1",
  });

  /** Regions of an account in which CDK's stack is. */
  async function bootstrapped(account: string): Promise<readonly string[]> {
    await aws.allowEverything();
    const client = await LocalClient.of(aws.endpoint, account);
    const regions = ["us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-north-1", "eu-central-1", "sa-east-1"];
    const found: string[] = [];
    for (const region of regions) {
      const stacks = elements(await client.call("cloudformation", "ListStacks", {}, region), "StackName");
      if (stacks.includes("CDKToolkit")) found.push(region);
    }
    return found;
  }

  /** Nobody but these called CloudFormation, S3 and the rest. */
  function assertActed(...roles: readonly string[]): void {
    assert.deepEqual(gate.errors, []);
    const acting = gate.calls.filter(({ service }) => service !== "sts").map(({ role }) => role);
    assert.deepEqual([...new Set(acting)].sort(), [...roles].sort());
    assert.deepEqual(
      gate.calls.filter(({ local }) => local !== true),
      [],
    );
  }

  it("access.roleName: as the role, in two accounts and regions, and nothing in the caller's", async () => {
    const access = { roleName: "bootstrapper" };
    space = await workspace({ prod: stack(access, access) });
    const { code, stdout, stderr } = await space.deployers(["bootstrap", "--yes"], environment());
    assert.equal(code, 0, stderr);
    assert.match(stdout, /prod-us +321098765432 +us-east-1 +done/);
    assert.match(stdout, /prod-eu +210987654321 +eu-west-1 +done/);
    assertActed(ROLE(EU), ROLE(US));
    assert.deepEqual(await bootstrapped(US), ["us-east-1"]);
    assert.deepEqual(await bootstrapped(EU), ["eu-west-1"]);
    assert.deepEqual(await bootstrapped(CALLER), []);
  });

  it("access.profile: as the profile's role, whatever keys the environment has; the files named relatively", async () => {
    space = await workspace({ prod: stack({ profile: "eu" }, { profile: "us" }, ["eu-north-1"], "us-west-2") });
    await aws.allowEverything();
    const keys = await (await LocalClient.of(aws.endpoint, US)).assume(ROLE(US));
    gate.know(keys.accessKeyId, ROLE(US));
    await aws.enforcePermissions();
    const section = (name: string, { accessKeyId, secretAccessKey, sessionToken }: Keys) =>
      `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`;
    await space.write("aws/credentials", section("caller", caller) + section("us", keys));
    await space.write("aws/config", `[profile eu]\nrole_arn = ${ROLE(EU)}\nsource_profile = caller\n[profile us]\n`);
    const { code, stdout, stderr } = await space.deployers(["bootstrap", "--yes"], {
      ...environment(),
      AWS_CONFIG_FILE: "aws/config",
      AWS_SHARED_CREDENTIALS_FILE: "aws/credentials",
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /prod-us .* done[^]*prod-eu .* done/);
    assertActed(ROLE(EU), ROLE(US));
    assert.equal((await bootstrapped(US)).includes("us-west-2"), true);
    assert.equal((await bootstrapped(EU)).includes("eu-north-1"), true);
    assert.deepEqual(await bootstrapped(CALLER), []);
  });

  it("a role that can't be assumed and a profile that isn't there: named, nothing run for them", async () => {
    space = await workspace({ prod: stack({ roleName: "another" }, { profile: "nobody" }) });
    const { code, stdout, stderr } = await space.deployers(["bootstrap", "--yes"], environment());
    assert.equal(code, 1);
    assert.match(stdout, /prod-us .* failed[^]*prod-eu .* failed/);
    assert.match(stderr, /No way into account 210987654321 as the role \S+:role\/another: .*not authorized/);
    assert.match(
      stderr,
      /No way into account 321098765432 with the profile nobody: .*credentials.* Nothing was run there\./,
    );
    assert.deepEqual([...new Set(gate.calls.map(({ action }) => action))], ["sts:AssumeRole"]);
  });

  it("keys of another account are refused before anything is run", async () => {
    space = await workspace({ prod: stack({ current: true }, { roleName: "bootstrapper" }) });
    const { code, stderr } = await space.deployers(["bootstrap", "--yes", "--account", "prod-eu"], {
      ...environment(),
      AWS_CREDENTIAL_EXPIRATION: "",
    });
    assert.equal(code, 1);
    assert.match(stderr, /The credentials are those of account 987654321098, and the config says 210987654321/);
    assert.deepEqual([...new Set(gate.calls.map(({ action }) => action))], ["sts:GetCallerIdentity"]);
  });

  it("without a terminal and --yes nothing is called", async () => {
    space = await workspace({ prod: stack({ roleName: "bootstrapper" }, { roleName: "bootstrapper" }) });
    const { code, stdout, stderr } = await space.deployers(["bootstrap"], environment());
    assert.deepEqual([code, stdout, gate.calls.length], [1, "", 0], stderr);
    assert.match(stderr, /There is no terminal on which this could be confirmed/);
  });

  it("Ctrl-C half-way: what runs ends, no more is started, the table says what is done, and nothing is left", async () => {
    const access = { roleName: "bootstrapper" };
    // Four at a time: once the first is done, four of these run, and one waits.
    const regions = ["eu-central-1", "eu-central-2", "eu-south-1", "eu-west-2", "eu-west-3"];
    space = await workspace({ prod: stack(access, access, regions, "us-east-2") });
    holds = (role, action) => role === ROLE(EU) && action.startsWith("cloudformation:");
    const running = execa(process.execPath, [BIN, "bootstrap", "--yes"], {
      cwd: space.project,
      env: { PATH: process.env["PATH"] ?? "", HOME: space.home, ...environment() },
      extendEnv: false,
      reject: false,
    });
    let said = "";
    const halfWay = new Promise<void>((resolve) => {
      running.stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        const begun = new Set(said.match(/\[prod-eu [\w-]+\](?= .*Bootstrapping)/g));
        if (/\[prod-us us-east-2\] .*bootstrapped/.test(said) && begun.size === 4) resolve();
      });
    });
    await Promise.race([halfWay, running]);
    const below = descendants(running.pid ?? 0);
    assert.equal(below.length, 4, said);
    running.kill("SIGINT");
    const { exitCode, stdout, stderr } = await running;
    assert.equal(exitCode, 130, stderr);
    const states = stdout.split("\n").flatMap((line) => /[a-z]-\d +(\w+(?: \w+)?) *$/.exec(line)?.[1] ?? []);
    assert.deepEqual(states, ["done", ...Array<string>(4).fill("interrupted"), "not started"], stdout);
    assert.match(stderr, /Interrupted \(SIGINT\)[^]*run the command again/);
    assert.deepEqual(below.filter(isAlive), []);
    assert.equal((await bootstrapped(US)).includes("us-east-2"), true);
    assert.equal((await bootstrapped(EU)).includes("eu-central-1"), false);
  });
});
