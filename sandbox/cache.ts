import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, relative, sep } from "node:path";
import { lock } from "proper-lockfile";
import type { Environment } from "./process/run";

/** Names the cache folder itself, in place of a folder below the user's cache directory. */
const CACHE_VARIABLE = "SST_DEPLOYER_ROLES_CACHE";

/**
 * The project's own folder below the user's cache directory: `$XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches` on macOS,
 * `%LOCALAPPDATA%` on Windows.
 */
export function cacheDirectory(environment: Environment, platform: NodeJS.Platform = process.platform): string {
  const own = environment[CACHE_VARIABLE];
  if (own !== undefined && own !== "") return own;
  const home = environment["HOME"] ?? environment["USERPROFILE"] ?? homedir();
  const caches =
    platform === "darwin"
      ? join(home, "Library", "Caches")
      : platform === "win32"
        ? (environment["LOCALAPPDATA"] ?? join(home, "AppData", "Local"))
        : environment["XDG_CACHE_HOME"] || join(home, ".cache");
  return join(caches, "sst-deployer-roles");
}

/** Files that don't change what is built. */
const NOT_BUILT = /(_test\.go|\.md)$/;

function filesBelow(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]))
    .filter((file) => !NOT_BUILT.test(file))
    .sort();
}

/**
 * A key of 16 hex digits that changes with any of the words and with any byte of any source below any of the folders, and
 * with nothing else (not with tests, texts, or where the checkout lies).
 */
export function cacheKey(words: readonly string[], folders: readonly string[] = []): string {
  const hash = createHash("sha256").update(JSON.stringify(words));
  for (const folder of folders) {
    for (const file of filesBelow(folder)) {
      const content = createHash("sha256").update(readFileSync(file)).digest("hex");
      hash.update(`\0${basename(folder)}/${relative(folder, file).split(sep).join("/")}\0${content}`);
    }
  }
  return hash.digest("hex").slice(0, 16);
}

/** A lock whose holder hasn't renewed it for this long belongs to a run that was killed. */
const STALE_MS = 20_000;
const WAIT_MS = 500;

/**
 * Holds a lock between processes while `work` runs; waits while another run holds it.
 *
 * @param file what is locked; the lock is the folder `<file>.lock`
 * @param onWait called once when another run holds it
 */
export async function withLock<T>(
  file: string,
  signal: AbortSignal,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  let release: (() => Promise<void>) | undefined;
  for (let said = false; release === undefined; said = true) {
    signal.throwIfAborted();
    try {
      release = await lock(file, {
        realpath: false,
        stale: STALE_MS,
        update: STALE_MS / 4,
        onCompromised: () => undefined,
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
      if (!said) onWait();
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}

/**
 * A folder of the cache, built if it isn't there: beside it, then renamed, so that a half-built one is never seen under
 * its name, whatever interrupts the build. Of two runs at once one builds and the other waits.
 *
 * @param folder where it is to stand
 * @param build fills the empty folder that it is given
 */
export async function cachedFolder(
  folder: string,
  options: { readonly signal: AbortSignal; readonly onWait: () => void },
  build: (temporary: string) => Promise<void>,
): Promise<void> {
  if (existsSync(folder)) return;
  await withLock(folder, options.signal, options.onWait, async () => {
    if (existsSync(folder)) return;
    const beside = `${basename(folder)}.partial-`;
    for (const name of readdirSync(dirname(folder))) {
      // Left by a run that was killed: with the lock held nobody else builds this one.
      if (name.startsWith(beside)) rmSync(join(dirname(folder), name), { recursive: true, force: true });
    }
    const temporary = join(dirname(folder), beside + randomBytes(6).toString("hex"));
    mkdirSync(temporary);
    try {
      await build(temporary);
      renameSync(temporary, folder);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
}
