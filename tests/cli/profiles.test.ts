import assert from "node:assert/strict";
import { chmod, chown, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { BIN, stackFile, type Workspace, workspace } from "../support/cli";

const USERS = "# mine\r\n[default]\r\nregion=us-east-1\r\n[profile work]\r\ns3 =\r\n  max_queue_size = 5";
const MFA_TRUST = { principals: [{ arn: "arn:aws:iam::987654321098:user/alice", mfa: true }] };
const DEVICE = "arn:aws:iam::987654321098:mfa/alice";

describe("deployers profiles", () => {
  let space: Workspace;
  let config: string;
  beforeEach(async () => {
    space = await workspace();
    config = join(space.home, ".aws", "config");
  });
  afterEach(() => space.remove());

  const usersFile = (text: string = USERS) => space.write(config, text);
  const filesBesideConfig = async () => (await readdir(join(space.home, ".aws"))).sort();

  it("prints profiles, and touches nothing", async () => {
    const { code, stdout } = await space.deployers(["profiles"]);
    assert.equal(code, 0);
    assert.match(stdout, /^\[profile prod-eu\]$/m);
    assert.match(stdout, /^role_arn = arn:aws:iam::210987654321:role\/sst-deployers\/notes-prod-deploy$/m);
    assert.deepEqual(await readdir(space.home), []);
  });

  it("prints them as JSON with their names", async () => {
    const { stdout } = await space.deployers(["profiles", "--json", "--prefix", "notes-", "--format", "credentials"]);
    const { format, profiles, text } = JSON.parse(stdout) as { format: string; profiles: string[]; text: string };
    assert.deepEqual([format, profiles], ["credentials", ["notes-prod-eu", "notes-prod-us"]]);
    assert.match(text, /^\[notes-prod-us\]$/m);
  });

  it("takes the source profile and the MFA device from flags, else from the environment, where empty is unset", async () => {
    await space.write("Pulumi.prod.yaml", stackFile({ trust: MFA_TRUST }));
    const settings = async (args: readonly string[], environment: Readonly<Record<string, string>>) => {
      const { stdout } = await space.deployers(["profiles", ...args], environment);
      return [/source_profile = (.*)/.exec(stdout)?.[1], /mfa_serial = (.*)/.exec(stdout)?.[1]];
    };
    const environment = { DEPLOYERS_SOURCE_PROFILE: "env", DEPLOYERS_MFA_SERIAL: DEVICE };
    assert.deepEqual(await settings([], environment), ["env", DEVICE]);
    assert.deepEqual(await settings(["--source-profile", "flag", "--mfa-serial", `${DEVICE}2`], environment), [
      "flag",
      `${DEVICE}2`,
    ]);
    assert.deepEqual(await settings([], { DEPLOYERS_SOURCE_PROFILE: "", DEPLOYERS_MFA_SERIAL: "" }), [
      "default",
      "REPLACE-WITH-THE-ARN-OF-YOUR-MFA-DEVICE",
    ]);
  });

  it("--write without the MFA device that is needed: an error with the next step, and nothing written", async () => {
    await space.write("Pulumi.prod.yaml", stackFile({ trust: MFA_TRUST }));
    const { code, stderr } = await space.deployers(["profiles", "--write"]);
    assert.equal(code, 1);
    assert.match(stderr, /mfa-serial-missing[^]*--mfa-serial arn:aws:iam/);
    assert.deepEqual(await readdir(space.home), []);
    assert.equal((await space.deployers(["profiles", "--write", "--mfa-serial", DEVICE])).code, 0);
    assert.match(await readFile(config, "utf8"), new RegExp(`^mfa_serial = ${DEVICE}$`, "m"));
  });

  it("--write merges, keeps every byte of the user's and a backup; again: up to date; --remove: as it was", async () => {
    await usersFile();
    const first = await space.deployers(["profiles", "--write"]);
    assert.deepEqual([first.code, first.stdout], [0, ""]);
    assert.match(first.stderr, /Wrote .*config\. The former content is kept in .*config\.deployers-backup-1\./);
    const merged = await readFile(config, "utf8");
    assert.ok(merged.startsWith(USERS));
    assert.doesNotMatch(merged.slice(USERS.length), /[^\r]\n/);
    const again = await space.deployers(["profiles", "--write", "--json"]);
    assert.deepEqual(JSON.parse(again.stdout), { path: config, changed: false });
    assert.equal(await readFile(config, "utf8"), merged);
    assert.equal((await space.deployers(["profiles", "--remove"])).code, 0);
    assert.equal(await readFile(config, "utf8"), USERS);
  });

  it("--format credentials writes the other file, and AWS's own variables move both", async () => {
    assert.equal((await space.deployers(["profiles", "--write", "--format", "credentials"])).code, 0);
    assert.deepEqual(await filesBesideConfig(), ["credentials"]);
    const environment = { AWS_CONFIG_FILE: join(space.home, "deep", "er", "config") };
    assert.equal((await space.deployers(["profiles", "--write"], environment)).code, 0);
    assert.equal((await stat(environment.AWS_CONFIG_FILE)).mode & 0o777, 0o600);
    assert.deepEqual(await filesBesideConfig(), ["credentials"]);
  });

  it("--dry-run shows a diff on stdout and writes nothing, with or without --write", async () => {
    await usersFile();
    for (const args of [["--dry-run"], ["--write", "--dry-run"]]) {
      const { code, stdout } = await space.deployers(["profiles", ...args]);
      assert.equal(code, 0);
      assert.match(stdout, /^\+\+\+ .*config\tafterwards\r?\n@@ [^]*^\+\[profile prod-eu\]/m);
    }
    assert.equal(await readFile(config, "utf8"), USERS);
    assert.deepEqual(await filesBesideConfig(), ["config"]);
  });

  it("names a profile that is taken and offers --prefix, which works", async () => {
    await usersFile("[profile prod-eu]\nregion = x\n");
    const { code, stderr } = await space.deployers(["profiles", "--write"]);
    assert.equal(code, 1);
    assert.match(stderr, /config:1 \(profile-taken\)[^]*"prod-eu"[^]*--prefix/);
    assert.equal((await space.deployers(["profiles", "--write", "--prefix", "notes-"])).code, 0);
    assert.match(await readFile(config, "utf8"), /^\[profile notes-prod-eu\]$/m);
  });

  it("four runs at once, of four stacks, lose nothing", async () => {
    await usersFile();
    const stacks = ["a", "b", "c", "d"];
    for (const stack of stacks) await space.write(`Pulumi.${stack}.yaml`, stackFile());
    const runs = await Promise.all(
      stacks.map((stack) => space.deployers(["profiles", "--stack", stack, "--write", "--prefix", `${stack}-`])),
    );
    assert.deepEqual(
      runs.map(({ code }) => code),
      [0, 0, 0, 0],
      runs.map(({ stderr }) => stderr).join("\n"),
    );
    const text = await readFile(config, "utf8");
    assert.ok(text.startsWith(USERS));
    for (const stack of stacks) assert.match(text, new RegExp(`^\\[profile ${stack}-prod-us\\]\\r?$`, "m"));
  });

  it("killed at any change to the file system, leaves the old file or the new one, whole, and the next run ends the job", async function () {
    // Two dozen runs, one after the other, on machines that are busy with other tests.
    this.timeout(300_000);
    const killAt = { NODE_OPTIONS: `--require ${resolve(__dirname, "../support/killAt.cjs")}` };
    await usersFile();
    await space.deployers(["profiles", "--write"]);
    const wanted = await readFile(config, "utf8");
    const seen = new Set<string>();
    let kills = 0;
    for (let at = 1; ; at += 1) {
      const each = await workspace();
      try {
        const file = join(each.home, ".aws", "config");
        await each.write(file, USERS);
        const { code, signal } = await each.deployers(["profiles", "--write"], { ...killAt, KILL_AT: String(at) });
        const text = await readFile(file, "utf8");
        assert.ok(text === USERS || text === wanted, `call ${at}: neither the old file nor the new one:\n${text}`);
        seen.add(text);
        if (code === 0) break;
        assert.equal(signal, "SIGKILL");
        kills += 1;
        // Waiting for the dead run's lock takes seconds, so the next run is only tried once, in the middle.
        if (at === 6) {
          assert.equal((await each.deployers(["profiles", "--write"])).code, 0);
          assert.equal(await readFile(file, "utf8"), wanted);
        }
      } finally {
        await each.remove();
      }
    }
    assert.ok(kills >= 8, `only ${kills} kills`);
    assert.deepEqual([...seen].sort(), [USERS, wanted].sort());
  });

  it("a file that may not be read, or a folder that may not be written, is a clear error", async () => {
    // Root may read and write anything, so root runs the command as nobody.
    const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const folder = join(space.home, ".aws");
    await mkdir(folder);
    await writeFile(config, USERS);
    const { uid } = asNobody;
    for (const path of [join(space.home, ".."), space.home, folder, config, space.project]) {
      if (uid !== undefined) await chown(path, uid, uid);
    }
    const run = () =>
      execa(process.execPath, [BIN, "profiles", "--write"], {
        cwd: space.project,
        env: { PATH: process.env["PATH"] ?? "", HOME: space.home },
        extendEnv: false,
        reject: false,
        ...asNobody,
      });
    await chmod(config, 0o000);
    const unreadable = await run();
    assert.equal(unreadable.exitCode, 1);
    assert.match(unreadable.stderr, /config \(file-unusable\)[^]*may not read or write/);
    await chmod(config, 0o600);
    await chmod(folder, 0o500);
    const unwritable = await run();
    assert.equal(unwritable.exitCode, 1);
    assert.match(unwritable.stderr, /config \(file-unusable\)[^]*may not read or write/);
    await chmod(folder, 0o700);
    assert.equal(await readFile(config, "utf8"), USERS);
    assert.deepEqual(await filesBesideConfig(), ["config"]);
    assert.equal((await run()).exitCode, 0);
  });
});
