import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import type { Moto } from "./parts/moto";
import { start, tail, type Environment } from "./process/run";
import { stopTree } from "./process/tree";

/** Fixes the port of the local AWS; default: any free one. */
const PORT_VARIABLE = "SST_DEPLOYER_ROLES_PORT";

const HOST = "127.0.0.1";
const READY_MS = 60_000;
const ATTEMPTS = 3;

/** The local AWS doesn't start; the message says why and what to do. */
export class LocalAwsFailed extends Error {
  override readonly name = "LocalAwsFailed";
}

/** A running local AWS. */
export interface LocalAws {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly pid: number;
  /**
   * From the next call on, unknown keys and missing permissions are refused (conditions, boundaries and, across accounts,
   * trust policies are still ignored: https://docs.getmoto.org/en/latest/docs/iam.html).
   */
  readonly enforcePermissions: () => Promise<void>;
  /** Takes {@link enforcePermissions} back. */
  readonly allowEverything: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A port of the loopback interface that is free now; or the given one, if it is. */
function freePort(port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, HOST, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  });
}

async function choosePort(environment: Environment): Promise<number> {
  const wanted = environment[PORT_VARIABLE];
  if (wanted === undefined || wanted === "") return freePort();
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new LocalAwsFailed(`${PORT_VARIABLE} is ${JSON.stringify(wanted)}; it takes a port from 1 to 65535.`);
  }
  try {
    return await freePort(port);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new LocalAwsFailed(
      `Port ${port} of ${HOST} is taken (${code}). Name a free one in ${PORT_VARIABLE}, or unset it: then any free one is taken.`,
      { cause: error },
    );
  }
}

/** What the process printed, and whether it has ended. */
interface Watched {
  readonly child: ChildProcess;
  output: string;
  ended: string | undefined;
}

function watch(child: ChildProcess): Watched {
  const watched: Watched = { child, output: "", ended: undefined };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      // moto logs a line a request for as long as it runs: only the start is of interest.
      if (watched.output.length < 20_000) watched.output += chunk.toString();
    });
  }
  child.once("error", (error) => (watched.ended = error.message));
  child.once(
    "exit",
    (code, signal) => (watched.ended ??= `it ended with ${signal ?? `exit code ${code ?? "unknown"}`}`),
  );
  return watched;
}

async function answers(endpoint: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/moto-api/`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(2000)]),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

async function post(endpoint: string, path: string, body: string): Promise<void> {
  const response = await fetch(`${endpoint}${path}`, { method: "POST", body });
  if (!response.ok) throw new LocalAwsFailed(`${path} of the local AWS answers HTTP ${response.status}.`);
}

/**
 * Starts moto on the loopback interface and waits until it answers.
 *
 * @param environment the user's, for {@link PORT_VARIABLE}
 * @param own the whole environment of the process
 * @throws {LocalAwsFailed} where it doesn't start
 */
export async function startLocalAws(
  moto: Moto,
  options: { readonly environment: Environment; readonly own: Environment; readonly signal: AbortSignal },
): Promise<LocalAws> {
  const { environment, own, signal } = options;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    const port = await choosePort(environment);
    const endpoint = `http://${HOST}:${port}`;
    const child = start(moto.command, ["-H", HOST, "-p", String(port)], {
      environment: { ...own, MOTO_IAM_LOAD_MANAGED_POLICIES: "true" },
      signal,
    });
    const watched = watch(child);
    const stop = async (): Promise<void> => {
      if (child.pid !== undefined && watched.ended === undefined) await stopTree(child.pid, 3000);
    };
    let ready = false;
    try {
      const deadline = Date.now() + READY_MS;
      while (!ready && watched.ended === undefined && Date.now() < deadline) {
        ready = await answers(endpoint, signal);
        if (!ready) await new Promise((resolve) => setTimeout(resolve, 100));
      }
    } catch (error) {
      await stop();
      throw error;
    }
    const { pid } = child;
    // Somebody else may have answered at that port: it counts only while our own process lives.
    if (ready && watched.ended === undefined && pid !== undefined) {
      return {
        endpoint,
        pid,
        enforcePermissions: () => post(endpoint, "/moto-api/reset-auth", "0"),
        allowEverything: () => post(endpoint, "/moto-api/reset-auth", "inf"),
        stop,
      };
    }
    await stop();
    // Between choosing the port and listening on it somebody else may take it.
    if (/address already in use/i.test(watched.output) && attempt < ATTEMPTS) continue;
    const why = watched.ended ?? `it didn't answer within ${READY_MS / 1000} s`;
    const said = tail(watched.output);
    throw new LocalAwsFailed(`The local AWS (${moto.command}) doesn't start: ${why}.${said === "" ? "" : `\n${said}`}`);
  }
}
