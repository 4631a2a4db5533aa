import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { hasErrors, type Finding } from "../policy/finding";
import { checkForeignKey, isOwnKey, parseConfigKey } from "./namespace";
import { nearest } from "./nearest";
import { parseConfig, type ConfigResult } from "./parse";
import { formatPath, type ConfigPath } from "./path";
import { readProject, type Project } from "./project";
import { Report } from "./report";
import { withoutRepeats } from "./repeats";
import { reportSecret, secretPaths } from "./secret";
import type { Sources } from "./sources";
import { describeType } from "./shape";
import { parseFile } from "./yamlFile";

/**
 * The config of a stack from its files, without the engine. The only place that reads YAML.
 *
 * As the engine does it: `Pulumi.yaml` gives values for every stack, the stack's file replaces them key by key, and a key
 * without a namespace belongs to the project (`pulumi/pulumi@v3.259.0:pkg/workspace/config.go#mergeConfig`).
 */

/** Which stack, and where its files are. */
export interface StackFileOptions {
  /** The folder of `Pulumi.yaml`. */
  readonly directory: string;
  /** The stack's name; unless given, it comes from the name of the config file. */
  readonly stack?: string;
  /** The stack's file, anywhere; unless given, `Pulumi.<stack>.yaml` where Pulumi looks for it. */
  readonly configFile?: string;
}

/** What the files say. */
export interface StackFile {
  /** The stack's name, without organization and project; empty where nothing says it. */
  readonly stack: string;
  /** The stack's file; absent where none was found. */
  readonly file?: string;
  /** Our keys, without their namespace. */
  readonly values: Readonly<Record<string, unknown>>;
  /** How numbers are written there. */
  readonly sources: Sources;
  /** What is wrong with the files themselves. */
  readonly findings: readonly Finding[];
  /** False where a file couldn't be read at all: what `values` lack then says nothing. */
  readonly readable: boolean;
}

/** The model of a stack from its files, together with every finding of reading and parsing. */
export function loadStackFile(options: StackFileOptions): ConfigResult {
  const read = readStackFile(options);
  if (!read.readable) return { ok: false, findings: read.findings };
  const parsed = parseConfig(read.stack, read.values, read.sources);
  const findings = withoutRepeats(read.findings, parsed.findings);
  return parsed.ok && !hasErrors(read.findings) ? { ...parsed, findings } : { ok: false, findings };
}

/** Reads `Pulumi.yaml` and the stack's file. Never throws for what is wrong with them: that is in the findings. */
export function readStackFile(options: StackFileOptions): StackFile {
  const report = new Report();
  const project = readProject(options.directory, report);
  const stack = (options.stack ?? stackOfFile(options.configFile)).replace(/^.*\//, "");
  const unreadable: StackFile = { stack, values: {}, sources: new Map(), findings: report.findings, readable: false };
  if (project === undefined) return unreadable;
  if (stack === "") {
    reportNoStack(options.configFile, project, report);
    return unreadable;
  }
  const file = options.configFile ?? join(project.stackDirectory, `Pulumi.${stack}${extname(project.file)}`);
  const text = readText(file, stack, options.configFile === undefined ? project : undefined, report);
  const parsed = text === undefined ? undefined : parseFile(file, text, report);
  if (parsed === undefined) return { ...unreadable, ...(text === undefined ? {} : { file }) };

  const own = readStackConfig(parsed.value, project.name, report);
  if (parsed.value !== null && Object.hasOwn(parsed.value, "environment")) reportEnvironment(parsed.value, report);
  const values = { ...project.values, ...own };
  for (const [key, value] of Object.entries(values)) {
    for (const path of secretPaths(value, [key])) reportSecret(path, report);
  }
  const inherited = project.numbers.filter(({ path }) => !Object.hasOwn(own, String(path[0])));
  const written = parsed.numbers.flatMap(({ path, text: digits }) => {
    const [section, key, ...rest] = path;
    if (section !== "config" || typeof key !== "string") return [];
    const parts = parseConfigKey(key, project.name);
    return isOwnKey(parts) ? [{ path: [parts.name, ...rest] satisfies ConfigPath, text: digits }] : [];
  });
  const sources = new Map([...inherited, ...written].map(({ path, text: digits }) => [formatPath(path), digits]));
  return { stack, file, values, sources, findings: report.findings, readable: true };
}

/** The stacks that have a file in the folder, in alphabetical order. */
export function stacksIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .flatMap((name) => stackOfFile(name) || [])
      .sort();
  } catch {
    return [];
  }
}

/** The stack that a file is for: `prod` of `Pulumi.prod.yaml`; empty for a file of another name. */
export function stackOfFile(file: string | undefined): string {
  return /^Pulumi\.(.+)\.(?:yaml|yml|json)$/.exec(basename(file ?? ""))?.[1] ?? "";
}

function reportNoStack(configFile: string | undefined, project: Project, report: Report): void {
  report.error([], {
    code: "no-stack",
    message: configFile === undefined ? "No stack is named." : "The file's name doesn't say which stack it is for.",
    ...(configFile === undefined ? {} : { value: configFile }),
    allowed: stacksIn(project.stackDirectory),
    fix: "Name the stack, e.g. --stack prod.",
  });
}

/**
 * The text of the stack's file.
 *
 * @param project where the stacks of the project are; absent where the user named the file itself
 */
function readText(file: string, stack: string, project: Project | undefined, report: Report): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") {
      report.error([], {
        code: "unreadable-file",
        message: `The stack's file can't be read: ${message}.`,
        value: file,
        fix: "Check that it is a file and that you may read it.",
      });
    } else if (project === undefined) {
      const near = nearest(basename(file), neighbours(file));
      report.error([], {
        code: "no-config-file",
        message: "There is no such config file.",
        value: file,
        ...(near === undefined ? {} : { nearest: join(dirname(file), near) }),
        fix: "Correct the path given as --config-file.",
      });
    } else {
      report.notAllowed([], {
        code: "no-stack-file",
        message: `The stack has no file ${basename(file)}.`,
        value: stack,
        allowed: stacksIn(project.stackDirectory),
        fix: `Name one of the stacks that exist, or make ${basename(file)}.`,
      });
    }
    return undefined;
  }
}

function neighbours(file: string): readonly string[] {
  try {
    return readdirSync(dirname(resolve(file)));
  } catch {
    return [];
  }
}

/** Our keys of the stack's file. */
function readStackConfig(
  content: Readonly<Record<string, unknown>> | null,
  project: string,
  report: Report,
): Readonly<Record<string, unknown>> {
  const config = content?.["config"];
  if (config === undefined || config === null) return {};
  if (typeof config !== "object" || Array.isArray(config)) {
    report.error(["config"], {
      code: "wrong-type",
      message: `Under config stands ${describeType(config)}, but an object is wanted.`,
      value: config,
      fix: "Write one key a line under config:, e.g. sst-deployer-roles:app: notes.",
    });
    return {};
  }
  const own: [string, unknown][] = [];
  for (const [written, value] of Object.entries(config)) {
    const key = parseConfigKey(written, project);
    if (isOwnKey(key)) own.push([key.name, value]);
    else checkForeignKey(key, project, report);
  }
  return Object.fromEntries(own);
}

function reportEnvironment(content: Readonly<Record<string, unknown>>, report: Report): void {
  report.warning(["environment"], {
    code: "environment-not-read",
    message: "Only the engine reads environments, so what they add to the config is not seen here.",
    value: content["environment"],
    fix: "Trust pulumi preview for this stack, or write the values into its file.",
  });
}
