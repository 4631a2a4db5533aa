import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it that are missing, one by one from the top: where a file system takes no folders, Node's own
 * recursive `mkdir` names the wrong cause, or tries again forever (`/proc`).
 *
 * @param mode of the folders that are made, less the umask; default: what the system gives
 * @throws the system's error, e.g. EROFS, EACCES, or ENOTDIR where a file is in the way
 */
export async function makeFolders(folder: string, mode?: number): Promise<void> {
  if (await isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolders(parent, mode);
  try {
    await mkdir(folder, mode);
  } catch (error) {
    // Another run may have made it meanwhile.
    if (!(await isFolder(folder))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
