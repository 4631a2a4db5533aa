import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Environment } from "./credentials";
import { signalOf } from "./interruption";

/** How long CDK has to end after a signal, before it is killed. */
const PATIENCE_MS = 10_000;

/** What CDK left. */
export interface CdkRun {
  readonly ok: boolean;
  /** stdout and stderr, as they came. */
  readonly output: readonly string[];
}

/**
 * Runs the CDK CLI that package.json pins, in an empty folder: a `cdk.json` of somebody's app would change what it does.
 *
 * @param onLine called with every line that CDK prints
 * @param abort passes its signal on to CDK; CDK that doesn't end by it is killed
 */
export async function runCdk(
  args: readonly string[],
  environment: Environment,
  onLine: (line: string) => void,
  abort: AbortSignal,
): Promise<CdkRun> {
  const folder = await mkdtemp(join(tmpdir(), "deployers-bootstrap-"));
  try {
    const child = spawn(process.execPath, [require.resolve("aws-cdk/bin/cdk"), ...args, "--no-color", "--no-notices"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...environment, CDK_DISABLE_CLI_TELEMETRY: "true" },
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        output.push(line);
        onLine(line);
      });
    }
    let killing: NodeJS.Timeout | undefined;
    const end = () => {
      child.kill(signalOf(abort));
      killing = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    };
    abort.addEventListener("abort", end);
    if (abort.aborted) end();
    try {
      const code = await new Promise<number | null>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", resolve);
      });
      return { ok: code === 0, output };
    } finally {
      abort.removeEventListener("abort", end);
      clearTimeout(killing);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
