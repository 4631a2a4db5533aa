import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KEPT_BACKUPS } from "../../exports/merge/backup";
import { awsFilePaths } from "../../exports/merge/awsFiles";
import { writeBlock, type WriteOutcome, type WriteRequest } from "../../exports/merge/write";
import { DEFAULT_EXPORT_OPTIONS } from "../../exports/model";
import { profilesBody } from "../../exports/profiles";
import { planFixture } from "../support/planFixture";

const USERS = "# mine\n[default]\nregion=us-east-1\n";

describe("writing into the user's AWS files", () => {
  let home: string;
  let config: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "deployers-write-"));
    config = join(home, ".aws", "config");
  });
  afterEach(async () => {
    await rm(home, { recursive: true });
  });

  function request(changes: Partial<WriteRequest> & { region?: string } = {}): WriteRequest {
    const plan = planFixture([{ name: "prod-eu", accountId: "222222222222", region: changes.region ?? "eu-west-1" }]);
    return {
      file: "config",
      paths: awsFilePaths({}, home),
      id: "notes/prod",
      body: profilesBody(plan, DEFAULT_EXPORT_OPTIONS, changes.file ?? "config"),
      dryRun: false,
      ...changes,
    };
  }

  function removal(): WriteRequest {
    const { file, paths, id, dryRun } = request();
    return { file, paths, id, dryRun };
  }

  async function write(changes: Parameters<typeof request>[0] = {}): Promise<WriteOutcome> {
    const result = await writeBlock(request(changes));
    assert.ok(result.ok, JSON.stringify(result));
    return result;
  }

  async function refused(changes: Parameters<typeof request>[0] = {}): Promise<string> {
    const result = await writeBlock(request(changes));
    assert.ok(!result.ok);
    assert.equal(result.findings.length, 1);
    return result.findings[0]?.code ?? "";
  }

  async function usersFile(text: string | Buffer = USERS, mode = 0o640): Promise<void> {
    await mkdir(join(home, ".aws"), { mode: 0o755 });
    await writeFile(config, text);
    await chmod(config, mode);
  }

  const mode = async (path: string) => (await stat(path)).mode & 0o777;
  const beside = async () => (await readdir(join(home, ".aws"))).sort();

  it("makes folder and file readable by their owner only", async () => {
    const { changed, backup } = await write();
    assert.deepEqual([changed, backup], [true, undefined]);
    assert.deepEqual([await mode(join(home, ".aws")), await mode(config)], [0o700, 0o600]);
    assert.deepEqual(await beside(), ["config"]);
  });

  it("keeps mode and folder of a file that is there, and a backup of it that only its owner reads", async () => {
    await usersFile();
    const { backup } = await write();
    assert.ok((await readFile(config, "utf8")).startsWith(USERS));
    assert.deepEqual([await mode(config), await mode(join(home, ".aws"))], [0o640, 0o755]);
    assert.equal(backup, `${config}.deployers-backup-1`);
    assert.equal(await readFile(backup, "utf8"), USERS);
    assert.equal(await mode(backup), 0o600);
    assert.deepEqual(await beside(), ["config", "config.deployers-backup-1"]);
  });

  it("changes nothing the second time: no write, no backup", async () => {
    await usersFile();
    await write();
    await utimes(config, 1, 1);
    const { changed, diff, backup } = await write();
    assert.deepEqual([changed, diff, backup], [false, "", undefined]);
    assert.equal((await stat(config)).mtimeMs, 1000);
    assert.deepEqual(await beside(), ["config", "config.deployers-backup-1"]);
  });

  it("keeps the first backup and the latest ones", async () => {
    await usersFile();
    for (let run = 1; run <= KEPT_BACKUPS + 3; run += 1) await write({ region: `region-${run}` });
    const numbers = (await beside()).slice(1).map((name) => Number(name.split("-").at(-1)));
    const latest = Array.from({ length: KEPT_BACKUPS - 1 }, (_, index) => index + 5);
    assert.deepEqual(
      numbers.sort((a, b) => a - b),
      [1, ...latest],
    );
    assert.equal(await readFile(`${config}.deployers-backup-1`, "utf8"), USERS);
    assert.match(await readFile(`${config}.deployers-backup-13`, "utf8"), /region-12/);
  });

  it("doesn't back up the same bytes again", async () => {
    await usersFile();
    await write();
    await writeFile(config, USERS);
    assert.equal((await write()).backup, `${config}.deployers-backup-1`);
  });

  it("writes behind a link, which stays a link; the backup stands beside the link", async () => {
    await mkdir(join(home, "dotfiles"));
    await mkdir(join(home, ".aws"));
    await writeFile(join(home, "dotfiles", "aws-config"), USERS);
    await symlink(join("..", "dotfiles", "aws-config"), config);
    await write();
    assert.ok((await lstat(config)).isSymbolicLink());
    assert.match(await readFile(join(home, "dotfiles", "aws-config"), "utf8"), /sst-deployer-roles notes\/prod/);
    assert.deepEqual(await readdir(join(home, "dotfiles")), ["aws-config"]);
    assert.deepEqual(await beside(), ["config", "config.deployers-backup-1"]);
  });

  it("only shows the diff on a dry run, and doesn't even make the folder", async () => {
    const { changed, diff } = await write({ dryRun: true });
    assert.ok(changed);
    assert.match(diff, /^\+\[profile prod-eu\]$/m);
    assert.deepEqual(await readdir(home), []);
  });

  it("takes the block out again, back to the user's bytes", async () => {
    await usersFile("[default]\r\nregion=x");
    await write();
    const result = await writeBlock(removal());
    assert.ok(result.ok && result.changed);
    assert.equal(await readFile(config, "utf8"), "[default]\r\nregion=x");
  });

  it("taking out what isn't there makes no file", async () => {
    const result = await writeBlock(removal());
    assert.ok(result.ok && !result.changed);
    assert.deepEqual(await readdir(home), []);
  });

  describe("refuses, names the file, and touches nothing", () => {
    async function untouched(code: string, changes: Parameters<typeof request>[0] = {}): Promise<void> {
      const before = await snapshot();
      assert.equal(await refused(changes), code);
      assert.deepEqual(await snapshot(), before);
    }
    async function snapshot(): Promise<unknown> {
      const names = await readdir(home, { recursive: true });
      return Promise.all(
        names.sort().map(async (name) => {
          const info = await lstat(join(home, name));
          return [name, info.mode, info.mtimeMs, info.isFile() ? await readFile(join(home, name), "base64") : ""];
        }),
      );
    }

    it("a folder in the file's place", async () => {
      await mkdir(config, { recursive: true });
      await untouched("file-unusable");
    });
    it("a file in the folder's place", async () => {
      await writeFile(join(home, ".aws"), "");
      await untouched("file-unusable");
    });
    it("a link to nowhere", async () => {
      await mkdir(join(home, ".aws"));
      await symlink("nowhere", config);
      await untouched("file-unusable");
    });
    it("a link to itself", async () => {
      await mkdir(join(home, ".aws"));
      await symlink("config", config);
      await untouched("file-unusable");
    });
    it("a folder that can't be made, where the system tells no reason", async function () {
      if (!existsSync("/proc/self")) this.skip();
      const path = "/proc/sst-deployer-roles/config";
      const result = await writeBlock({ ...request(), paths: { config: path, credentials: `${path}s` } });
      assert.ok(!result.ok);
      assert.deepEqual(
        result.findings.map(({ code, message }) => [code, message]),
        [["file-unusable", "Its folder can't be made."]],
      );
    });
    it("text that isn't UTF-8", async () => {
      await usersFile(Buffer.from([0x5b, 0xe9, 0x5d]));
      await untouched("file-not-utf8");
    });
    it("damaged markers", async () => {
      await usersFile("# >>> sst-deployer-roles notes/prod\n");
      await untouched("markers-damaged");
    });
    it("a profile of that name", async () => {
      await usersFile("[profile prod-eu]\nregion = x\n");
      await untouched("profile-taken");
    });
    it("a profile of that name in the other file, whose keys would win", async () => {
      await usersFile();
      await writeFile(join(home, ".aws", "credentials"), "[prod-eu]\naws_access_key_id = AKIA\n");
      await untouched("profile-taken");
    });
    it("profiles of both files at once", async () => {
      await usersFile("[profile prod-eu]\nregion = x\n");
      await writeFile(join(home, ".aws", "credentials"), "[prod-eu]\naws_access_key_id = AKIA\n");
      const result = await writeBlock(request());
      assert.ok(!result.ok);
      assert.deepEqual(
        result.findings.map(({ path }) => path.replace(home, "")),
        ["/.aws/config:1", "/.aws/credentials:1"],
      );
    });
    it("and takes one of another name there for no conflict", async () => {
      await usersFile();
      await writeFile(join(home, ".aws", "credentials"), "[prod]\naws_access_key_id = AKIA\n");
      await write();
    });
  });

  it("lets runs at the same time wait for each other: every stack's block is there, and nothing of the user's is gone", async () => {
    await usersFile();
    const stacks = ["a", "b", "c", "d", "e", "f"];
    const outcomes = await Promise.all(
      stacks.map((stack) => {
        const plan = planFixture([{ name: `${stack}-eu`, accountId: "222222222222" }], { stack });
        return writeBlock(
          request({ id: `notes/${stack}`, body: profilesBody(plan, DEFAULT_EXPORT_OPTIONS, "config") }),
        );
      }),
    );
    assert.ok(
      outcomes.every(({ ok }) => ok),
      JSON.stringify(outcomes),
    );
    const text = await readFile(config, "utf8");
    assert.ok(text.startsWith(USERS));
    for (const stack of stacks) assert.equal(text.split(`[profile ${stack}-eu]`).length, 2);
    assert.deepEqual(
      (await beside()).filter((name) => name.endsWith(".lock")),
      [],
    );
  });
});

describe("where the AWS files are", () => {
  it("in ~/.aws, unless the variables of the AWS tools say otherwise", () => {
    assert.deepEqual(awsFilePaths({ AWS_CONFIG_FILE: "" }, "/home/a"), {
      config: "/home/a/.aws/config",
      credentials: "/home/a/.aws/credentials",
    });
    assert.deepEqual(awsFilePaths({ AWS_CONFIG_FILE: "/c", AWS_SHARED_CREDENTIALS_FILE: "~/d" }, "/home/a"), {
      config: "/c",
      credentials: "/home/a/d",
    });
  });
});
