import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { stackFile, type Workspace, workspace } from "../support/cli";

const EU = {
  name: "prod-eu",
  accountId: "210987654321",
  region: "eu-west-1",
  strategy: { type: "administrator" },
};

describe("deployers check", () => {
  let space: Workspace;
  beforeEach(async () => {
    space = await workspace();
  });
  afterEach(() => space.remove());

  it("prints a table of the accounts, one line each, and why a role is administrator-equivalent", async () => {
    const { code, stdout, stderr } = await space.deployers(["check"]);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    const [head, eu, us] = stdout.split("\n");
    assert.match(head ?? "", /^account +id +region +sst +strategy +guardrails +role +administrator-equivalent$/);
    assert.match(eu ?? "", /^prod-eu +210987654321 +eu-west-1 +v2 +services +standard +notes-prod-deploy +yes$/);
    assert.match(
      us ?? "",
      /^prod-us +321098765432 +us-east-1 +v2 +cloudformation +standard +notes-prod-deploy +(yes|no)$/,
    );
    assert.match(stdout, /Administrator-equivalent: [^]*prod-eu: notes-prod-deploy\n {4}- /);
  });

  it("prints every mistake at once, each with path, value and fix, and no table", async () => {
    await space.write(
      "Pulumi.prod.yaml",
      stackFile({
        accounts: [
          { ...EU, region: "eu-wst-1" },
          { ...EU, name: "b", accountId: "1234" },
        ],
        stagess: ["x"],
      }),
    );
    const { code, stdout, stderr } = await space.deployers(["check"]);
    assert.deepEqual([code, stdout], [1, ""]);
    for (const expected of [
      /^error accounts\[0\]\.region /m,
      /eu-wst-1/,
      /nearest: eu-west-1/,
      /accounts\[1\]\.accountId/,
      /stagess/,
    ]) {
      assert.match(stderr, expected);
    }
  });

  it("takes a placeholder id for a warning: exit code 0", async () => {
    await space.write("Pulumi.prod.yaml", stackFile({ accounts: [{ ...EU, accountId: "222222222222" }] }));
    const { code, stdout, stderr } = await space.deployers(["check"]);
    assert.equal(code, 0);
    assert.match(stderr, /^warning accounts\[0\]\.accountId \(placeholder-account\)/m);
    assert.match(stdout, /^prod-eu /m);
  });

  it("prints findings and accounts as JSON, right or wrong", async () => {
    const right = await space.deployers(["check", "--json"]);
    const fine = JSON.parse(right.stdout) as { ok: boolean; accounts: { name: string; roles: { arn: string }[] }[] };
    assert.deepEqual([right.code, right.stderr, fine.ok], [0, "", true]);
    assert.deepEqual(
      fine.accounts.map(({ name }) => name),
      ["prod-eu", "prod-us"],
    );
    assert.equal(fine.accounts[0]?.roles[0]?.arn, "arn:aws:iam::210987654321:role/sst-deployers/notes-prod-deploy");

    await space.write("Pulumi.prod.yaml", stackFile({ accounts: [] }));
    const wrong = await space.deployers(["check", "--json"]);
    const bad = JSON.parse(wrong.stdout) as { ok: boolean; findings: { severity: string }[] };
    assert.deepEqual([wrong.code, wrong.stderr, bad.ok], [1, "", false]);
    assert.ok(bad.findings.some(({ severity }) => severity === "error"));
  });
});

describe("deployers render", () => {
  let space: Workspace;
  beforeEach(async () => {
    space = await workspace();
  });
  afterEach(() => space.remove());

  async function tree(): Promise<Readonly<Record<string, string>>> {
    const out = join(space.project, "out");
    const names = (await readdir(out, { recursive: true })).sort();
    const files: [string, string][] = [];
    for (const name of names) {
      if ((await stat(join(out, name))).isFile()) files.push([name, await readFile(join(out, name), "utf8")]);
    }
    return Object.fromEntries(files);
  }

  it("prints the summary with every document and the reasons, the same bytes each time", async () => {
    const [first, second] = [await space.deployers(["render"]), await space.deployers(["render"])];
    assert.equal(first.code, 0);
    assert.equal(first.stdout, second.stdout);
    for (const text of [
      "notes, stack prod: 2 accounts",
      "Role notes-prod-cloudformation",
      "Trust policy",
      '"Sid"',
      "Administrator-equivalent:",
    ]) {
      assert.ok(first.stdout.includes(text), text);
    }
  });

  it("prints the plan as JSON, the one that --out writes", async () => {
    const { stdout } = await space.deployers(["render", "--json"]);
    const plan = JSON.parse(stdout) as { app: string; accounts: { roles: { duty: string }[] }[] };
    assert.deepEqual([plan.app, plan.accounts[0]?.roles[0]?.duty], ["notes", "deploy"]);
    await space.deployers(["render", "--out", "out"]);
    assert.equal((await tree())["plan.json"], stdout);
  });

  it("writes every policy, trust policy, profile and export as a file, and a second run changes nothing", async () => {
    const first = await space.deployers(["render", "--out", "out"]);
    assert.deepEqual([first.code, first.stdout], [0, ""]);
    const files = await tree();
    for (const path of [
      "SUMMARY.txt",
      "accounts/prod-eu/deploy/trust.json",
      "accounts/prod-us/cloudformation/trust.json",
      "profiles/config",
      "profiles/credentials",
      "exports/outputs.json",
      "exports/deployers.env",
      "exports/caller-policy.json",
    ]) {
      assert.ok(files[path] !== undefined, path);
    }
    assert.ok(Object.keys(files).some((path) => path.startsWith("accounts/prod-eu/deploy/policy-")));
    const second = await space.deployers(["render", "--out", "out"]);
    assert.match(second.stderr, / 0 of them new or changed, 0 removed/);
    assert.deepEqual(await tree(), files);
  });

  it("removes what an account that left the config had, and nothing of the user's", async () => {
    await space.deployers(["render", "--out", "out"]);
    await space.write("out/accounts/prod-us/NOTES.md", "mine");
    await space.write("Pulumi.prod.yaml", stackFile({ accounts: [EU] }));
    await space.deployers(["render", "--out", "out"]);
    const paths = Object.keys(await tree()).filter((path) => path.includes("prod-us"));
    assert.deepEqual(paths, ["accounts/prod-us/NOTES.md"]);
  });

  it("refuses to replace a file that it didn't write, and writes nothing then", async () => {
    await space.write("out/plan.json", "mine");
    const { code, stderr } = await space.deployers(["render", "--out", "out"]);
    assert.equal(code, 1);
    assert.match(stderr, /plan\.json is there already/);
    assert.deepEqual(await tree(), { "plan.json": "mine" });
  });

  it("refuses a manifest that would make it remove files elsewhere", async () => {
    await space.write("precious.txt", "mine");
    await space.write("out/.deployers-render", "../precious.txt\n");
    const { code, stderr } = await space.deployers(["render", "--out", "out"]);
    assert.equal(code, 1);
    assert.match(stderr, /leads out of the folder/);
    assert.equal(await readFile(join(space.project, "precious.txt"), "utf8"), "mine");
  });

  it("refuses a folder that is a file", async () => {
    await space.write("out", "mine");
    const { code, stderr } = await space.deployers(["render", "--out", "out"]);
    assert.equal(code, 1);
    assert.match(stderr, /can't be written/);
  });

  it("leaves out the form that can't be made, says why, and writes the rest", async () => {
    const twins = [EU, { ...EU, name: "prod.eu", accountId: "321098765432" }];
    await space.write("Pulumi.prod.yaml", stackFile({ accounts: twins }));
    const { code, stderr } = await space.deployers(["render", "--out", "out"]);
    assert.equal(code, 0);
    assert.match(stderr, /variable-collision/);
    const files = await tree();
    assert.equal(files["exports/deployers.env"], undefined);
    assert.ok(files["exports/outputs.json"] !== undefined);
  });
});
