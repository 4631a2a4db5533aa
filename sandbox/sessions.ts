import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { isAlive, stopTree } from "./process/tree";

/** What a session leaves on disk about itself, so that a later run can clear up after one that was killed. */
interface SessionRecord {
  readonly pid: number;
  /** The session's folder for temporary files; absent until it is made. */
  readonly temporary?: string;
  /** The local AWS's process and port; absent until it runs. */
  readonly aws?: { readonly pid: number; readonly port: number };
}

function sessionsFolder(checkout: string): string {
  return join(checkout, ".sandbox", "sessions");
}

/** What the name of every session's folder for temporary files begins with. */
const TEMPORARY = "sst-deployer-roles-";

/**
 * A session's folder for temporary files: plugins leave sockets there when they are stopped. Not below the session's own
 * folder, since the path of a socket may have no more than about 100 characters.
 */
export function createTemporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), TEMPORARY));
}

/** Removes a session's folder for temporary files, and nothing that isn't one. */
export function removeTemporaryFolder(folder: string): void {
  if (basename(folder).startsWith(TEMPORARY)) rmSync(folder, { recursive: true, force: true });
}

/** A new session's own folder; whatever two sessions of one checkout do, they share nothing. */
export function createSessionFolder(checkout: string): string {
  const folder = join(sessionsFolder(checkout), `${process.pid}-${randomBytes(4).toString("hex")}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  recordSession(folder, { pid: process.pid });
  return folder;
}

/** Writes down who runs the session. */
export function recordSession(folder: string, record: SessionRecord): void {
  writeFileSync(join(folder, "session.json"), `${JSON.stringify(record)}\n`);
}

/** The command line of a process, or "" where it has gone (and on Windows). */
function commandLine(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/**
 * Clears up after sessions whose process was killed: stops their local AWS, if the process of that id still is one on that
 * port, and removes their folders.
 *
 * @returns how many there were
 */
export async function sweepSessions(checkout: string): Promise<number> {
  const folder = sessionsFolder(checkout);
  if (!existsSync(folder)) return 0;
  let swept = 0;
  for (const name of readdirSync(folder)) {
    const session = join(folder, name);
    let record: SessionRecord | undefined;
    try {
      record = JSON.parse(readFileSync(join(session, "session.json"), "utf8")) as SessionRecord;
    } catch {
      // Killed before it was written: the folder's name begins with the process's id.
    }
    if (isAlive(record?.pid ?? Number.parseInt(name, 10))) continue;
    const { aws } = record ?? {};
    if (aws !== undefined) {
      const command = commandLine(aws.pid);
      if (command.includes("moto") && command.includes(String(aws.port))) await stopTree(aws.pid);
    }
    if (record?.temporary !== undefined) removeTemporaryFolder(record.temporary);
    rmSync(session, { recursive: true, force: true });
    swept++;
  }
  return swept;
}
