import { open, readdir, readFile, unlink } from "node:fs/promises";
import { basename, dirname } from "node:path";

/** How many backups of a file are kept: the first, from before this tool ever wrote, and the latest others. */
export const KEPT_BACKUPS = 10;

/**
 * Keeps a copy of the user's file beside it: `config.deployers-backup-1`, `-2` … in the order in which they were made, each
 * readable by its owner only. Where the latest backup holds the same bytes, none is added.
 *
 * @param path the file as the user names it, not what a link points to: a linked file may stand in a shared folder
 * @param bytes what the file holds
 * @returns the path of the backup with these bytes
 */
export async function keepBackup(path: string, bytes: Buffer): Promise<string> {
  const numbers = await backupNumbers(path);
  const latest = numbers.at(-1);
  if (latest !== undefined && (await readFile(backupPath(path, latest))).equals(bytes)) return backupPath(path, latest);
  const number = (latest ?? 0) + 1;
  const backup = backupPath(path, number);
  const file = await open(backup, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  const [, ...others] = [...numbers, number];
  for (const old of others.slice(0, Math.max(0, others.length - (KEPT_BACKUPS - 1)))) {
    await unlink(backupPath(path, old));
  }
  return backup;
}

function backupPath(path: string, number: number): string {
  return `${path}.deployers-backup-${number}`;
}

async function backupNumbers(path: string): Promise<readonly number[]> {
  const prefix = `${basename(path)}.deployers-backup-`;
  return (await readdir(dirname(path)))
    .filter((name) => name.startsWith(prefix) && /^[1-9]\d*$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((a, b) => a - b);
}
