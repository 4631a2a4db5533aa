import { execFileSync } from "node:child_process";

/**
 * Ids of all processes whose environment holds `NAME=value`, wherever they stand in the tree: an orphan keeps its
 * environment. Empty on Windows.
 */
export function processesMarked(name: string, value: string): readonly number[] {
  if (process.platform === "win32") return [];
  // `e` shows the environment behind the command, on Linux and macOS, of one's own processes.
  const text = execFileSync("ps", ["axeww", "-o", "pid=,args="], { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
  return text
    .split("\n")
    .filter((line) => line.split(" ").includes(`${name}=${value}`))
    .map((line) => Number.parseInt(line, 10));
}
