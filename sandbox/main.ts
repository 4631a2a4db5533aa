import { dirname } from "node:path";
import { LocalAwsFailed } from "./localAws";
import { PartMissing } from "./parts/part";
import { Interrupted, listenForInterruption } from "./process/interruption";
import type { Environment } from "./process/run";
import { CommandFailed } from "./engine";

/** What every job is given. */
export interface Job {
  readonly checkout: string;
  /** The user's own environment. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** The jobs, each loaded only when it is asked for: the sandbox's own start shouldn't wait for what it doesn't use. */
export interface Jobs {
  readonly start: () => (job: Job) => Promise<number>;
  readonly test: () => (job: Job) => Promise<number>;
  readonly sandbox: () => (job: Job, command: readonly string[]) => Promise<number>;
}

const USAGE = `Usage: npm start                    the main job in a local AWS, end to end
       npm test                     types, lint, every test
       npm run sandbox -- CMD       a command inside the sandbox, e.g. pulumi preview --stack dev
`;

/** Errors whose message is all that the user needs; others are faults of this program and show their stack. */
function isExplained(error: unknown): error is Error {
  return error instanceof PartMissing || error instanceof LocalAwsFailed || error instanceof CommandFailed;
}

/**
 * Runs one of the jobs.
 *
 * @param args `start`, `test`, or `sandbox` and a command
 * @param jobs how each is loaded
 * @returns the exit code
 */
export async function main(args: readonly string[], jobs: Jobs): Promise<number> {
  const [name, ...rest] = args;
  const { signal, release } = listenForInterruption();
  const environment = Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
  const job: Job = { checkout: dirname(__dirname), environment, signal };
  try {
    if (name === "start" && rest.length === 0) return await jobs.start()(job);
    if (name === "test" && rest.length === 0) return await jobs.test()(job);
    if (name === "sandbox" && rest.length > 0) return await jobs.sandbox()(job, rest);
    process.stderr.write(USAGE);
    return 1;
  } catch (error) {
    const cause: unknown = signal.aborted ? signal.reason : error;
    if (cause instanceof Interrupted) {
      process.stderr.write(`\n${cause.message} Everything that was started has been stopped; run it again any time.\n`);
      return cause.exitCode;
    }
    if (!isExplained(cause)) throw cause;
    process.stderr.write(`\n${cause.message}\n`);
    return 1;
  } finally {
    release();
  }
}
