import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { BIN, stackFile, type Workspace, workspace } from "../support/cli";
import { fakeSts, type FakeSts } from "../support/fakeSts";

const DEPLOYER = "arn:aws:sts::210987654321:assumed-role/notes-prod-deploy/alice";

describe("deployers whoami and guard know the deployer's credentials from any others", () => {
  let space: Workspace;
  let sts: FakeSts;
  before(async () => {
    const dev = stackFile({
      stages: ["dev", "pr-*"],
      accounts: [{ name: "dev", accountId: "432109876543", region: "eu-west-1", strategy: { type: "administrator" } }],
    });
    space = await workspace({ prod: stackFile(), dev });
    sts = await fakeSts();
  });
  after(async () => {
    await sts.stop();
    await space.remove();
  });

  const deployers = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    space.deployers(args, { ...sts.environment, ...environment });

  it("the deployer: exit code 0, the ARN and the account on stdout", async () => {
    sts.answer(DEPLOYER);
    const { code, stdout, stderr } = await deployers(["whoami", "--stack", "prod"]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `${DEPLOYER}\nThis is the role of prod-eu for the duty deploy.\n`);
  });

  for (const [name, arn, message, fix] of [
    [
      "another account",
      "arn:aws:sts::999999999999:assumed-role/notes-prod-deploy/alice",
      /of the account 999999999999, not of prod-eu \(210987654321\) or prod-us/,
      /^Fix: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY; export AWS_PROFILE=prod-eu$/m,
    ],
    [
      "another role of the second account",
      "arn:aws:sts::321098765432:assumed-role/Admin/alice",
      /in the account prod-us, but aren't its deployer role notes-prod-deploy/,
      /export AWS_PROFILE=prod-us$/m,
    ],
    [
      "CloudFormation's service role",
      "arn:aws:sts::321098765432:assumed-role/notes-prod-cloudformation/AWSCloudFormation",
      /aren't its deployer role/,
      /export AWS_PROFILE=prod-us$/m,
    ],
    [
      "a user called like the role",
      "arn:aws:iam::210987654321:user/notes-prod-deploy",
      /aren't its deployer role/,
      /export AWS_PROFILE=prod-eu$/m,
    ],
    ["expired keys", "ExpiredToken", /have expired/, /export AWS_PROFILE=prod-eu$/m],
    ["keys that AWS doesn't know", "InvalidClientTokenId", /doesn't know these/, /export AWS_PROFILE=prod-eu$/m],
  ] as const) {
    it(`${name}: exit code 1, and the line that fixes it`, async () => {
      sts.answer(arn);
      const { code, stderr } = await deployers(["whoami", "--stack", "prod"]);
      assert.equal(code, 1);
      assert.match(stderr, message);
      assert.match(stderr, fix);
      const json = await deployers(["whoami", "--stack", "prod", "--json"]);
      assert.equal((JSON.parse(json.stdout) as { ok: boolean }).ok, false);
    });
  }

  it("no credentials at all, and no server: a message each, no stack trace", async () => {
    const none = await space.deployers(["whoami", "--stack", "prod"], { AWS_EC2_METADATA_DISABLED: "true" });
    assert.equal(none.code, 1);
    assert.match(none.stderr, /There are no credentials[^]*Fix: export AWS_PROFILE=prod-eu\n$/);
    const gone = await deployers(["whoami", "--stack", "prod"], { AWS_ENDPOINT_URL_STS: "http://127.0.0.1:9" });
    assert.equal(gone.code, 1);
    assert.match(gone.stderr, /can't be asked/);
    assert.doesNotMatch(none.stderr + gone.stderr, /^ {4}at /m);
  });

  it("--account and --prefix narrow it down", async () => {
    sts.answer(DEPLOYER);
    const { code, stderr } = await deployers(["whoami", "--stack", "prod", "--account", "prod-us", "--prefix", "n-"]);
    assert.equal(code, 1);
    assert.match(stderr, /not of prod-us \(321098765432\)[^]*AWS_PROFILE=n-prod-us/);
  });

  const guard = (args: readonly string[], command: readonly string[]) =>
    deployers(["guard", ...args, "--", ...command]);
  const says = [process.execPath, "-e", "console.log('ran'); process.exitCode = 7"] as const;

  it("guard runs the command as the deployer, and passes on its exit code", async () => {
    sts.answer(DEPLOYER);
    const { code, stdout } = await guard(["--stack", "prod", "--stage", "prod"], says);
    assert.deepEqual([code, stdout], [7, "ran\n"]);
  });

  it("guard takes the stage's account from any of several stacks, patterns included", async () => {
    sts.answer("arn:aws:sts::432109876543:assumed-role/notes-dev-deploy/alice");
    assert.equal((await guard(["--stacks", "dev,prod", "--stage", "pr-12"], says)).code, 7);
    const { code, stdout, stderr } = await guard(["--stacks", "dev,prod", "--stage", "prod"], says);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /not of prod-eu[^]*Nothing was run/);
  });

  for (const [name, args, command, message] of [
    [
      "a stage that nobody mapped",
      ["--stack", "prod", "--stage", "staging"],
      says,
      /No account of prod is for that stage/,
    ],
    ["no stage", ["--stack", "prod"], says, /Nothing says which SST stage/],
    [
      "a command for another stage",
      ["--stack", "prod", "--stage", "prod"],
      [...says, "--stage", "dev"],
      /The command is for the stage dev/,
    ],
    [
      "a command for another stage, in one word",
      ["--stack", "prod", "--stage", "prod"],
      [...says, "--stage=dev"],
      /stage dev/,
    ],
    ["a command that doesn't exist", ["--stack", "prod", "--stage", "prod"], ["no-such-command"], /no such command/],
    ["no command", ["--stack", "prod", "--stage", "prod"], [], /missing required argument/],
    [
      "both --stack and --stacks",
      ["--stack", "prod", "--stacks", "dev", "--stage", "dev"],
      says,
      /Give one of the two/,
    ],
  ] as const) {
    it(`guard runs nothing: ${name}`, async () => {
      sts.answer(DEPLOYER);
      const { code, stdout, stderr } = await guard(args, command);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
    });
  }

  it("guard runs nothing with the wrong credentials", async () => {
    sts.answer("arn:aws:sts::210987654321:assumed-role/Admin/alice");
    const { code, stdout, stderr } = await guard(["--stack", "prod", "--stage", "prod"], says);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /Nothing was run\.\nFix: /);
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`guard passes ${signal} on, and ends as the command does`, async () => {
      sts.answer(DEPLOYER);
      const script = join(space.project, "waits.cjs");
      await space.write(
        script,
        `process.on("${signal}", () => { console.log("got ${signal}"); process.exit(5); });
         setInterval(() => {}, 1000); console.log("ready");`,
      );
      await chmod(script, 0o700);
      const args = [BIN, "guard", "--stack", "prod", "--stage", "prod", "--", process.execPath, script];
      const child = spawn(process.execPath, args, {
        cwd: space.project,
        env: { PATH: process.env["PATH"] ?? "", HOME: space.home, ...sts.environment },
        stdio: ["ignore", "pipe", "inherit"],
      });
      let output = "";
      const code = await new Promise((resolve) => {
        child.stdout.on("data", (chunk: Buffer) => {
          if (!output.includes("ready") && chunk.includes("ready")) child.kill(signal);
          output += chunk.toString();
        });
        child.once("close", resolve);
      });
      assert.equal(code, 5);
      assert.match(output, new RegExp(`got ${signal}`));
    });
  }
});
