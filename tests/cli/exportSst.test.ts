import assert from "node:assert/strict";
import { chmod, readdir, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import ts from "typescript";
import { stackFile, type Workspace, workspace } from "../support/cli";

/** What the module exports, once it runs. */
interface AccountsModule {
  accountOf(stage: string | undefined, name?: string): { readonly accountId: string; readonly profile: string };
  awsProvider(stage: string, name?: string): unknown;
  assertAccount(stage: string, accountId: string): void;
}

describe("deployers export for SST", () => {
  let space: Workspace;
  beforeEach(async () => {
    const accounts = [
      { name: "dev", accountId: "432109876543", region: "eu-west-1", strategy: { type: "administrator" } },
    ];
    space = await workspace({ prod: stackFile(), dev: stackFile({ stages: ["dev", "pr-*", "prod-test"], accounts }) });
  });
  afterEach(() => space.remove());

  /** Puts a command called pulumi before the real one. */
  async function pulumi(script: string): Promise<Readonly<Record<string, string>>> {
    await space.write("bin/pulumi", `#!/bin/sh\n${script}\n`);
    await chmod(join(space.project, "bin", "pulumi"), 0o700);
    return { PATH: [join(space.project, "bin"), process.env["PATH"] ?? ""].join(delimiter) };
  }
  const deployed = (account: object) =>
    `echo "$@" > args; echo '${JSON.stringify({ deployers: { "prod-eu": { accountId: "210987654321", region: "eu-west-1", roleArn: "arn:aws:iam::210987654321:role/real" }, "prod-us": account } })}'`;
  const US = {
    accountId: "321098765432",
    region: "us-east-1",
    roleArn: "arn:aws:iam::321098765432:role/real",
    cloudFormationRoleArn: "arn:aws:iam::321098765432:role/real-service",
  };
  const fromStack = ["export", "--stack", "prod", "--for", "sst-accounts", "--from-stack"];

  it("--from-stack takes the role ARNs from the stack's outputs", async () => {
    const environment = await pulumi(deployed(US));
    const { code, stdout, stderr } = await space.deployers(fromStack, environment);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /roleArn: "arn:aws:iam::210987654321:role\/real"/);
    assert.doesNotMatch(stdout, /sst-deployers/);
    const sst = await space.deployers(["export", "--stack", "prod", "--for", "sst", "--from-stack"], environment);
    assert.match(sst.stdout, /cloudFormationExecutionRole: "arn:aws:iam::321098765432:role\/real-service"/);
    const args = await readFile(join(space.project, "args"), "utf8");
    assert.equal(args, `stack output --json --non-interactive --stack prod --cwd ${space.project}\n`);
  });

  for (const [name, script, message] of [
    [
      "another account",
      deployed({ ...US, accountId: "999999999999" }),
      /stack-differs[^]*999999999999[^]*pulumi up --stack prod/,
    ],
    ["no service role", deployed({ ...US, cloudFormationRoleArn: undefined }), /stack-differs[^]*no service role/],
    ["no outputs", "echo '{}'", /stack-without-outputs[^]*Run pulumi up --stack prod first/],
    ["no such stack", "echo 'no stack named prod' >&2; exit 255", /stack-unreadable[^]*no stack named\s+prod/],
    ["no JSON", "echo hello", /isn't JSON/],
  ] as const) {
    it(`--from-stack refuses ${name}, with the next step`, async () => {
      const { code, stdout, stderr } = await space.deployers(fromStack, await pulumi(script));
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^ {4}at /m);
    });
  }

  it("a generation that the stage doesn't have is refused, with those it has", async () => {
    const { code, stdout, stderr } = await space.deployers([
      "export",
      "--stack",
      "prod",
      "--for",
      "sst",
      "--sst",
      "v4",
    ]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /generation-missing[^]*allowed: v2/);
    const all = ["export", "--stack", "prod", "--for", "sst"];
    assert.equal((await space.deployers([...all, "--sst", "v2"])).stdout, (await space.deployers(all)).stdout);
  });

  it("--out writes a file an account, and stages in one folder keep apart", async () => {
    const write = (stack: string, ...more: readonly string[]) =>
      space.deployers(["export", "--stack", stack, "--for", "sst", "--out", "out", ...more]);
    const files = async () =>
      (await readdir(join(space.project, "out"))).filter((name) => !name.startsWith(".")).sort();
    assert.equal((await write("prod")).code, 0);
    assert.equal((await write("dev")).code, 0);
    assert.deepEqual(await files(), ["sst.dev.ts", "sst.prod-eu.ts", "sst.prod-us.ts"]);
    assert.equal((await write("prod", "--account", "prod-eu")).code, 0);
    assert.deepEqual(await files(), ["sst.dev.ts", "sst.prod-eu.ts"]);
  });

  it("a form of one stack doesn't take several", async () => {
    const { code, stderr } = await space.deployers(["export", "--stacks", "dev,prod", "--for", "dotenv"]);
    assert.equal(code, 1);
    assert.match(stderr, /format-of-one-stack[^]*allowed: sst-accounts, team/);
  });

  it("sst-accounts.ts knows each stage's account, and throws for any other stage", async () => {
    const { stdout } = await space.deployers(["export", "--stacks", "dev,prod", "--for", "sst-accounts"]);
    const { outputText } = ts.transpileModule(stdout, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    const path = join(space.project, "sst-accounts.cjs");
    await space.write(path, outputText);
    const module = (await import(path)) as AccountsModule;
    assert.equal(module.accountOf("dev").accountId, "432109876543");
    assert.equal(module.accountOf("pr-12").profile, "dev");
    assert.equal(module.accountOf("prod", "prod-us").accountId, "321098765432");
    assert.deepEqual(module.awsProvider("prod", "prod-eu"), {
      profile: "prod-eu",
      region: "eu-west-1",
      allowedAccountIds: ["210987654321"],
    });
    assert.throws(() => module.accountOf("prod"), /several AWS accounts: name one of prod-eu, prod-us/);
    for (const stage of ["staging", "pr", "xpr-1", "", "production", undefined]) {
      assert.throws(() => module.accountOf(stage), /isn't mapped to an AWS account/);
    }
    assert.throws(() => module.accountOf("prod", "dev"), /in the account dev isn't mapped/);
    module.assertAccount("prod", "210987654321");
    assert.throws(() => {
      module.assertAccount("prod", "432109876543");
    }, /belongs into 210987654321 \(profile prod-eu\) or 321098765432 .* not into 432109876543/);
  });

  for (const [args, message] of [
    [
      ["profiles", "--stack", "prod", "--format", "leapp", "--write"],
      /format-not-merged[^]*allowed: config, credentials, sso, aws-vault/,
    ],
    [["profiles", "--stack", "prod", "--out", "x"], /format-of-one-file[^]*allowed: granted/],
    [["profiles", "--stack", "prod", "--prefix", "a b"], /profile-name-invalid/],
    [["profiles", "--stack", "prod", "--prefix", 'x"]'], /profile-name-invalid/],
    [["profiles", "--stack", "prod", "--format", "sso"], /sso-missing/],
  ] as const) {
    it(`refuses ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await space.deployers(args);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
    });
  }

  it("profiles --format granted --out: a folder for each stage, which the next run replaces alone", async () => {
    const write = (stack: string) =>
      space.deployers(["profiles", "--stack", stack, "--format", "granted", "--out", "registry"]);
    assert.equal((await write("prod")).code, 0);
    assert.equal((await write("dev")).code, 0);
    assert.deepEqual((await readdir(join(space.project, "registry"))).sort(), ["notes-dev", "notes-prod"]);
    assert.match(await readFile(join(space.project, "registry", "notes-prod", "config"), "utf8"), /profile prod-us/);
    await space.write("registry/notes-dev/granted.yml", "mine: true\n");
    await space.write("registry/other/granted.yml", "mine: true\n");
    assert.equal((await write("prod")).code, 0);
    assert.equal(await readFile(join(space.project, "registry", "other", "granted.yml"), "utf8"), "mine: true\n");
  });
});
