import { existsSync, linkSync, mkdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cachedFolder, cacheKey } from "../cache";
import { PINS } from "../pins";
import { run } from "../process/run";
import { download, probe, PULUMI_DOWNLOADS } from "./download";
import { builtProgram, ENGINE, goBuild, LANGUAGE_NODEJS } from "./go";
import { Unavailable, type Part, type PartContext } from "./part";
import { executable, isExecutable, onPath } from "./path";

/** The engine and its language host. */
export interface PulumiCli {
  /** Absolute path of the `pulumi` binary itself, never of npm's wrapper: that one orphans the engine on SIGTERM. */
  readonly binary: string;
  /** Folders that must be on PATH: the engine looks the language host up there. */
  readonly folders: readonly string[];
}

/** PULUMI_HOME of everything that the sandbox runs: plugins and the CLI live here, never in the user's `~/.pulumi`. */
export function pulumiHome(cache: string): string {
  return join(cache, "pulumi-home");
}

/** Where Pulumi's tools keep the CLI of a version below a PULUMI_HOME (`pulumi@3.259.0:lib/cache.js`). */
function versionFolder(home: string): string {
  return join(home, "versions", PINS.pulumi);
}

async function inFolder(folder: string, context: PartContext): Promise<PulumiCli | undefined> {
  const binary = join(folder, executable("pulumi"));
  if (!isExecutable(binary)) return undefined;
  const host = join(folder, executable("pulumi-language-nodejs"));
  const hostOnPath = isExecutable(host) ? host : onPath("pulumi-language-nodejs", context.environment);
  if (hostOnPath === undefined) throw new Unavailable(`${binary} has no pulumi-language-nodejs beside it`);
  const version = await run(binary, ["version"], {
    environment: {
      PATH: context.environment["PATH"] ?? "",
      PULUMI_HOME: pulumiHome(context.cache),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
    signal: context.signal,
  });
  const found = version.stdout.trim().replace(/^v/, "");
  if (found !== PINS.pulumi) throw new Unavailable(`it is ${found || "no Pulumi CLI"}`);
  return { binary, folders: [...new Set([folder, dirname(hostOnPath)])] };
}

async function installed(context: PartContext): Promise<PulumiCli> {
  const { environment } = context;
  const userHome =
    environment["PULUMI_HOME"] ?? join(environment["HOME"] ?? environment["USERPROFILE"] ?? "", ".pulumi");
  const binary = onPath("pulumi", environment);
  const folders = [
    ...(binary === undefined ? [] : [dirname(binary)]),
    join(versionFolder(userHome), "bin"),
    join(versionFolder(pulumiHome(context.cache)), "bin"),
  ];
  const refusals: string[] = [];
  for (const folder of folders) {
    try {
      const found = await inFolder(folder, context);
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      refusals.push(error.message);
    }
  }
  throw new Unavailable(refusals[0] ?? "none is installed");
}

/** Runs the downloader of the npm package `pulumi` in a process of its own, into a folder of ours. */
async function downloaded(context: PartContext): Promise<PulumiCli> {
  await probe(PULUMI_DOWNLOADS, context.signal);
  const home = pulumiHome(context.cache);
  const folder = versionFolder(home);
  const onWait = (): void => {
    context.report("another run is downloading it; waiting for it");
  };
  await cachedFolder(folder, { signal: context.signal, onWait }, async (temporary) => {
    const script =
      'require("pulumi/lib/download").installCLI(process.argv[1], process.argv[2]).catch((error) => { console.error(error.message); process.exitCode = 1; });';
    await download(process.execPath, ["-e", script, PINS.pulumi, temporary], {
      into: temporary,
      directory: context.checkout,
      environment: context.environment,
      signal: context.signal,
      onLine: context.report,
    });
  });
  const found = await inFolder(join(folder, "bin"), context);
  if (found === undefined) {
    rmSync(folder, { recursive: true, force: true });
    throw new Unavailable("Pulumi's installer left no executable");
  }
  return found;
}

/** Both programs in one folder: the engine warns of a language host that it finds elsewhere on PATH. */
async function built(context: PartContext): Promise<PulumiCli> {
  const binary = await goBuild(ENGINE, context);
  const host = await goBuild(LANGUAGE_NODEJS, context);
  const folder = join(context.cache, "go", `pulumi-cli-${cacheKey([binary, host])}`);
  const onWait = (): void => {
    context.report("another run is putting it together; waiting for it");
  };
  await cachedFolder(folder, { signal: context.signal, onWait }, (temporary) => {
    for (const file of [binary, host]) linkSync(file, join(temporary, basename(file)));
    return Promise.resolve();
  });
  return { binary: join(folder, basename(binary)), folders: [folder] };
}

/** Only what an earlier run built; being asked first, it spares each later run the attempt to download. */
function builtBefore(context: PartContext): Promise<PulumiCli> {
  const complete = [ENGINE, LANGUAGE_NODEJS].every((program) => builtProgram(program, context) !== undefined);
  return complete ? built(context) : Promise.reject(new Unavailable("not built yet"));
}

/** The Pulumi CLI with the Node language host. */
export const PULUMI_CLI: Part<PulumiCli> = {
  name: `Pulumi CLI ${PINS.pulumi}`,
  ways: [
    { name: "on this machine", find: installed },
    { name: "built from Go modules earlier", find: builtBefore },
    { name: "Pulumi's own download", find: downloaded },
    { name: "built from Go modules", find: built },
  ],
  nextStep: `install Pulumi ${PINS.pulumi} (https://www.pulumi.com/docs/iac/download-install/), or Go ${PINS.go} or newer (https://go.dev/dl/), or let this machine reach get.pulumi.com; then run it again.`,
};

/** Creates PULUMI_HOME where it isn't there. */
export function ensurePulumiHome(cache: string): string {
  const home = pulumiHome(cache);
  if (!existsSync(home)) mkdirSync(home, { recursive: true, mode: 0o700 });
  return home;
}
