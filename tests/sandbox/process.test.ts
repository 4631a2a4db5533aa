import assert from "node:assert/strict";
import { run } from "../../sandbox/process/run";
import { isAlive, stopTree } from "../../sandbox/process/tree";

const environment = { PATH: process.env["PATH"] ?? "" };
const never = new AbortController().signal;

/** A program that starts another in a process group of its own, as the engine does with plugins, and prints its id. */
const PARENT = `
  const { spawn } = require("node:child_process");
  const child = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
  console.log(child.pid);
  setInterval(() => {}, 1000);
`;

describe("A command is run to its end and leaves no process", () => {
  it("gives both outputs and the exit code", async () => {
    const script = "console.log('out'); console.error('err'); process.exitCode = 3";
    const result = await run(process.execPath, ["-e", script], { environment, signal: never });
    assert.equal(result.stdout, "out\n");
    assert.equal(result.stderr, "err\n");
    assert.equal(result.exitCode, 3);
  });

  it("sees the given environment and nothing else", async () => {
    process.env["OUTSIDE"] = "1";
    try {
      const result = await run(process.execPath, ["-p", "process.env.OUTSIDE + process.env.INSIDE"], {
        environment: { ...environment, INSIDE: "in" },
        signal: never,
      });
      assert.equal(result.stdout, "undefinedin\n");
    } finally {
      delete process.env["OUTSIDE"];
    }
  });

  it("rejects where there is no such command", async () => {
    await assert.rejects(run("/no/such/command", [], { environment, signal: never }), { code: "ENOENT" });
  });

  it("stops grandchildren in groups of their own too, deaf to SIGTERM or not, when it is interrupted", async () => {
    const interrupt = new AbortController();
    let grandchild = 0;
    const running = run(process.execPath, ["-e", PARENT], {
      environment,
      signal: interrupt.signal,
      onLine: (line) => {
        grandchild = Number(line);
        interrupt.abort(new Error("interrupted"));
      },
    });
    await assert.rejects(running, /interrupted/);
    assert.ok(grandchild > 0);
    assert.ok(!isAlive(grandchild), "the grandchild has been stopped");
  });

  it("stops what runs longer than it may, and says so", async () => {
    const result = await run(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
      environment,
      signal: never,
      timeoutMs: 300,
    });
    assert.ok(result.timedOut);
    assert.notEqual(result.exitCode, 0);
  });

  it("doesn't wait for a grandchild that goes on holding the output", async () => {
    const script = `
      const { spawn } = require("node:child_process");
      const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)"], { detached: true, stdio: "inherit" });
      console.log(child.pid);
      child.unref();
      process.exit(0);
    `;
    const result = await run(process.execPath, ["-e", script], { environment, signal: never });
    assert.equal(result.exitCode, 0);
    const grandchild = Number(result.stdout);
    assert.ok(isAlive(grandchild));
    await stopTree(grandchild);
    assert.ok(!isAlive(grandchild));
  });

  it("takes a process that has gone already for stopped", async () => {
    const { stdout } = await run(process.execPath, ["-p", "process.pid"], { environment, signal: never });
    await stopTree(Number(stdout));
  });
});
