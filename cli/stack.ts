import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { userError } from "./errors";
import { type Options, type Terminal, textOption } from "./model";

/** Where the stack config is. */
export interface StackLocation {
  /** The folder of Pulumi.yaml. */
  readonly directory: string;
  /** The stack's name without organization and project. */
  readonly stack: string;
  /** Absolute path of the stack file to read instead of `Pulumi.<stack>.yaml`. */
  readonly configFile?: string;
}

const STACK_FILE = /^Pulumi\.(.+)\.ya?ml$/;

/**
 * Which stack a call is about: `--stack`, else `PULUMI_STACK` (as Pulumi does), else the stack that `--config-file` is named
 * after, else the only stack file there is. The stack that `pulumi stack select` chose is not asked for: it lives in
 * Pulumi's own state, and a command that prints permissions shouldn't depend on what somebody chose last week.
 *
 * @throws UserError where there is no Pulumi.yaml, no stack file, or more than one and no choice
 */
export function locateStack(options: Options, terminal: Terminal): StackLocation {
  const from = resolve(terminal.workingDirectory, textOption(options, "cwd") ?? ".");
  const directory = projectDirectory(from);
  const file = textOption(options, "configFile");
  const configFile = file === undefined ? undefined : resolve(terminal.workingDirectory, file);
  const chosen =
    textOption(options, "stack") ??
    (terminal.environment["PULUMI_STACK"] || undefined) ??
    (configFile === undefined ? undefined : STACK_FILE.exec(basename(configFile))?.[1]);
  const stack = chosen?.split("/").at(-1) ?? onlyStack(directory);
  if (configFile !== undefined) {
    if (existsSync(configFile)) return { directory, stack, configFile };
    throw userError({
      code: "no-config-file",
      path: "--config-file",
      message: "There is no such file.",
      value: file,
      fix: "Name a stack file, e.g. --config-file Pulumi.prod.yaml.",
    });
  }
  const stacks = stackNames(directory);
  if (!stacks.includes(stack)) {
    throw userError({
      code: "unknown-stack",
      path: "--stack",
      message: `There is no Pulumi.${stack}.yaml in ${directory}.`,
      value: stack,
      allowed: stacks,
      fix: "Name one of these stacks, or write the file.",
    });
  }
  return { directory, stack };
}

/** The nearest folder upwards that holds a Pulumi.yaml, as the Pulumi CLI looks for it. */
function projectDirectory(from: string): string {
  for (let directory = from; ; directory = dirname(directory)) {
    if (["Pulumi.yaml", "Pulumi.yml"].some((name) => existsSync(join(directory, name)))) return directory;
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

/** The stacks that have a file, in alphabetical order. */
function stackNames(directory: string): readonly string[] {
  return readdirSync(directory)
    .flatMap((name) => STACK_FILE.exec(name)?.[1] ?? [])
    .sort();
}

function onlyStack(directory: string): string {
  const stacks = stackNames(directory);
  const [stack] = stacks;
  if (stack !== undefined && stacks.length === 1) return stack;
  throw userError({
    code: "which-stack",
    path: "--stack",
    message:
      stack === undefined
        ? `There is no Pulumi.<stack>.yaml in ${directory}.`
        : "There is more than one stack, and none was named.",
    ...(stack === undefined ? {} : { allowed: stacks }),
    fix:
      stack === undefined
        ? "Write one, e.g. Pulumi.prod.yaml; the README shows what goes into it."
        : `Add --stack ${stack}, or set PULUMI_STACK.`,
  });
}
