import { SANDBOX_STACKS } from "./project";
import { type RunResult } from "./process/run";
import type { Session } from "./session";

/** A command of the sandbox failed; the message holds what it said. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";

  constructor(what: string, result: RunResult) {
    super(`${what} failed with exit code ${result.exitCode}. It said:\n${result.output.trimEnd()}`);
  }
}

/**
 * Runs the engine's CLI in a session, without a terminal and without questions.
 *
 * @throws {CommandFailed} unless it ends with exit code 0
 */
export async function pulumi(
  session: Session,
  args: readonly string[],
  onLine?: (line: string) => void,
): Promise<RunResult> {
  const result = await session.run(session.pulumi, [...args, "--non-interactive", "--color", "never"], { onLine });
  if (result.exitCode !== 0) throw new CommandFailed(`pulumi ${args.join(" ")}`, result);
  return result;
}

/** Creates the stacks of the session's project, both at a time. */
export async function createStacks(session: Session): Promise<void> {
  for (const stack of SANDBOX_STACKS) await pulumi(session, ["stack", "init", stack]);
}
