import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { pulumi } from "../../sandbox/engine";
import type { Session } from "../../sandbox/session";
import { COMMAND_LINES, readmeStackFile } from "../support/readme";
import { engineSession } from "./support/session";

/** The README's stack is called prod; the session has one of that name, so the README's goes by another. */
const STACK = "readme";

describe("The engine's commands in README.md create the roles of the stack file that it shows", () => {
  let session: Session;
  before(async () => {
    session = await engineSession();
  });
  after(async () => {
    await pulumi(session, ["destroy", "--stack", STACK, "--yes", "--skip-preview"]);
    await pulumi(session, ["stack", "rm", STACK, "--yes"]);
  });

  it("npx pulumi stack init, then npx pulumi up, then npx pulumi stack output", async () => {
    assert.ok(COMMAND_LINES.includes("npx pulumi stack init prod"));
    assert.ok(COMMAND_LINES.includes("npx pulumi up --stack prod"));
    await pulumi(session, ["stack", "init", STACK]);
    appendFileSync(join(session.project, `Pulumi.${STACK}.yaml`), readmeStackFile());
    await pulumi(session, ["up", "--stack", STACK, "--yes", "--skip-preview"]);
    const { stdout } = await pulumi(session, ["stack", "output", "--stack", STACK, "--json"]);
    const { roleArns } = JSON.parse(stdout) as { roleArns: unknown };
    assert.deepEqual(roleArns, {
      "prod-eu": `arn:aws:iam::111111111111:role/sst-deployers/notes-${STACK}-deploy`,
    });
  });
});
