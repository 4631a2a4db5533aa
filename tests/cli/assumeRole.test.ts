import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { delimiter, dirname, join, resolve } from "node:path";
import { ConfigParser } from "aesr-config";
import { execa } from "execa";
import { cacheDirectory } from "../../sandbox/cache";
import { type LocalAws, startLocalAws } from "../../sandbox/localAws";
import { MOTO } from "../../sandbox/parts/moto";
import { obtain } from "../../sandbox/parts/part";
import { stackFile, type Workspace, workspace } from "../support/cli";

/** The AWS CLI, if it is installed. */
const awsCli = (process.env["PATH"] ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "aws"))
  .find((path) => existsSync(path));

const KEYS = { AccessKeyId: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "none", SessionToken: "token" };
const ACCOUNTS = { "prod-old": "432109876543", "prod-eu": "210987654321", "prod-us": "321098765432" } as const;
const sso = { startUrl: "https://acme.awsapps.com/start", region: "eu-west-1" };

describe("roles are assumed through the profiles that were written, against a local AWS", function () {
  this.timeout(180_000);
  let aws: LocalAws;
  let portal: Server;
  let space: Workspace;
  let environment: Record<string, string>;

  before(async function () {
    const own = Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    );
    const { signal } = new AbortController();
    const context = {
      checkout: resolve(__dirname, "../.."),
      cache: cacheDirectory(own),
      environment: own,
      signal,
      report: () => undefined,
    };
    const { value: moto } = await obtain(MOTO, context);
    aws = await startLocalAws(moto, {
      environment: {},
      own: { PATH: own["PATH"] ?? "", HOME: own["HOME"] ?? "" },
      signal,
    });
    // IAM Identity Center's portal, which hands out a permission set's keys for a token (moto has none).
    portal = createServer((request, response) => {
      const known = request.headers["x-amz-sso_bearer_token"] === "signed-in" && request.url?.includes("Developers");
      response.writeHead(known === true ? 200 : 401, { "content-type": "application/json" });
      const keys = {
        accessKeyId: KEYS.AccessKeyId,
        secretAccessKey: "none",
        sessionToken: "t",
        expiration: 4102444800000,
      };
      response.end(JSON.stringify(known === true ? { roleCredentials: keys } : { message: "no" }));
    });
    await new Promise<void>((listening) => portal.listen(0, "127.0.0.1", listening));
    const at = portal.address();
    environment = {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ENDPOINT_URL_SSO: `http://127.0.0.1:${typeof at === "object" && at !== null ? at.port : 0}`,
      AWS_EC2_METADATA_DISABLED: "true",
    };
  });
  after(async () => {
    portal.closeAllConnections();
    await new Promise((closed) => portal.close(closed));
    await aws.stop();
  });

  beforeEach(async () => {
    const strategy = { type: "administrator" };
    space = await workspace({
      prod: stackFile({
        sso,
        trust: {
          principals: ["arn:aws:iam::987654321098:user/alice"],
          permissionSets: [{ account: "987654321098", name: "Developers" }],
        },
        accounts: [
          { name: "prod-old", accountId: ACCOUNTS["prod-old"], region: "eu-west-1", sst: "v1", strategy },
          { name: "prod-eu", accountId: ACCOUNTS["prod-eu"], region: "eu-west-1", sst: "v2", strategy },
          { name: "prod-us", accountId: ACCOUNTS["prod-us"], region: "us-east-1", sst: "v4", strategy },
        ],
      }),
    });
    await space.write(
      join(space.home, ".aws", "credentials"),
      `[work]\naws_access_key_id = ${KEYS.AccessKeyId}\naws_secret_access_key = none\n`,
    );
    const token = {
      accessToken: "signed-in",
      expiresAt: "2099-01-01T00:00:00Z",
      startUrl: sso.startUrl,
      region: sso.region,
    };
    const cached = `${createHash("sha1").update("acme").digest("hex")}.json`;
    await space.write(join(space.home, ".aws", "sso", "cache", cached), JSON.stringify(token));
    // Stands for aws-vault, which needs a key store; the real one was tried by hand.
    const vault = join(space.home, "bin", "aws-vault");
    await space.write(
      vault,
      `#!/bin/sh\n[ "$*" = "export --format=json vaulted" ] && echo '${JSON.stringify({ Version: 1, ...KEYS })}'\n`,
    );
    await chmod(vault, 0o700);
  });
  afterEach(() => space.remove());

  const path = () =>
    [join(space.home, "bin"), ...(awsCli === undefined ? [] : [dirname(awsCli)]), process.env["PATH"] ?? ""].join(
      delimiter,
    );

  for (const [format, source] of [
    ["config", "work"],
    ["credentials", "work"],
    ["sso", "work"],
    ["aws-vault", "vaulted"],
  ] as const) {
    it(`${format}: by the AWS SDK for JavaScript and by the AWS CLI`, async function () {
      if (awsCli === undefined) return this.skip();
      const { code, stderr } = await space.deployers([
        ...["profiles", "--write", "--format", format, "--source-profile", source],
      ]);
      assert.equal(code, 0, stderr);
      for (const [account, accountId] of Object.entries(ACCOUNTS)) {
        // `aws configure export-credentials`, v1's process, is of the AWS CLI 2, which no package registry has: what it would
        // run for is checked, the profile that it is to hand out.
        const profile = format === "sso" && account === "prod-old" ? "prod-old-role" : account;
        const role = `arn:aws:sts::${accountId}:assumed-role/notes-prod-deploy/`;
        const sdk = await space.deployers(["whoami", "--account", account, "--json"], {
          ...environment,
          PATH: path(),
          AWS_PROFILE: profile,
        });
        assert.equal(sdk.code, 0, sdk.stdout + sdk.stderr);
        assert.ok((JSON.parse(sdk.stdout) as { caller: { arn: string } }).caller.arn.startsWith(role));
        const cli = await execa(awsCli, ["sts", "get-caller-identity", "--profile", profile, "--output", "json"], {
          env: { ...environment, PATH: path(), HOME: space.home },
          extendEnv: false,
        });
        assert.ok((JSON.parse(cli.stdout) as { Arn: string }).Arn.startsWith(role), cli.stdout);
      }
    });
  }

  it("sso without having signed in: refused, with nothing assumed", async () => {
    assert.equal((await space.deployers(["profiles", "--write", "--format", "sso"])).code, 0);
    const { code, stdout } = await space.deployers(["whoami", "--account", "prod-us", "--json"], {
      ...environment,
      AWS_ENDPOINT_URL_SSO: `${aws.endpoint}/nothing`,
      AWS_PROFILE: "prod-us",
    });
    assert.equal(code, 1);
    assert.equal((JSON.parse(stdout) as { caller?: unknown }).caller, undefined);
  });

  it("switch-role: by the parser of the browser extension", async () => {
    const { stdout } = await space.deployers(["profiles", "--format", "switch-role", "--prefix", "notes-"]);
    const { singles } = ConfigParser.parseIni(stdout);
    assert.deepEqual(
      singles.map(({ name, aws_account_id, role_name, region }) => [name, aws_account_id, role_name, region]),
      Object.entries(ACCOUNTS).map(([name, id]) => [
        `notes-${name}`,
        id,
        "sst-deployers/notes-prod-deploy",
        name === "prod-us" ? "us-east-1" : "eu-west-1",
      ]),
    );
  });
});
