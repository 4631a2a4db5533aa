import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { ACTIONS } from "../../exports/ci/actions";
import { BIN, stackFile } from "../support/cli";
import { actionlint, type Job, workflowOf } from "../support/workflows";

const GITHUB = resolve(__dirname, "../../.github");
const files = readdirSync(join(GITHUB, "workflows")).map((name) => ({
  name,
  text: readFileSync(join(GITHUB, "workflows", name), "utf8"),
}));

function usesOf(job: Job, action: string) {
  return job.steps.filter(({ uses }) => uses?.startsWith(`${action}@`));
}

describe("The workflows of this repository: linted, pinned, and with no more rights than they need", () => {
  for (const { name, text } of files) {
    it(`${name}: actionlint finds nothing`, async () => {
      assert.deepEqual(await actionlint(text, `.github/workflows/${name}`), []);
    });

    it(`${name}: every action is pinned to a commit that was looked up`, () => {
      const uses = [...text.matchAll(/uses: (.*)$/gm)].map(([, value = ""]) => value);
      const known = Object.entries(ACTIONS).map(([action, { commit, version }]) => `${action}@${commit} # ${version}`);
      assert.ok(uses.length > 0);
      assert.deepEqual(
        uses.filter((value) => !known.includes(value)),
        [],
      );
    });

    it(`${name}: rights are given by job, and a checkout leaves no credentials behind`, () => {
      const workflow = workflowOf(text);
      assert.deepEqual(workflow.permissions, {});
      assert.ok(!("pull_request_target" in workflow.on));
      for (const job of Object.values(workflow.jobs)) {
        for (const { with: inputs } of usesOf(job, "actions/checkout")) {
          assert.equal(inputs?.["persist-credentials"], false);
        }
      }
    });
  }

  it("what runs a pull request's code can't write, and what can write runs none of it", () => {
    const { jobs } = workflowOf(files.find(({ name }) => name === "pull-request.yml")?.text ?? "");
    for (const [name, job] of Object.entries(jobs)) {
      const writes = Object.entries(job.permissions ?? {}).filter(([, right]) => right === "write");
      const runsCode = usesOf(job, "actions/checkout").length > 0;
      const rights = writes.map(([right]) => right).filter((right) => right !== "id-token");
      assert.ok(!runsCode || rights.length === 0, name);
    }
    assert.deepEqual(jobs["comment"]?.permissions, { actions: "read", "pull-requests": "write" });
    assert.equal(usesOf(jobs["comment"] ?? assert.fail(), "actions/checkout").length, 0);
  });

  it("a fork's pull request gets no token", () => {
    const { jobs } = workflowOf(files.find(({ name }) => name === "pull-request.yml")?.text ?? "");
    for (const job of Object.values(jobs)) {
      if (job.permissions?.["id-token"] !== "write") continue;
      assert.match(job.if ?? "", /^github\.event\.pull_request\.head\.repo\.full_name == github\.repository && /);
      assert.equal(job.env?.["DEPLOYERS_PREVIEW"], "true");
    }
  });
});

describe("render-diff.sh shows what a change does to the rendered stage", () => {
  const trust = { principals: ["arn:aws:iam::987654321098:role/ci"] };
  let root: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), "render-diff-"));
  });
  after(() => rm(root, { recursive: true, force: true }));

  async function checkout(name: string, stack: string): Promise<string> {
    const folder = join(root, name);
    await mkdir(join(folder, "cli"), { recursive: true });
    await writeFile(join(folder, "cli/bin.cjs"), `require(${JSON.stringify(BIN)});\n`);
    await writeFile(join(folder, "Pulumi.yaml"), "name: sst-deployer-roles\nruntime: nodejs\n");
    await writeFile(join(folder, "Pulumi.prod.yaml"), stack);
    return folder;
  }

  const run = (base: string, head: string) =>
    execa(join(GITHUB, "render-diff.sh"), [base, head], { reject: false, stripFinalNewline: false });

  it("a wider trust is a line of the diff and nothing else is, and a broken config fails", async () => {
    const base = await checkout("base", stackFile({ trust }));
    const wider = { principals: [...trust.principals, "arn:aws:iam::987654321098:role/another"] };
    const changed = await run(base, await checkout("head", stackFile({ trust: wider })));
    assert.equal(changed.exitCode, 0, changed.stderr);
    assert.match(changed.stdout, /^\+.*"arn:aws:iam::987654321098:role\/another"/m);
    assert.match(changed.stdout, /^diff --git .*base\/prod\/accounts\/prod-eu\/deploy\/trust\.json/m);
    assert.doesNotMatch(changed.stdout, /^diff --git .*policy-/m, "nothing but the trust changes");
    const broken = await run(base, await checkout("broken", stackFile({ trust: {} })));
    assert.equal(broken.exitCode, 1);
    assert.match(broken.stderr, /Nobody is trusted/);
  });
});
