import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { copyFile, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { COMMANDS } from "../../cli/commandTable";
import { EXPORT_FORMATS, PROFILE_FORMATS } from "../../exports/registry";
import { BIN, stackFile, type Workspace, workspace } from "../support/cli";

describe("the command line says what it takes, and what to do about what it doesn't take", () => {
  let space: Workspace;
  before(async () => {
    space = await workspace({ prod: stackFile(), dev: stackFile() });
  });
  after(() => space.remove());

  it("lists every command", async () => {
    const { code, stdout, stderr } = await space.deployers(["--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    for (const { name, summary } of COMMANDS) {
      const listed = stdout
        .split("\n")
        .some((line) => line.startsWith(`  ${name} `) && line.includes(summary.slice(0, 20)));
      assert.ok(listed, name);
    }
  });

  for (const { name, examples, standalone } of COMMANDS) {
    it(`${name} --help has ${standalone ? "" : "the common options and "}an example`, async () => {
      const { code, stdout, stderr } = await space.deployers([name, "--help"]);
      assert.deepEqual([code, stderr], [0, ""]);
      const common = standalone ? [] : ["--stack <name>", "--config-file <file>"];
      for (const text of [...common, "Examples:", ...examples]) {
        assert.ok(stdout.includes(text), text);
      }
    });
  }

  it("offers exactly the formats that the registry has", () => {
    const choices = (command: string, flags: string) =>
      COMMANDS.find(({ name }) => name === command)?.options.find((option) => option.flags === flags)?.choices;
    assert.deepEqual(
      choices("profiles", "--format <format>"),
      PROFILE_FORMATS.map(({ format }) => format),
    );
    assert.deepEqual(
      choices("export", "--for <format>"),
      EXPORT_FORMATS.map(({ format }) => format),
    );
  });

  for (const [args, message] of [
    [["chek"], /Did you mean check\?/],
    [["check", "--stak", "prod"], /Did you mean --stack\?/],
    [["profiles", "--format", "toml"], /Allowed choices are config, credentials/],
    [["check", "prod"], /too many arguments/],
    [["profiles", "--stack"], /argument missing/],
    [["check", "--stack", "prd"], /nearest: prod/],
    [["check"], /No stack is named[^]*allowed: dev, prod/],
    [["export", "--stack", "prod", "--account", "prod-e"], /nearest: prod-eu/],
    [["check", "--config-file", "Pulumi.prd.yaml"], /nearest: .*Pulumi\.prod\.yaml/],
    [["check", "--cwd", "/"], /no Pulumi\.yaml in this folder or above/],
    [["profiles", "--stack", "prod", "--write", "--remove"], /Give one of the two/],
    [["export", "--stack", "prod", "--for", "json", "--protect-except", "x"], /option-of-other-form[^]*allowed: scp/],
  ] as const) {
    it(`deployers ${args.join(" ")}: exit code 1, the reason on stderr, nothing on stdout`, async () => {
      const { code, stdout, stderr } = await space.deployers(args);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^ {4}at /m);
    });
  }

  it("takes the stack from --stack, the config file's name, PULUMI_STACK, or the only file there is", async () => {
    const stackOf = async (args: readonly string[], environment?: Readonly<Record<string, string>>) => {
      const { stdout } = await space.deployers(["export", ...args], environment);
      return (JSON.parse(stdout) as { stack: string }).stack;
    };
    assert.equal(await stackOf(["--stack", "acme/notes/dev"], { PULUMI_STACK: "prod" }), "dev");
    assert.equal(await stackOf([], { PULUMI_STACK: "prod" }), "prod");
    assert.equal(await stackOf(["--config-file", "Pulumi.dev.yaml"], { PULUMI_STACK: "prod" }), "dev");
    const renamed = join(space.project, "renamed.yaml");
    await copyFile(join(space.project, "Pulumi.dev.yaml"), renamed);
    assert.equal(await stackOf(["--config-file", renamed], { PULUMI_STACK: "prod" }), "prod");
    const single = await workspace();
    try {
      await single.write("sub/folder/.keep", "");
      const { stdout } = await single.deployers(["export", "--cwd", "sub/folder"]);
      assert.equal((JSON.parse(stdout) as { stack: string }).stack, "prod");
    } finally {
      await single.remove();
    }
  });

  it("says in a line that its output can't be written", async function () {
    if (!existsSync("/dev/full")) this.skip();
    const command = `"${process.execPath}" "${BIN}" export --stack prod > /dev/full`;
    const { exitCode, stderr } = await execa("bash", ["-c", command], { cwd: space.project, reject: false });
    assert.equal(exitCode, 1);
    assert.match(stderr, /^The output can't be written: ENOSPC[^\n]*$/m);
    assert.doesNotMatch(stderr, /^ {4}at /m);
  });

  it("ends quietly when its reader stops reading", async () => {
    const { stdout, stderr } = await execa(
      "bash",
      ["-c", `"${process.execPath}" "${BIN}" render --stack prod --json | true; echo "\${PIPESTATUS[0]}"`],
      { cwd: space.project },
    );
    assert.equal(stdout, "0");
    assert.doesNotMatch(stderr, /EPIPE|Error/);
  });
});

describe("what goes wrong around the command is told apart", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "deployers-around-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("a Node that is too old is named, with the version that is wanted", async () => {
    const preload = join(folder, "old-node.cjs");
    await writeFile(
      preload,
      `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.8" } });`,
    );
    const { exitCode, stderr, stdout } = await execa(process.execPath, ["--require", preload, BIN, "--help"], {
      reject: false,
    });
    assert.deepEqual([exitCode, stdout], [1, ""]);
    assert.match(stderr, /needs Node 20\.19 or later, below 25; this is Node 18\.20\.8[^]*Next: install/);
  });

  it("packages that aren't installed are a next step, not a stack trace", async () => {
    await cp(BIN, join(folder, "cli", "bin.cjs"));
    const { exitCode, stderr } = await execa(process.execPath, [join(folder, "cli", "bin.cjs"), "--help"], {
      reject: false,
    });
    assert.equal(exitCode, 1);
    assert.match(stderr, /aren't installed\.\nNext: run npm ci in /);
    assert.doesNotMatch(stderr, /^ {4}at /m);
  });

  it("a bug of ours shows its stack and how to report it, with exit code 1", async () => {
    const preload = join(folder, "bug.cjs");
    await writeFile(
      preload,
      `const { stringify } = JSON;
      JSON.stringify = (value, ...rest) => {
        if (value?.accounts) throw new TypeError("boom");
        return stringify(value, ...rest);
      };`,
    );
    const space = await workspace();
    try {
      const { code, stdout, stderr } = await space.deployers(["render", "--json"], {
        NODE_OPTIONS: `--require ${preload}`,
      });
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, /TypeError: boom\n {4}at [^]*a mistake in deployers[^]*Next: report it[^]*Node \d+/);
    } finally {
      await space.remove();
    }
  });
});
