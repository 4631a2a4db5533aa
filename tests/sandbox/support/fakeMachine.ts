import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { PINS } from "../../../sandbox/pins";

/** The checkout that the tests run in. */
export const CHECKOUT = resolve(__dirname, "..", "..", "..");

/** Answers every request; a `moto_server` as far as starting and stopping goes. */
const FAKE_MOTO = `#!/usr/bin/env node
const port = Number(process.argv[process.argv.indexOf("-p") + 1]);
require("node:http").createServer((_request, response) => response.end("ok")).listen(port, "127.0.0.1");
`;

/** A machine on which every part is installed, but none is real: a home folder, a cache and a PATH of its own. */
export interface FakeMachine {
  readonly root: string;
  readonly home: string;
  readonly bin: string;
  readonly environment: Record<string, string>;
  /** Puts a command on its PATH. */
  readonly install: (name: string, script: string) => void;
  /** A hash over every file of the home folder. */
  readonly homeHash: () => string;
  readonly remove: () => void;
}

function hashBelow(folder: string): string {
  const hash = createHash("sha256");
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(path, entry.name);
      hash.update(`${full}\0`);
      if (entry.isDirectory()) walk(full);
      else hash.update(readFileSync(full));
    }
  };
  walk(folder);
  return hash.digest("hex");
}

/** Makes such a machine below the system's temporary folder. */
export function fakeMachine(): FakeMachine {
  const root = mkdtempSync(join(tmpdir(), "machine-"));
  const [home, bin] = [join(root, "home"), join(root, "bin")];
  for (const folder of [bin, join(home, ".aws"), join(home, ".pulumi")]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(home, ".aws", "config"), "[profile mine]\nregion = eu-west-1\n");
  writeFileSync(join(home, ".aws", "credentials"), "[mine]\naws_access_key_id = AKIAMINE\n");
  writeFileSync(join(home, ".pulumi", "credentials.json"), "{}");
  const install = (name: string, script: string): void => {
    writeFileSync(join(bin, name), script, { mode: 0o755 });
  };
  install("pulumi", `#!/bin/sh\n[ "$1" = version ] && echo v${PINS.pulumi}\nexit 0\n`);
  install("pulumi-language-nodejs", "#!/bin/sh\n");
  install("moto_server", FAKE_MOTO);
  install("python3", `#!/bin/sh\necho ${PINS.moto}\n`);
  install("aws", "#!/bin/sh\necho aws-cli/2.20.0\n");
  const plugins = join(root, "pulumi-home", "plugins", `resource-aws-v${PINS.awsProvider}`);
  mkdirSync(plugins, { recursive: true });
  writeFileSync(join(plugins, "pulumi-resource-aws"), "#!/bin/sh\n", { mode: 0o755 });
  symlinkSync(process.execPath, join(bin, "node"));
  return {
    root,
    home,
    bin,
    environment: {
      PATH: [bin, "/usr/bin", "/bin"].join(delimiter),
      HOME: home,
      PULUMI_HOME: join(root, "pulumi-home"),
      SST_DEPLOYER_ROLES_CACHE: join(root, "cache"),
    },
    install,
    homeHash: () => hashBelow(home),
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A run of `node sandbox/run.cjs …` as npm makes it. */
export interface JobRun {
  readonly child: ChildProcess;
  /** What has come out so far. */
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<number | null>;
}

/** Starts a job of the checkout on that machine. */
export function startJobOn(machine: FakeMachine, args: readonly string[], extra: Record<string, string> = {}): JobRun {
  const child = spawn(process.execPath, [join(CHECKOUT, "sandbox", "run.cjs"), ...args], {
    cwd: dirname(CHECKOUT),
    env: { ...machine.environment, ...extra },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  return {
    child,
    output,
    ended: new Promise((done) => {
      child.once("close", (code) => {
        done(code);
      });
    }),
  };
}

/** Waits until a text has come out. */
export async function waitForOutput(job: JobRun, text: string): Promise<void> {
  while (!job.output.stdout.includes(text) && !job.output.stderr.includes(text)) {
    if (job.child.exitCode !== null) throw new Error(`It ended before "${text}":\n${job.output.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
