import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, sep } from "node:path";
import type { Environment } from "../process/run";

/** An executable's file name on this platform. */
export function executable(name: string): string {
  return process.platform === "win32" ? `${name}.exe` : name;
}

/** True where the path is a file that may be executed. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The folders of PATH without npm's own `node_modules/.bin`: the `pulumi` in there is a wrapper that downloads into the
 * user's `~/.pulumi` when it is called.
 */
export function pathFolders(environment: Environment): readonly string[] {
  return (environment["PATH"] ?? environment["Path"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && !folder.includes(`node_modules${sep}`) && !folder.includes("node-gyp-bin"));
}

/** The first executable of that name on PATH, or undefined. */
export function onPath(name: string, environment: Environment): string | undefined {
  return pathFolders(environment)
    .map((folder) => join(folder, executable(name)))
    .find((path) => isExecutable(path));
}
