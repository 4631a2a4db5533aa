import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Job } from "./main";
import { send } from "./process/tree";
import { openSession } from "./session";
import { createStacks } from "./engine";

/**
 * `npm run sandbox -- CMD`: runs a command in a sandbox of its own, in the project's folder, with this terminal's input
 * and output. Every call begins with an empty AWS and an empty state; `npm run sandbox -- bash` opens a shell for several
 * commands in one sandbox.
 *
 * @returns the command's exit code; 128 + n where a signal ended it; 127 where there is no such command
 */
export async function runCommand(job: Job, command: readonly string[]): Promise<number> {
  const [name = "", ...args] = command;
  const session = await openSession(job);
  try {
    await createStacks(session);
    return await attached(name, args, session, job.signal);
  } finally {
    await session.close();
  }
}

/**
 * Runs a command in the foreground. It shares the terminal's process group, so Ctrl-C reaches it directly and it decides
 * itself how to end; any other signal is passed on.
 */
function attached(
  name: string,
  args: readonly string[],
  session: { readonly environment: Readonly<Record<string, string>>; readonly project: string },
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(name, [...args], {
      cwd: session.project,
      env: { ...session.environment },
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    const passOn = (): void => {
      const reason: unknown = signal.reason;
      const arrived = (reason as { signal?: NodeJS.Signals }).signal ?? "SIGTERM";
      if (child.pid !== undefined && !(arrived === "SIGINT" && process.stdin.isTTY)) send(child.pid, arrived);
    };
    signal.addEventListener("abort", passOn);
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") {
        reject(error);
        return;
      }
      process.stderr.write(`${name}: no such command in the sandbox\n`);
      resolve(127);
    });
    child.once("exit", (code, ended) => {
      signal.removeEventListener("abort", passOn);
      resolve(code ?? 128 + (ended === null ? 0 : constants.signals[ended]));
    });
  });
}
