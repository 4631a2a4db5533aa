import { execFileSync } from "node:child_process";

/** A process in a snapshot of the process table. */
interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

/** The process table as `ps` prints it; empty on Windows, where `taskkill /T` walks the tree itself. */
function processTable(): readonly Row[] {
  if (process.platform === "win32") return [];
  const text = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid="], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return text
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent, group]) =>
      pid === undefined || parent === undefined || group === undefined ? [] : [{ pid, parent, group }],
    );
}

/**
 * Every process below `root`, by parentage or by the process group of one that is, nearest first. The engine puts its
 * plugins into process groups of their own, so killing the engine's group alone would leave them.
 */
export function descendants(root: number): readonly number[] {
  const table = processTable();
  const found = new Set([root]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent, group } of table) {
      if (!found.has(pid) && (found.has(parent) || found.has(group))) {
        found.add(pid);
        grown = true;
      }
    }
  }
  found.delete(root);
  return [...found];
}

/** True while a process of that id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Sends a signal; a process that has already gone is no error. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const POLL_MS = 100;

/**
 * Stops a process and everything below it: SIGTERM, and SIGKILL for what is left after the grace period.
 *
 * @param root id of a process that this program started
 * @param graceMs how long they may take to end by themselves, in milliseconds
 * @returns once none of them is left
 */
export async function stopTree(root: number, graceMs = 5000): Promise<void> {
  if (process.platform === "win32") {
    try {
      execFileSync("taskkill", ["/pid", String(root), "/T", "/F"], { stdio: "ignore" });
    } catch {
      // It has already gone.
    }
    return;
  }
  const known = new Set([...descendants(root), root]);
  for (const pid of known) send(pid, "SIGTERM");
  const deadline = Date.now() + graceMs;
  for (;;) {
    const left = [...known].filter((pid) => isAlive(pid));
    if (left.length === 0) return;
    for (const pid of left.flatMap((each) => descendants(each))) known.add(pid);
    if (Date.now() > deadline) for (const pid of known) send(pid, "SIGKILL");
    // A killed child is a zombie until Node has reaped it, which happens on a later turn of the event loop.
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (Date.now() > deadline + 5000) return;
  }
}
