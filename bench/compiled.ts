import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { transform } from "sucrase";

const ROOT = dirname(__dirname);

/** What the program is made of, and what the children of the bench are. */
const SOURCES = ["index.ts", "bench/children", "components", "config", "exports", "plan", "policy"];

/**
 * The program as JavaScript in a folder of its own, so that what is measured is the program and not its compiler. Inside
 * `node_modules`, where its packages are found and git looks away; removed when `use` is done.
 */
export function withCompiledProgram<T>(use: (folder: string) => T): T {
  const cache = join(ROOT, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "bench-"));
  try {
    for (const source of SOURCES) compile(join(ROOT, source), folder);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compile(path: string, folder: string): void {
  if (!path.includes(".")) {
    for (const entry of readdirSync(path)) compile(join(path, entry), folder);
    return;
  }
  const target = join(folder, relative(ROOT, path));
  mkdirSync(dirname(target), { recursive: true });
  if (!path.endsWith(".ts")) {
    cpSync(path, target);
    return;
  }
  const { code } = transform(readFileSync(path, "utf8"), { transforms: ["typescript", "imports"], filePath: path });
  writeFileSync(target.replace(/\.ts$/, ".js"), code);
}
