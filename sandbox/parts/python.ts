import { chmodSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cachedFolder, cacheKey } from "../cache";
import { PINS } from "../pins";
import { run, tail } from "../process/run";
import { Unavailable, type PartContext } from "./part";
import { isExecutable, onPath } from "./path";

/** What pip installs where moto or the AWS CLI isn't on PATH; both in one virtual environment. */
const PACKAGES = [`moto[server]==${PINS.moto}`, `awscli==${PINS.awsCli.version}`] as const;

/** The folder of a virtual environment's executables. */
function binFolder(environment: string): string {
  return join(environment, process.platform === "win32" ? "Scripts" : "bin");
}

/**
 * The virtual environment with moto and the AWS CLI, made on first use.
 *
 * It is built beside its place and renamed, after which the scripts that pip wrote point nowhere: `commands/` therefore
 * holds ones of ours, which call the modules.
 *
 * @returns the folder with the commands `moto_server` and `aws`
 * @throws {Unavailable} where Python is missing or pip can't install
 */
export async function pythonCommands(context: PartContext): Promise<string> {
  const python = onPath("python3", context.environment) ?? onPath("python", context.environment);
  if (python === undefined) throw new Unavailable("Python isn't installed");
  const folder = join(context.cache, "python", cacheKey([python, ...PACKAGES]));
  const onWait = (): void => {
    context.report("another run is installing it; waiting for it");
  };
  const { environment, signal, report: onLine } = context;
  await cachedFolder(folder, { signal, onWait }, async (temporary) => {
    context.report("python -m venv");
    const venv = await run(python, ["-m", "venv", temporary], { environment, signal, onLine });
    if (venv.exitCode !== 0) throw new Unavailable(`python -m venv fails: ${tail(venv.output, 3)}`);
    context.report(`pip install ${PACKAGES.join(" ")}`);
    const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--retries", "1"];
    const installed = await run(join(binFolder(temporary), "python"), [...pip, ...PACKAGES], {
      environment,
      signal,
      onLine,
    });
    if (installed.exitCode !== 0) throw new Unavailable(`pip install fails: ${tail(installed.output, 3)}`);
    writeCommands(temporary);
  });
  return join(folder, "commands");
}

function writeCommands(environment: string): void {
  const folder = join(environment, "commands");
  mkdirSync(folder);
  for (const [command, module] of [
    ["moto_server", "moto.server"],
    ["aws", "awscli"],
  ] as const) {
    if (process.platform === "win32") {
      writeFileSync(join(folder, `${command}.cmd`), `@"%~dp0..\\Scripts\\python.exe" -m ${module} %*\r\n`);
    } else {
      const file = join(folder, command);
      writeFileSync(file, `#!/bin/sh\nexec "$(dirname "$0")/../bin/python" -m ${module} "$@"\n`);
      chmodSync(file, 0o755);
    }
  }
}

/**
 * The version of a Python distribution whose command is at that path: asked of the interpreter that the command's first
 * line names, else of the one beside it (pyenv's commands are shell scripts).
 */
export async function distributionVersion(
  command: string,
  name: string,
  context: PartContext,
): Promise<string | undefined> {
  const path = realpathSync(command);
  const named = /^#!\s*(\S*python\S*)/.exec(readFileSync(path, "latin1").slice(0, 300))?.[1];
  const candidates = [named, join(dirname(command), "python3"), join(dirname(path), "python3")];
  for (const python of candidates) {
    if (python === undefined || !isExecutable(python)) continue;
    const script = `import importlib.metadata as m; print(m.version(${JSON.stringify(name)}))`;
    const result = await run(python, ["-c", script], { environment: context.environment, signal: context.signal });
    if (result.exitCode === 0) return result.stdout.trim();
  }
  return undefined;
}
