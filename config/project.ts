import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkForeignKey, isOwnKey, parseConfigKey } from "./namespace";
import type { ConfigPath } from "./path";
import type { Report } from "./report";
import type { WrittenNumber } from "./yaml";
import { parseFile } from "./yamlFile";

/** What `Pulumi.yaml` says for every stack. */
export interface Project {
  /** The file that was read. */
  readonly file: string;
  /** The project's name: the namespace of keys without one. */
  readonly name: string;
  /** Where the stacks' files are. */
  readonly stackDirectory: string;
  /** Our keys, without their namespace. */
  readonly values: Readonly<Record<string, unknown>>;
  /** How numbers in them are written. */
  readonly numbers: readonly WrittenNumber[];
}

/** Names of the project file, in the order in which Pulumi looks for them. */
const FILE_NAMES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/**
 * The keys that describe a value of the project's config; a key of the project's own may give a `default`, any other gives
 * a `value` (https://www.pulumi.com/docs/iac/concepts/projects/project-file/#config-options).
 */
const DESCRIBING_KEYS: readonly string[] = ["type", "description", "secret", "items", "default", "value"];

/** Reads the project file of a folder; `undefined` after reporting why it can't. */
export function readProject(directory: string, report: Report): Project | undefined {
  const found = readFirst(directory, report);
  if (found === undefined) return undefined;
  const parsed = parseFile(found.file, found.text, report);
  if (parsed === undefined) return undefined;
  const name = parsed.value?.["name"];
  if (typeof name !== "string") {
    report.error([], {
      code: "invalid-project-file",
      message: "The project file has no name, so Pulumi wouldn't take it.",
      value: found.file,
      fix: "Add name: sst-deployer-roles, as in the shipped Pulumi.yaml.",
    });
    return undefined;
  }
  const config = parsed.value?.["config"];
  // A text is the old way of writing stackConfigDir (pulumi/pulumi:sdk/go/common/workspace/project.go).
  const stackConfigDir = typeof config === "string" ? config : parsed.value?.["stackConfigDir"];
  const read = new Map<string, { readonly value: unknown; readonly at: ConfigPath }>();
  if (typeof config === "object" && config !== null) {
    for (const [written, raw] of Object.entries(config)) readKey(written, raw, name, read, report);
  }
  return {
    file: found.file,
    name,
    stackDirectory: typeof stackConfigDir === "string" ? join(directory, stackConfigDir) : directory,
    values: Object.fromEntries([...read].map(([key, { value }]) => [key, value])),
    numbers: parsed.numbers.flatMap(({ path, text }) => {
      for (const [key, { at }] of read) {
        if (at.every((part, index) => path[index] === part)) return [{ path: [key, ...path.slice(at.length)], text }];
      }
      return [];
    }),
  };
}

function readFirst(directory: string, report: Report): { readonly file: string; readonly text: string } | undefined {
  for (const name of FILE_NAMES) {
    const file = join(directory, name);
    try {
      return { file, text: readFileSync(file, "utf8") };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") continue;
      report.error([], {
        code: "unreadable-file",
        message: `The project file can't be read: ${message}.`,
        value: file,
        fix: "Check that it is a file and that you may read it.",
      });
      return undefined;
    }
  }
  report.error([], {
    code: "no-project-file",
    message: "There is no Pulumi.yaml in the folder.",
    value: directory,
    fix: "Run the command in the folder of the Pulumi project.",
  });
  return undefined;
}

/** Reads one key of the project's config into `read`, with the place of its value in the file. */
function readKey(
  written: string,
  raw: unknown,
  project: string,
  read: Map<string, { readonly value: unknown; readonly at: ConfigPath }>,
  report: Report,
): void {
  const key = parseConfigKey(written, project);
  if (!isOwnKey(key)) {
    checkForeignKey(key, project, report);
    return;
  }
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    read.set(key.name, { value: raw, at: ["config", written] });
    return;
  }
  const value = ["value", "default"].find((word) => Object.hasOwn(raw, word));
  const describes = Object.keys(raw).every((word) => DESCRIBING_KEYS.includes(word));
  if (!describes || (value === "default" && key.namespace !== project)) {
    report.error([key.name], {
      code: "project-value",
      message: "In Pulumi.yaml an object stands under value, or Pulumi takes its keys for a description.",
      value: raw,
      fix: `Put the object under value:, as in ${written}: { value: … }.`,
    });
  } else if (value !== undefined) {
    read.set(key.name, { value: (raw as Record<string, unknown>)[value], at: ["config", written, value] });
  }
}
