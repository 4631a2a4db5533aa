import { readFile } from "node:fs/promises";
import { isMissing } from "../exports/merge/fileErrors";

/** A file's text; `undefined` where there is no such file. Throws the system's error where it can't be read. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
