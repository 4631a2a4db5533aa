import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { execa } from "execa";
import { BIN, stackFile, type Run, type Workspace, workspace } from "../support/cli";

/** A developer's machine: no project, no checkout, nothing but the command. */
interface Developer {
  readonly space: Workspace;
  team(args: readonly string[]): Promise<Run>;
}

const DEV = stackFile({
  sst: "v4",
  stages: ["dev", "pr-*"],
  accounts: [{ name: "dev", accountId: "432109876543", region: "eu-north-1", strategy: { type: "administrator" } }],
});

describe("deployers team gives people without the checkout their profiles and sst-accounts.ts", () => {
  let platform: Workspace;
  let developer: Developer;
  let server: Server;
  let address: string;
  let team: string;
  /** What the server answers, by path. */
  const pages = new Map<string, { readonly status: number; readonly body: string; readonly location?: string }>();

  before(async () => {
    platform = await workspace({ prod: stackFile(), dev: DEV });
    const { code, stdout, stderr } = await platform.deployers(["export", "--stacks", "dev,prod", "--for", "team"]);
    assert.equal(code, 0, stderr);
    team = stdout;
    server = createServer((request, response) => {
      const { status, body, location } = pages.get(request.url ?? "") ?? { status: 404, body: "" };
      response.writeHead(status, location === undefined ? {} : { location });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const at = server.address();
    address = `http://127.0.0.1:${typeof at === "object" && at !== null ? at.port : 0}`;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await platform.remove();
  });
  beforeEach(async () => {
    const space = await workspace();
    const folder = join(space.home, "app");
    await space.write(join(folder, "team.json"), team);
    developer = {
      space,
      team: async (args) => {
        const { exitCode, signal, stdout, stderr } = await execa(process.execPath, [BIN, "team", ...args], {
          cwd: folder,
          env: { PATH: process.env["PATH"] ?? "", HOME: space.home },
          extendEnv: false,
          reject: false,
          stripFinalNewline: false,
        });
        return { code: exitCode, signal, stdout, stderr };
      },
    };
  });
  afterEach(() => developer.space.remove());

  it("prints what the platform's own profiles print, stack by stack", async () => {
    const { code, stdout } = await developer.team(["team.json"]);
    assert.equal(code, 0);
    const own = await Promise.all(["dev", "prod"].map((stack) => platform.deployers(["profiles", "--stack", stack])));
    assert.equal(stdout, own.map((run) => run.stdout).join(""));
  });

  it("merges the profiles of all stacks and writes the module; again: up to date; --remove: gone", async () => {
    const { home } = developer.space;
    const args = ["team.json", "--write", "--sst-accounts", "sst-accounts.ts", "--prefix", "notes-"];
    const first = await developer.team(args);
    assert.equal(first.code, 0, first.stderr);
    const config = await readFile(join(home, ".aws", "config"), "utf8");
    for (const name of ["dev", "prod-eu", "prod-us"])
      assert.match(config, new RegExp(`^\\[profile notes-${name}\\]$`, "m"));
    const module = await readFile(join(home, "app", "sst-accounts.ts"), "utf8");
    const exported = await platform.deployers([
      ...["export", "--stacks", "dev,prod", "--for", "sst-accounts", "--prefix", "notes-"],
    ]);
    assert.equal(module, exported.stdout);
    assert.match((await developer.team(args)).stderr, /config is up to date[^]*sst-accounts\.ts is up to date/);
    assert.equal((await developer.team(["team.json", "--remove"])).code, 0);
    assert.equal(await readFile(join(home, ".aws", "config"), "utf8"), "");
  });

  it("gives the accounts of some stages alone, by name or pattern", async () => {
    const { stdout } = await developer.team(["team.json", "--stages", "pr-7"]);
    assert.match(stdout, /\[profile dev\]/);
    assert.doesNotMatch(stdout, /prod/);
    const unknown = await developer.team(["team.json", "--stages", "staging"]);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /unknown-stage[^]*allowed: dev, pr-\*, prod/);
  });

  it("never replaces a module that it didn't write", async () => {
    const path = join(developer.space.home, "app", "sst-accounts.ts");
    await developer.space.write(path, "export const mine = 1;\n");
    const { code, stderr } = await developer.team(["team.json", "--sst-accounts", "sst-accounts.ts"]);
    assert.equal(code, 1);
    assert.match(stderr, /file-in-the-way/);
    assert.equal(await readFile(path, "utf8"), "export const mine = 1;\n");
    const nowhere = await developer.team(["team.json", "--sst-accounts", "no/such/folder.ts"]);
    assert.match(nowhere.stderr, /file-unusable/);
  });

  it("reads from an address, redirects included", async () => {
    pages.set("/team.json", { status: 200, body: team });
    pages.set("/moved", { status: 302, body: "", location: "/team.json" });
    const fromFile = await developer.team(["team.json"]);
    for (const path of ["/team.json", "/moved"]) {
      assert.equal((await developer.team([address + path])).stdout, fromFile.stdout);
    }
  });

  for (const [name, source, message] of [
    ["plain http from elsewhere", "http://example.com/team.json", /http:\/\/ isn't taken, only https/],
    ["another protocol", "ftp://127.0.0.1/team.json", /ftp:\/\/ isn't taken/],
    ["a redirect to plain http elsewhere", "/away", /http:\/\/ isn't taken/],
    ["redirects without end", "/loop", /more than 5 redirects/],
    ["a page that isn't there", "/nothing", /answers 404/],
    ["no server", "http://127.0.0.1:9/team.json", /can't be read/],
    ["a page that is none", "/page", /isn't JSON/],
    ["more than any team file", "/large", /larger than any team file/],
    ["a file that isn't there", "missing.json", /ENOENT/],
  ] as const) {
    it(`refuses ${name}, and writes nothing`, async () => {
      pages.set("/away", { status: 302, body: "", location: "http://example.com/team.json" });
      pages.set("/loop", { status: 302, body: "", location: "/loop" });
      pages.set("/page", { status: 200, body: "<html>sign in</html>" });
      pages.set("/large", { status: 200, body: " ".repeat(2_100_000) });
      const { code, stdout, stderr } = await developer.team([
        source.startsWith("/") ? address + source : source,
        ...["--write", "--sst-accounts", "x.ts"],
      ]);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
      assert.deepEqual(await readdir(developer.space.home), ["app"]);
    });
  }

  for (const [name, change, path] of [
    ["a role of another account", { roles: [{ duty: "deploy", arn: "arn:aws:iam::999999999999:role/x" }] }, "accounts"],
    ["no role that deploys", { roles: [{ duty: "diff", arn: "arn:aws:iam::432109876543:role/x" }] }, "accounts"],
    ["a profile that would begin a section", { profile: "x]\n[default" }, "profile"],
    ["a region that would be another setting", { region: "eu-west-1\ncredential_process = evil" }, "region"],
    ["a stage that would end a text in the module", { stages: ['"; evil("'] }, "stages"],
    ["an external id for v4", { callers: { mfa: "none", externalId: "abc" } }, "accounts"],
    [
      "a start URL that isn't https",
      {
        callers: { mfa: "none", sso: { startUrl: "http://a", region: "eu-west-1", session: "a", permissionSets: [] } },
      },
      "startUrl",
    ],
    ["a number for an id", { accountId: 432109876543 }, "accountId"],
  ] as const) {
    it(`refuses a file with ${name}`, async () => {
      const file = JSON.parse(team) as { stacks: [{ accounts: [Record<string, unknown>] }] };
      Object.assign(file.stacks[0].accounts[0], change);
      await developer.space.write(join(developer.space.home, "app", "bad.json"), JSON.stringify(file));
      const { code, stdout, stderr } = await developer.team(["bad.json"]);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, new RegExp(`bad\\.json .*${path}.*team-file-invalid`));
    });
  }
});
