import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { userError, type UserError } from "./errors";
import type { Terminal } from "./model";

/**
 * The outputs of a stack, as `pulumi stack output --json` gives them: from the engine of the checkout if it is there, else
 * from the one on PATH.
 *
 * @param directory of the Pulumi project
 * @throws UserError where there is no Pulumi CLI, or where it can't read the stack
 */
export async function stackOutputs(directory: string, stack: string, terminal: Terminal): Promise<unknown> {
  const args = ["stack", "output", "--json", "--non-interactive", "--stack", stack, "--cwd", directory];
  const { code, stdout, stderr } = await runPulumi(args, terminal);
  if (code !== 0) {
    throw failed(stack, `pulumi stack output ends with ${code ?? "a signal"}: ${stderr.trim() || "it says nothing"}`);
  }
  try {
    return JSON.parse(stdout) as unknown;
  } catch {
    throw failed(stack, "what pulumi stack output prints isn't JSON");
  }
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runPulumi(args: readonly string[], terminal: Terminal): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", args, {
      env: { ...terminal.environment, PATH: withPackageBin(terminal.environment["PATH"]) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "ENOENT"
          ? userError({
              code: "no-pulumi",
              path: "--from-stack",
              message: "The stack's outputs are read by the Pulumi CLI, and there is none on the PATH.",
              fix: "Install it (npm ci in this checkout, or https://www.pulumi.com/docs/install/), or leave out --from-stack.",
            })
          : error,
      );
    });
    child.once("close", (code) => {
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

/** The PATH with the checkout's own commands behind the user's: a CLI that is installed goes first. */
function withPackageBin(path: string | undefined): string {
  try {
    const manifest = createRequire(__filename).resolve("pulumi/package.json");
    return [path ?? "", join(dirname(dirname(manifest)), ".bin")].join(process.platform === "win32" ? ";" : ":");
  } catch {
    return path ?? "";
  }
}

function failed(stack: string, reason: string): UserError {
  return userError({
    code: "stack-unreadable",
    path: "--from-stack",
    message: `The outputs of the stack ${stack} can't be read: ${reason}.`,
    fix: "Sign in to the backend (pulumi login) and name a stack that exists, or leave out --from-stack.",
  });
}
