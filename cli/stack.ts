import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { stackOfFile, type StackFileOptions, stacksIn } from "../config/file";
import { readProject } from "../config/project";
import { Report } from "../config/report";
import { userError } from "./errors";
import { type Options, type Terminal, textOption } from "./model";

const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"] as const;

/**
 * Which stack a call is about: `--stack`, else the stack that `--config-file` is named after, else `PULUMI_STACK` (as Pulumi
 * does), else the only stack file there is. Where none of these tells, the stack is left open, and reading the config
 * reports it with the list of stacks. A file that names its stack goes before the variable, which CI often sets for another
 * call: one stack's file under another's name would give roles that neither has. The stack that `pulumi stack select` chose
 * is not asked for: a command that prints permissions shouldn't depend on what somebody chose last week.
 *
 * @throws UserError where there is no Pulumi project
 */
export function locateStack(options: Options, terminal: Terminal): StackFileOptions {
  const directory = projectDirectory(resolve(terminal.workingDirectory, textOption(options, "cwd") ?? "."));
  const file = textOption(options, "configFile");
  const configFile = file === undefined ? {} : { configFile: resolve(terminal.workingDirectory, file) };
  const stack =
    textOption(options, "stack") ??
    (stackOfFile(file) || undefined) ??
    textOption(terminal.environment, "PULUMI_STACK") ??
    (file === undefined ? onlyStack(directory) : undefined);
  return { directory, ...configFile, ...(stack === undefined ? {} : { stack }) };
}

/** The nearest folder upwards that holds a project file, as the Pulumi CLI looks for it. */
function projectDirectory(from: string): string {
  for (let directory = from; ; directory = dirname(directory)) {
    if (PROJECT_FILES.some((name) => existsSync(join(directory, name)))) return directory;
    if (directory === dirname(directory)) break;
  }
  throw userError({
    code: "no-project",
    path: "--cwd",
    message: "There is no Pulumi.yaml in this folder or above it.",
    value: from,
    fix: "Run this in the checkout of the deployer roles, or name its folder with --cwd.",
  });
}

/** The stack, if the project has a file of one stack and no more. A broken project file is reported when it is read. */
function onlyStack(directory: string): string | undefined {
  const project = readProject(directory, new Report());
  const stacks = project === undefined ? [] : stacksIn(project.stackDirectory);
  return stacks.length === 1 ? stacks[0] : undefined;
}
