import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { send, stopTree } from "./tree";

/** Environment of a process, as plain strings. */
export type Environment = Readonly<Record<string, string>>;

/** How a command is run. */
export interface RunOptions {
  /** The whole environment; nothing of this process's own is added. */
  readonly environment: Environment;
  /** Working directory; default: this process's. */
  readonly directory?: string | undefined;
  /** Aborts the command: it and everything below it is stopped, and the call rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Called with every line of stdout and stderr as it arrives. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Stops the command after that many milliseconds; default: no limit. */
  readonly timeoutMs?: number | undefined;
}

/** How a command ended. */
export interface RunResult {
  /** 0 on success; 128 + n where a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout and stderr as they came, line by line. */
  readonly output: string;
  readonly timedOut: boolean;
}

/** Children that run now; the last resort when this process ends without having stopped them. */
const running = new Set<number>();
process.on("exit", () => {
  for (const pid of running) send(-pid, "SIGKILL");
});

/** Starts a command in a process group of its own and keeps count of it. */
export function start(command: string, args: readonly string[], options: Omit<RunOptions, "timeoutMs">): ChildProcess {
  const child = spawn(command, [...args], {
    env: { ...options.environment },
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  const { pid } = child;
  if (pid !== undefined) {
    running.add(pid);
    child.once("exit", () => running.delete(pid));
  }
  return child;
}

/** Some grandchild may hold the pipes open for ever; what came this long after the end is taken as all of it. */
const DRAIN_MS = 2000;

/**
 * Runs a command to its end, without a terminal.
 *
 * @throws the signal's reason when aborted; the system's error when it can't be started (`ENOENT` and the like)
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  options.signal.throwIfAborted();
  const child = start(command, args, options);
  const lines = { stdout: [] as string[], stderr: [] as string[], output: [] as string[] };
  for (const name of ["stdout", "stderr"] as const) {
    const stream = child[name];
    if (stream === null) continue;
    createInterface({ input: stream, crlfDelay: Infinity }).on("line", (line) => {
      lines[name].push(line);
      lines.output.push(line);
      options.onLine?.(line);
    });
  }
  let timedOut = false;
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    if (child.pid !== undefined) stopping ??= stopTree(child.pid);
  };
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          stop();
        }, options.timeoutMs);
  options.signal.addEventListener("abort", stop);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      const ended = (code: number | null): void => {
        resolve(code ?? 137);
      };
      child.once("exit", (code) => setTimeout(ended, DRAIN_MS, code).unref());
      child.once("close", ended);
    });
    await stopping;
    options.signal.throwIfAborted();
    const text = (name: keyof typeof lines): string => lines[name].map((line) => `${line}\n`).join("");
    return { exitCode, stdout: text("stdout"), stderr: text("stderr"), output: text("output"), timedOut };
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener("abort", stop);
    await stopping;
  }
}

/** The last lines of an output, for error messages. */
export function tail(output: string, lines = 20): string {
  return output.trimEnd().split("\n").slice(-lines).join("\n");
}
