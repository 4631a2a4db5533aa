import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { loadSharedConfigFiles } from "@smithy/shared-ini-file-loader";
import { execa } from "execa";
import { stackFile, type Workspace, workspace } from "../support/cli";

const USERS = "[default]\nregion=us-east-1\n";
const EXPECTED = {
  "prod-eu": {
    role_arn: "arn:aws:iam::210987654321:role/sst-deployers/notes-prod-deploy",
    source_profile: "work",
    region: "eu-west-1",
    external_id: "external-1",
  },
  "prod-us": {
    role_arn: "arn:aws:iam::321098765432:role/sst-deployers/notes-prod-deploy",
    source_profile: "work",
    region: "us-east-1",
    external_id: "external-1",
  },
};

/** The AWS CLI, if it is installed. */
const awsCli = (process.env["PATH"] ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "aws"))
  .find((path) => existsSync(path));

describe("profiles that were written are read back by the tools that people use", () => {
  let space: Workspace;
  beforeEach(async () => {
    const trust = { principals: ["arn:aws:iam::987654321098:role/ci"], externalId: "external-1" };
    space = await workspace({ prod: stackFile({ trust }) });
    await space.write(join(space.home, ".aws", "config"), USERS);
    await space.write(join(space.home, ".aws", "credentials"), "[work]\naws_access_key_id=AKIATEST\n");
  });
  afterEach(() => space.remove());

  async function written(format: string): Promise<void> {
    const { code, stderr } = await space.deployers([
      "profiles",
      "--write",
      "--format",
      format,
      "--source-profile",
      "work",
    ]);
    assert.equal(code, 0, stderr);
  }

  for (const format of ["config", "credentials"] as const) {
    it(`by the JavaScript SDK's own loader (${format})`, async () => {
      await written(format);
      const read = await loadSharedConfigFiles({
        configFilepath: join(space.home, ".aws", "config"),
        filepath: join(space.home, ".aws", "credentials"),
        ignoreCache: true,
      });
      const ours = format === "config" ? read.configFile : read.credentialsFile;
      assert.deepEqual({ "prod-eu": ours["prod-eu"], "prod-us": ours["prod-us"] }, EXPECTED);
      assert.deepEqual(read.configFile["default"], { region: "us-east-1" });
      assert.deepEqual(read.credentialsFile["work"], { aws_access_key_id: "AKIATEST" });
    });

    it(`by the AWS CLI (${format})`, async function () {
      this.timeout(180_000);
      if (awsCli === undefined) return this.skip();
      await written(format);
      const aws = async (...args: readonly string[]) => {
        const { stdout } = await execa(awsCli, args, {
          env: { PATH: process.env["PATH"] ?? "", HOME: space.home },
          extendEnv: false,
        });
        return stdout;
      };
      for (const [profile, settings] of Object.entries(EXPECTED)) {
        for (const key of ["role_arn", "external_id"] as const) {
          assert.equal(await aws("configure", "get", key, "--profile", profile), settings[key]);
        }
      }
      await assert.rejects(aws("configure", "get", "role_arn", "--profile", "prod-ap"), /prod-ap/);
      assert.equal(await aws("configure", "get", "region", "--profile", "default"), "us-east-1");
    });
  }

  it("and what the AWS CLI adds to a profile of ours survives the next write", async function () {
    this.timeout(180_000);
    if (awsCli === undefined) return this.skip();
    await written("config");
    for (const profile of ["prod-eu", "prod-us"]) {
      await execa(awsCli, ["configure", "set", "output", "json", "--profile", profile], {
        env: { PATH: process.env["PATH"] ?? "", HOME: space.home },
        extendEnv: false,
      });
    }
    await written("config");
    const { configFile } = await loadSharedConfigFiles({
      configFilepath: join(space.home, ".aws", "config"),
      ignoreCache: true,
    });
    assert.deepEqual(configFile["prod-eu"], { ...EXPECTED["prod-eu"], output: "json" });
    assert.deepEqual(configFile["prod-us"], { ...EXPECTED["prod-us"], output: "json" });
    assert.ok((await readFile(join(space.home, ".aws", "config"), "utf8")).startsWith(USERS));
  });
});
