import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PINS } from "../pins";
import type { Environment } from "../process/run";
import { isExecutable } from "./path";
import { compareVersions } from "./version";

/** Names a folder laid out like a Terraform mirror, tried before all others. */
export const MIRROR_VARIABLE = "SST_DEPLOYER_ROLES_TERRAFORM_MIRROR";

/** Where system-wide add-on software lives (Filesystem Hierarchy Standard 3.0, section 3.13). */
const ADD_ON_SOFTWARE = "/opt";

/** A Terraform AWS provider on this machine. */
export interface TerraformProvider {
  readonly version: string;
  /** Absolute path of the executable. */
  readonly binary: string;
}

/** Go's name of this platform, as the mirror's folders have it: `linux_amd64`. */
function platformName(platform: NodeJS.Platform, arch: string): string {
  const os = platform === "win32" ? "windows" : platform;
  const cpu = arch === "x64" ? "amd64" : arch === "ia32" ? "386" : arch;
  return `${os}_${cpu}`;
}

/** The `filesystem_mirror` paths and the `plugin_cache_dir` that a Terraform CLI config names. */
function configuredMirrors(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8").replace(/^\s*(#|\/\/).*$/gm, "");
  const blocks = [...text.matchAll(/filesystem_mirror\s*\{[^}]*?\bpath\s*=\s*"([^"]+)"/g)];
  const caches = [...text.matchAll(/^\s*plugin_cache_dir\s*=\s*"([^"]+)"/gm)];
  return [...blocks, ...caches].flatMap(([, path]) => (path === undefined ? [] : [path]));
}

/**
 * The folders in which a mirror is looked for, in their order: ours, `TF_PLUGIN_CACHE_DIR`, the Terraform CLI config's,
 * Terraform's implied mirror folders (https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories),
 * and one level below the usual place for add-on software.
 */
export function mirrorFolders(environment: Environment, addOns: string = ADD_ON_SOFTWARE): readonly string[] {
  const home = environment["HOME"] ?? environment["USERPROFILE"] ?? "";
  const config = environment["TF_CLI_CONFIG_FILE"] ?? join(home, ".terraformrc");
  const dataDirectories = (environment["XDG_DATA_DIRS"] ?? "/usr/local/share:/usr/share").split(":");
  const expand = (path: string): string => path.replace(/^~(?=\/|$)/, home).replace(/\$HOME\b/g, home);
  const folders = [
    environment[MIRROR_VARIABLE],
    environment["TF_PLUGIN_CACHE_DIR"],
    ...configuredMirrors(config).map(expand),
    join(home, ".terraform.d", "plugins"),
    environment["APPDATA"] === undefined ? undefined : join(environment["APPDATA"], "terraform.d", "plugins"),
    join(home, "Library", "Application Support", "io.terraform", "plugins"),
    join(environment["XDG_DATA_HOME"] ?? join(home, ".local", "share"), "terraform", "plugins"),
    ...dataDirectories.map((folder) => join(folder, "terraform", "plugins")),
    ...(existsSync(addOns)
      ? readdirSync(addOns)
          .sort()
          .map((name) => join(addOns, name))
      : []),
  ];
  return [...new Set(folders.filter((folder) => folder !== undefined && folder !== ""))] as readonly string[];
}

function providersIn(mirror: string, platform: string): readonly TerraformProvider[] {
  const folder = join(mirror, "registry.terraform.io", "hashicorp", "aws");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((version) => {
    const unpacked = join(folder, version, platform);
    if (!existsSync(unpacked)) return [];
    return readdirSync(unpacked)
      .filter((name) => name.startsWith("terraform-provider-aws"))
      .map((name) => ({ version, binary: join(unpacked, name) }))
      .filter(({ binary }) => isExecutable(binary));
  });
}

/**
 * The Terraform AWS provider to use: the version that was tried if a mirror has it, else the newest in the range.
 *
 * @returns undefined where no mirror has one in the range
 */
export function findTerraformProvider(
  folders: readonly string[],
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): TerraformProvider | undefined {
  const { tried, atLeast, below } = PINS.terraformAws;
  const usable = folders
    .flatMap((folder) => providersIn(folder, platformName(platform, arch)))
    .filter(({ version }) => compareVersions(version, atLeast) >= 0 && compareVersions(version, below) < 0)
    .sort((a, b) => compareVersions(b.version, a.version));
  return usable.find(({ version }) => version === tried) ?? usable[0];
}
