import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { PACKAGES, type PackageFolder } from "./packages";

/** A throw-away folder in which packages are installed and small apps run. */
export interface Workspace {
  /** Its absolute path. */
  readonly folder: string;
  /**
   * Installs a set of packages with npm, without their install scripts.
   *
   * @returns the folder that has `node_modules`
   */
  install(name: PackageFolder): Promise<string>;
  /**
   * Runs a script with Node, without the user's AWS settings and home folder and without a way to AWS.
   *
   * @returns what it wrote to stdout
   * @throws Error with the end of its stderr if its exit code isn't 0
   */
  node(cwd: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>;
}

/** Says what goes on, on stderr, with the seconds since the start. */
export type Progress = (text: string) => void;

/** How much of a failed child's stderr an error repeats, in characters. */
const ERROR_TAIL = 2000;

/**
 * Makes a workspace, runs `work` in it, and removes it, whatever happens: at the end, on an error, on Ctrl-C and on SIGTERM
 * (the running child is ended first, then the signal takes its usual course).
 */
export async function withWorkspace<T>(progress: Progress, work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sst-deployer-facts-"));
  const children = new Set<ReturnType<typeof spawn>>();
  const remove = (): void => {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    for (const child of children) stop(child);
    remove();
    process.removeListener("SIGINT", onSignal);
    process.removeListener("SIGTERM", onSignal);
    process.kill(process.pid, signal);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);

  const run = (command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> =>
    new Promise((resolve, reject) => {
      // A group of its own, so that stopping it also stops what it started (npm, site builds).
      const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
      children.add(child);
      let out = "";
      let err = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => (out += chunk));
      child.stderr.setEncoding("utf8").on("data", (chunk: string) => (err += chunk));
      child.on("error", (error) => {
        children.delete(child);
        reject(error);
      });
      child.on("close", (code) => {
        children.delete(child);
        if (code === 0) resolve(out);
        else reject(new Error(`${command} ${args.join(" ")} ended with ${String(code)}:\n${err.slice(-ERROR_TAIL)}`));
      });
    });

  try {
    return await work({
      folder,
      async install(name) {
        const target = path.join(folder, name);
        fs.mkdirSync(target);
        fs.writeFileSync(path.join(target, "package.json"), JSON.stringify({ private: true }));
        progress(`installing ${PACKAGES[name].join(", ")}`);
        const flags = ["--ignore-scripts", "--save-exact", "--no-audit", "--no-fund", "--loglevel=error"];
        await run("npm", ["install", ...flags, ...PACKAGES[name]], target, process.env);
        return target;
      },
      node: (cwd, args, env = {}) => run(process.execPath, args, cwd, { ...offlineEnvironment(folder), ...env }),
    });
  } finally {
    process.removeListener("SIGINT", onSignal);
    process.removeListener("SIGTERM", onSignal);
    for (const child of children) stop(child);
    progress("removing the throw-away folder");
    remove();
  }
}

/** Ends a child and all that it started. */
function stop(child: ReturnType<typeof spawn>): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

/** PATH and little more: no profile, no keys but dummies, every AWS endpoint a closed port of this machine. */
function offlineEnvironment(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: folder,
    USERPROFILE: folder,
    TMPDIR: folder,
    SST_TELEMETRY_DISABLED: "1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_MAX_ATTEMPTS: "1",
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    CDK_DEFAULT_ACCOUNT: "111122223333",
  };
}
