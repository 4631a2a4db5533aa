import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { withWorkspace } from "../../tools/knowledge/workspace";

describe("knowledge:refresh works in a throw-away folder", () => {
  it("that is gone at the end, with an error too", async () => {
    let made = "";
    await withWorkspace(
      () => undefined,
      (workspace) => {
        made = workspace.folder;
        assert.ok(fs.existsSync(made));
        return Promise.resolve();
      },
    );
    assert.ok(made !== "" && !fs.existsSync(made));
    const failing = withWorkspace(
      () => undefined,
      async (workspace) => {
        made = workspace.folder;
        await workspace.node(made, ["-e", "console.error('no such construct'); process.exit(3)"]);
      },
    );
    await assert.rejects(failing, /ended with 3:\nno such construct/);
    assert.ok(!fs.existsSync(made));
  });

  it("whose scripts see neither the user's AWS settings nor AWS", async () => {
    process.env["AWS_PROFILE"] = "someone";
    try {
      const seen = await withWorkspace(
        () => undefined,
        (workspace) => workspace.node(workspace.folder, ["-p", "JSON.stringify(process.env)"], { EXTRA: "1" }),
      );
      const env = JSON.parse(seen) as Record<string, string>;
      assert.equal(env["AWS_PROFILE"], undefined);
      assert.notEqual(env["HOME"], process.env["HOME"]);
      assert.equal(env["AWS_ENDPOINT_URL"], "http://127.0.0.1:1");
      assert.equal(env["EXTRA"], "1");
    } finally {
      delete process.env["AWS_PROFILE"];
    }
  });

  it("that is gone after Ctrl-C, with the child that ran in it", async () => {
    const script = `
      require("sucrase/register/ts");
      const { withWorkspace } = require(${JSON.stringify(path.join(__dirname, "../../tools/knowledge/workspace.ts"))});
      withWorkspace(() => undefined, (workspace) => {
        const child = "console.error(''); require('fs').writeFileSync('pid', String(process.pid)); setInterval(() => 0, 1000)";
        const running = workspace.node(workspace.folder, ["-e", child]);
        const wait = () => require("fs").existsSync(workspace.folder + "/pid")
          ? console.log(workspace.folder + " " + require("fs").readFileSync(workspace.folder + "/pid", "utf8") + " ready")
          : setTimeout(wait, 20);
        wait();
        return running;
      });`;
    const child = spawn(process.execPath, ["-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: path.join(__dirname, "../.."),
    });
    const said = await new Promise<string>((resolve) => {
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (text.includes("ready")) resolve(text);
      });
    });
    const [made = "", pid = ""] = said.split(" ");
    assert.ok(fs.existsSync(made));
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.on("exit", (_code, signal) => {
        resolve(signal);
      }),
    );
    child.kill("SIGINT");
    assert.equal(await ended, "SIGINT");
    assert.ok(!fs.existsSync(made));
    // Nothing, or a dead entry that the system's first process hasn't collected yet; mocha's time limit ends the wait.
    const state = (): string => spawnSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" }).stdout;
    while (!/^(?:Z.*\n)?$/.test(state())) await new Promise((resolve) => setImmediate(resolve));
  });
});
