import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { descendants, isAlive } from "../../sandbox/process/tree";
import { fakeMachine, startJobOn, waitForOutput, type FakeMachine } from "./support/fakeMachine";

/** Ids of the processes whose command line holds a text. */
function processesWith(text: string): readonly number[] {
  return execFileSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(text))
    .map((line) => Number.parseInt(line, 10));
}

describe("npm run sandbox -- CMD runs a command and leaves nothing", () => {
  let machine: FakeMachine;
  beforeEach(() => (machine = fakeMachine()));
  afterEach(() => {
    machine.remove();
  });

  it("passes output and exit code through, with progress on stderr alone", async () => {
    const job = startJobOn(machine, ["sandbox", "sh", "-c", "echo data; exit 7"]);
    assert.equal(await job.ended, 7, job.output.stderr);
    assert.equal(job.output.stdout, "data\n");
    assert.match(job.output.stderr, /Start the local AWS: http:\/\/127\.0\.0\.1:\d+/);
  });

  it("runs it in a project of its own, with the engine on PATH and the local endpoint", async () => {
    const job = startJobOn(
      machine,
      ["sandbox", "sh", "-c", "ls; command -v pulumi; echo $AWS_ENDPOINT_URL; echo $AWS_PROFILE."],
      {
        AWS_PROFILE: "production",
      },
    );
    assert.equal(await job.ended, 0, job.output.stderr);
    const lines = job.output.stdout.trim().split("\n");
    assert.deepEqual(lines.slice(0, 3), ["Pulumi.dev.yaml", "Pulumi.prod.yaml", "Pulumi.yaml"]);
    assert.equal(lines[3], join(machine.bin, "pulumi"));
    assert.match(lines[4] ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(lines[5], ".");
  });

  it("leaves the user's files as they were, whatever the command writes to its home folder", async () => {
    const before = machine.homeHash();
    const job = startJobOn(machine, [
      "sandbox",
      "sh",
      "-c",
      "mkdir -p ~/.aws && echo x >> ~/.aws/config && echo x >> Pulumi.dev.yaml",
    ]);
    assert.equal(await job.ended, 0, job.output.stderr);
    assert.equal(machine.homeHash(), before);
  });

  it("stops the local AWS and removes the session", async () => {
    const job = startJobOn(machine, ["sandbox", "sh", "-c", "echo $SST_DEPLOYER_ROLES_SANDBOX"]);
    assert.equal(await job.ended, 0, job.output.stderr);
    assert.ok(!existsSync(job.output.stdout.trim()));
    assert.deepEqual(processesWith(join(machine.bin, "moto_server")), []);
  });

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`stops everything on ${signal} and ends with ${code}`, async () => {
      const job = startJobOn(machine, ["sandbox", "sh", "-c", "echo $$; exec sleep 600"]);
      await waitForOutput(job, "\n");
      while (!/^\d+\n/.test(job.output.stdout)) await new Promise((resolve) => setTimeout(resolve, 20));
      const command = Number(job.output.stdout);
      job.child.kill(signal);
      assert.equal(await job.ended, code, job.output.stderr);
      assert.ok(!isAlive(command), "the command has been stopped");
      assert.deepEqual(processesWith(join(machine.bin, "moto_server")), []);
    });

    it(`stops everything on ${signal} while a part is being got, and can be run again`, async () => {
      machine.install("aws", `#!/bin/sh\necho asking > ${join(machine.root, "asked")}\nexec sleep 600\n`);
      const job = startJobOn(machine, ["sandbox", "true"]);
      while (!existsSync(join(machine.root, "asked"))) await new Promise((resolve) => setTimeout(resolve, 20));
      job.child.kill(signal);
      assert.equal(await job.ended, code, job.output.stderr);
      assert.match(job.output.stderr, /run it again/);
      machine.install("aws", "#!/bin/sh\necho aws-cli/2.20.0\n");
      const again = startJobOn(machine, ["sandbox", "true"]);
      assert.equal(await again.ended, 0, again.output.stderr);
    });
  }

  it("clears up after a run that was killed: its local AWS and its folder", async () => {
    const job = startJobOn(machine, ["sandbox", "sh", "-c", "echo $SST_DEPLOYER_ROLES_SANDBOX; exec sleep 600"]);
    await waitForOutput(job, ".sandbox");
    while (!job.output.stdout.endsWith("\n")) await new Promise((resolve) => setTimeout(resolve, 20));
    const folder = job.output.stdout.trim();
    const moto = (JSON.parse(readFileSync(join(folder, "session.json"), "utf8")) as { aws: { pid: number } }).aws.pid;
    const sleeping = [...descendants(job.child.pid ?? 0)].filter((pid) => pid !== moto);
    job.child.kill("SIGKILL");
    for (const pid of sleeping) process.kill(pid, "SIGTERM");
    await job.ended;
    // The fake isn't called moto in the process table unless by its path, which is what the sweep looks for.
    assert.ok(isAlive(moto), "a killed run can't stop its local AWS");
    const next = startJobOn(machine, ["sandbox", "true"]);
    assert.equal(await next.ended, 0, next.output.stderr);
    assert.match(next.output.stderr, /cleared up after \d+ run/);
    assert.ok(!isAlive(moto));
    assert.ok(!existsSync(folder));
  });

  it("says so where there is no such command", async () => {
    const job = startJobOn(machine, ["sandbox", "no-such-command"]);
    assert.equal(await job.ended, 127);
    assert.match(job.output.stderr, /no-such-command: no such command/);
  });

  it("shows how it is used where it is called without a command", async () => {
    const job = startJobOn(machine, ["sandbox"]);
    assert.equal(await job.ended, 1);
    assert.match(job.output.stderr, /npm run sandbox -- CMD/);
  });

  it("says that the wanted port is taken, and what to do", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        resolve((server.address() as { port: number }).port);
      });
    });
    const job = startJobOn(machine, ["sandbox", "true"], { SST_DEPLOYER_ROLES_PORT: String(port) });
    assert.equal(await job.ended, 1);
    server.close();
    assert.match(job.output.stderr, new RegExp(`Port ${port} of 127\\.0\\.0\\.1 is taken \\(EADDRINUSE\\)`));
    assert.match(job.output.stderr, /SST_DEPLOYER_ROLES_PORT/);
  });

  it("says why the local AWS doesn't start", async () => {
    machine.install("moto_server", "#!/bin/sh\necho No module named flask >&2\nexit 1\n");
    const job = startJobOn(machine, ["sandbox", "true"]);
    assert.equal(await job.ended, 1);
    assert.match(job.output.stderr, /doesn't start: it ended with exit code 1/);
    assert.match(job.output.stderr, /No module named flask/);
  });

  it("names every way that failed, and the next step, where a part can't be had", async () => {
    machine.install("pulumi", "#!/bin/sh\necho v3.1.0\n");
    machine.install("go", "#!/bin/sh\nprintf 'go1.20\\nlocal\\n'\n");
    writeFileSync(
      join(machine.root, "preload.cjs"),
      'globalThis.fetch = () => Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: { code: "ENOTFOUND" } }));\n',
    );
    const job = startJobOn(machine, ["sandbox", "true"], {
      NODE_OPTIONS: `--require ${join(machine.root, "preload.cjs")}`,
    });
    assert.equal(await job.ended, 1);
    const said = job.output.stderr;
    assert.match(said, /on this machine: it is 3\.1\.0/);
    assert.match(said, /Pulumi's own download: get\.pulumi\.com can't be reached \(ENOTFOUND\)/);
    assert.match(said, /built from Go modules: Go is go1\.20; it takes 1\.25\.11 or newer/);
    assert.match(said, /Next step: install Pulumi/);
  });
});
