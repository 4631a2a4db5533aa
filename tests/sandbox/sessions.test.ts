import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { createSessionFolder, createTemporaryFolder, recordSession, sweepSessions } from "../../sandbox/sessions";

/** That the next run clears up after one that was killed, and touches nothing that isn't a session's. */
describe("The sandbox sweeps sessions whose process is gone", () => {
  let checkout: string;
  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), "sessions-test-"));
  });
  afterEach(() => {
    rmSync(checkout, { recursive: true, force: true });
  });

  /** The id of a process that has ended. */
  function endedProcess(): number {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    return pid;
  }

  it("with their folder for temporary files, and what plugins left in it", async () => {
    const folder = createSessionFolder(checkout);
    const temporary = createTemporaryFolder();
    writeFileSync(join(temporary, "plugin1"), "");
    recordSession(folder, { pid: endedProcess(), temporary });
    assert.equal(await sweepSessions(checkout), 1);
    assert.deepEqual([existsSync(folder), existsSync(temporary)], [false, false]);
  });

  it("but neither a session that runs, nor a folder that isn't one for temporary files", async () => {
    const running = createSessionFolder(checkout);
    const gone = createSessionFolder(checkout);
    const foreign = mkdtempSync(join(checkout, "users-"));
    recordSession(gone, { pid: endedProcess(), temporary: foreign });
    assert.equal(await sweepSessions(checkout), 1);
    assert.deepEqual([existsSync(running), existsSync(gone), existsSync(foreign)], [true, false, true]);
    assert.equal(readdirSync(join(checkout, ".sandbox", "sessions")).length, 1);
  });
});
