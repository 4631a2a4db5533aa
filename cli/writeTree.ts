import { rm, rmdir } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { isFileError } from "../exports/merge/fileErrors";
import { makeFolders } from "../exports/merge/folders";
import type { FileTree } from "../exports/tree";
import type { Finding } from "../policy/finding";
import { UserError, userError } from "./errors";
import { readIfThere } from "./readIfThere";

/** Names the files that this command wrote into a folder, so that the next run may replace and remove just these. */
const MANIFEST = ".deployers-render";

/** What a run did to the folder; paths below it. */
export interface TreeOutcome {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Makes a folder hold these files: writes what differs, and removes what an earlier run wrote and this one has no more, say
 * the policies of an account that left the config. Files that nobody but the user made are never replaced or removed.
 *
 * @param manifest what the list of written files is called; runs that share a folder need lists of their own
 * @throws UserError where a file of the user's is in the way, or the folder can't be used
 */
export async function writeTree(folder: string, files: FileTree, manifest = MANIFEST): Promise<TreeOutcome> {
  try {
    const known = await readManifest(folder, manifest);
    const current = new Map<string, string | undefined>();
    for (const path of files.keys()) current.set(path, await readIfThere(inside(folder, path)));
    const foreign = [...files].filter(([path, text]) => {
      const now = current.get(path);
      return now !== undefined && now !== text && !known.has(path);
    });
    if (foreign.length > 0) throw new UserError(foreign.map(([path]) => inTheWay(folder, path)));

    const stale = [...known].filter((path) => !files.has(path));
    const written = [...files].filter(([path, text]) => current.get(path) !== text);
    // The manifest first, with old and new: a run that is killed half-way leaves no file that the next doesn't know.
    await writeManifest(folder, manifest, [...known, ...files.keys()]);
    for (const [path, text] of written) {
      await makeFolders(dirname(inside(folder, path)));
      await writeFileAtomic(inside(folder, path), text);
    }
    for (const path of stale) await removeFile(folder, path);
    await writeManifest(folder, manifest, [...files.keys()]);
    return { written: written.map(([path]) => path), removed: stale };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string" || !isFileError(code)) throw error;
    throw userError({
      code: "folder-unusable",
      path: "--out",
      message: `The folder can't be written: ${error instanceof Error ? error.message : code}.`,
      value: folder,
      fix: "Name a folder that is yours to write, or one that doesn't exist yet.",
    });
  }
}

function inTheWay(folder: string, path: string): Finding {
  return {
    severity: "error",
    code: "file-in-the-way",
    path: "--out",
    message: `${join(folder, path)} is there already and wasn't written by this command.`,
    value: folder,
    fix: "Name another folder, or move that file away. Nothing was written.",
  };
}

/** The path in the folder; a path that leads out of it, as only a doctored manifest has, is refused. */
function inside(folder: string, path: string): string {
  const full = resolve(folder, path);
  const below = relative(resolve(folder), full);
  if (below === "" || below === ".." || below.startsWith(`..${sep}`)) {
    throw userError({
      code: "path-outside",
      path: "--out",
      message: `The path ${path} leads out of the folder.`,
      value: folder,
      fix: `Delete ${join(folder, MANIFEST)}, or name another folder. Nothing was written.`,
    });
  }
  return full;
}

async function readManifest(folder: string, manifest: string): Promise<ReadonlySet<string>> {
  const text = (await readIfThere(join(folder, manifest))) ?? "";
  const paths = text.split("\n").filter((line) => line !== "");
  for (const path of paths) inside(folder, path);
  return new Set(paths);
}

async function writeManifest(folder: string, manifest: string, paths: readonly string[]): Promise<void> {
  const text = `${[...new Set(paths)].sort().join("\n")}\n`;
  if ((await readIfThere(join(folder, manifest))) === text) return;
  await makeFolders(folder);
  await writeFileAtomic(join(folder, manifest), text);
}

/** Removes a file and the folders that it leaves empty. */
async function removeFile(folder: string, path: string): Promise<void> {
  await rm(inside(folder, path), { force: true });
  for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
    try {
      await rmdir(inside(folder, parent));
    } catch {
      // Not empty, or gone already: both leave nothing to do here or further up.
      return;
    }
  }
}
