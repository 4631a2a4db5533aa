import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configTypes, unpackPlatform } from "./platform";

/** What is printed by npm is of use only where it fails. */
function npm(folder: string, args: readonly string[], what: string): void {
  process.stderr.write(`Installing ${what} …\n`);
  const install = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  const { status } = spawnSync("npm", [...install, ...args], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`npm install of ${what} failed; without a registry there is no such check.`);
}

/**
 * Installs packages (`name@version`) into a folder, without running anything of theirs; those that are there are taken.
 *
 * @throws where npm fails
 */
export function installPackages(folder: string, packages: readonly string[], options: readonly string[] = []): string {
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) writeFileSync(manifest, '{"private":true}\n');
  const there = (each: string) => existsSync(join(folder, "node_modules", each.slice(0, each.lastIndexOf("@"))));
  if (!packages.every(there)) npm(folder, [...options, ...packages], packages.join(", "));
  return folder;
}

/**
 * An app's folder with `.sst/platform` as SST's CLI of that version leaves it there: the platform that its binary holds, the
 * packages of the platform's own manifest, and the generated `config.d.ts`. The binary isn't run, so that any machine will do.
 *
 * @throws where npm fails, or the binary holds no platform
 */
export function installPlatform(folder: string, sst: "v3" | "v4", version: string): string {
  const binary = installPackages(
    join(folder, "cli"),
    [`sst-linux-x64@${version}`],
    ["--force", "--os=linux", "--cpu=x64"],
  );
  const platform = join(folder, ".sst", "platform");
  unpackPlatform(join(binary, "node_modules", "sst-linux-x64", "bin", "sst"), platform);
  if (!existsSync(join(platform, "node_modules", "@pulumi", "aws"))) {
    npm(platform, ["--omit=dev"], `what SST ${version} needs`);
  }
  writeFileSync(join(platform, "config.d.ts"), configTypes(sst));
  return folder;
}
