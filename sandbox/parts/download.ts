import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { run, tail, type RunOptions } from "../process/run";
import { Unavailable } from "./part";

/** Where Pulumi's own installer script is; `node_modules/pulumi/lib/download.js` names the same. */
export const PULUMI_DOWNLOADS = "https://get.pulumi.com/install.sh";

const PROBE_MS = 5000;
const STALL_MS = 20_000;

/** How many bytes the files below a folder have; 0 where it isn't there. */
function sizeBelow(path: string): number {
  if (!existsSync(path)) return 0;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeBelow(join(path, name)), 0);
}

/**
 * Asks a download host for its first bytes, so that being offline costs seconds.
 *
 * @throws {Unavailable} where it doesn't answer within five seconds, with the reason
 */
export async function probe(url: string, signal: AbortSignal, fetchUrl: typeof fetch = fetch): Promise<void> {
  const host = new URL(url).host;
  try {
    const response = await fetchUrl(url, {
      method: "HEAD",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]),
    });
    if (!response.ok) throw new Unavailable(`${host} answers HTTP ${response.status}`);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Unavailable) throw error;
    const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
    const why =
      name === "TimeoutError" ? `no answer within ${PROBE_MS / 1000} s` : (cause?.code ?? cause?.message ?? message);
    throw new Unavailable(`${host} can't be reached (${why})`, { cause: error });
  }
}

/**
 * Runs a command that downloads into a folder, and gives it up when nothing arrives any more: neither a line nor a byte
 * within 20 seconds.
 *
 * @throws {Unavailable} where it fails or stalls
 */
export async function download(
  command: string,
  args: readonly string[],
  options: RunOptions & { readonly into: string },
): Promise<void> {
  const stalled = new AbortController();
  let size = -1;
  let last = Date.now();
  const watch = setInterval(() => {
    const now = sizeBelow(options.into);
    if (now !== size) last = Date.now();
    size = now;
    if (Date.now() - last > STALL_MS) stalled.abort(new Unavailable(`the download stalled for ${STALL_MS / 1000} s`));
  }, 2000);
  try {
    const result = await run(command, args, {
      ...options,
      signal: AbortSignal.any([options.signal, stalled.signal]),
      onLine: (line) => {
        last = Date.now();
        options.onLine?.(line);
      },
    });
    if (result.exitCode !== 0) throw new Unavailable(`the download failed: ${reason(result.output)}`);
  } finally {
    clearInterval(watch);
  }
}

function reason(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => /^error|failed|could not/i.test(line)) ?? tail(output, 1)).trim().slice(0, 200);
}
