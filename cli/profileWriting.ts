import { isAbsolute, join, resolve } from "node:path";
import type { HandoverPlan } from "../exports/handover";
import { awsFilePaths } from "../exports/merge/awsFiles";
import { blockId } from "../exports/merge/blocks";
import { writeBlock } from "../exports/merge/write";
import type { ExportOptions, ProfileFormat } from "../exports/model";
import { profileName } from "../exports/profiles";
import { PROFILE_FORMATS } from "../exports/registry";
import { selectedAccounts } from "../exports/roles";
import { hasErrors } from "../policy/finding";
import { UserError, userError } from "./errors";
import { flag, textOption, type Options, type Terminal } from "./model";
import { reportFindings } from "./stage";
import { writeTree } from "./writeTree";

/**
 * What `profiles` and `team` have in common: printing the profiles of plans, merging them into the user's AWS files, taking
 * them out, or writing a folder.
 */

/** What a person said about profiles; the same options for both commands. */
export function personOptions(options: Options): ExportOptions {
  const mfaSerial = textOption(options, "mfaSerial");
  const permissionSet = textOption(options, "permissionSet");
  return {
    sourceProfile: textOption(options, "sourceProfile") ?? "default",
    prefix: textOption(options, "prefix") ?? "",
    ...(mfaSerial === undefined ? {} : { mfaSerial }),
    ...(permissionSet === undefined ? {} : { permissionSet }),
  };
}

/**
 * Does with the profiles of these plans what the options ask for.
 *
 * @throws UserError where options contradict each other, or anything stands against the profiles of any of the plans: then
 *   nothing is printed or written
 */
export async function handOverProfiles(
  plans: readonly HandoverPlan[],
  exportOptions: ExportOptions,
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const format = formatOf(options);
  const [remove, write, dryRun] = [flag(options, "remove"), flag(options, "write"), flag(options, "dryRun")];
  refuseContradictions(format, options);
  // A dry run is of --write unless it is of --remove: what it shows is what would stand in the file.
  const touchesFile = remove || write || dryRun;
  if (!remove) {
    const findings = plans.flatMap((plan) => format.check(plan, exportOptions, touchesFile ? "write" : "print"));
    if (hasErrors(findings)) throw new UserError(findings);
    reportFindings(findings, terminal);
  }
  for (const plan of plans) {
    if (touchesFile) await change(format, plan, exportOptions, options, terminal);
    else if (textOption(options, "out") !== undefined) await writeFiles(format, plan, exportOptions, options, terminal);
    else print(format, plan, exportOptions, options, terminal);
  }
}

function formatOf(options: Options): ProfileFormat {
  const format = PROFILE_FORMATS.find((each) => each.format === textOption(options, "format"));
  if (!format) throw new Error("The command table offers a format of profiles that the registry doesn't.");
  return format;
}

function refuseContradictions(format: ProfileFormat, options: Options): void {
  if (flag(options, "remove") && flag(options, "write")) {
    throw userError({
      code: "write-and-remove",
      path: "--remove",
      message: "--write puts the profiles in and --remove takes them out.",
      fix: "Give one of the two.",
    });
  }
  if (!format.merge && (flag(options, "remove") || flag(options, "write") || flag(options, "dryRun"))) {
    throw userError({
      code: "format-not-merged",
      path: "--format",
      message: `Profiles in the form ${format.format} don't stand in your AWS files.`,
      value: format.format,
      allowed: PROFILE_FORMATS.filter((each) => each.merge !== undefined).map((each) => each.format),
      fix: format.files ? "Write them into a folder with --out." : "Print them, and enter them in the tool.",
    });
  }
  if (!format.files && textOption(options, "out") !== undefined) {
    throw userError({
      code: "format-of-one-file",
      path: "--out",
      message: `The form ${format.format} is a single text.`,
      value: format.format,
      allowed: PROFILE_FORMATS.filter((each) => each.files !== undefined).map((each) => each.format),
      fix: "Leave out --out and redirect what is printed.",
    });
  }
}

function print(
  format: ProfileFormat,
  plan: HandoverPlan,
  exportOptions: ExportOptions,
  options: Options,
  terminal: Terminal,
): void {
  const text = format.render(plan, exportOptions);
  const profiles = selectedAccounts(plan, exportOptions).map((account) => profileName(account, exportOptions));
  terminal.out(
    flag(options, "json") ? `${JSON.stringify({ format: format.format, profiles, text }, null, 2)}\n` : text,
  );
}

async function writeFiles(
  format: ProfileFormat,
  plan: HandoverPlan,
  exportOptions: ExportOptions,
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const folder = resolve(terminal.workingDirectory, textOption(options, "out") ?? ".", `${plan.app}-${plan.stack}`);
  const files = format.files?.(plan, exportOptions) ?? new Map<string, string>();
  const { written, removed } = await writeTree(folder, files);
  terminal.err(
    `${join(folder)}: ${files.size} files, ${written.length} of them new or changed, ${removed.length} removed.\n`,
  );
}

/** With an empty or relative HOME the files would be looked for, and made, in whatever folder the command runs in. */
function refuseRelative(paths: ReturnType<typeof awsFilePaths>): void {
  const relative = Object.values(paths).filter((path) => !isAbsolute(path));
  if (relative.length === 0) return;
  throw userError({
    code: "relative-path",
    path: "HOME",
    message: "The AWS files would be in a folder that depends on where the command runs.",
    value: relative,
    fix: "Set HOME, or AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, to absolute paths. Nothing was written.",
  });
}

async function change(
  format: ProfileFormat,
  plan: HandoverPlan,
  exportOptions: ExportOptions,
  options: Options,
  terminal: Terminal,
): Promise<void> {
  if (!format.merge) throw new Error("A format that isn't merged was to be merged.");
  const dryRun = flag(options, "dryRun");
  const paths = awsFilePaths(terminal.environment, terminal.homeDirectory);
  refuseRelative(paths);
  const result = await writeBlock({
    file: format.merge.file,
    paths,
    id: blockId(plan),
    ...(flag(options, "remove") ? {} : { body: format.merge.body(plan, exportOptions) }),
    dryRun,
  });
  if (!result.ok) throw new UserError(result.findings);
  const { path, changed, diff, backup } = result;
  if (flag(options, "json")) {
    const outcome = { path, changed, ...(dryRun ? { diff } : {}), ...(backup === undefined ? {} : { backup }) };
    terminal.out(`${JSON.stringify(outcome, null, 2)}\n`);
  } else if (dryRun) {
    terminal.out(diff);
    terminal.err(changed ? `Nothing was written: this is what would change in ${path}.\n` : `${path} is up to date.\n`);
  } else if (changed) {
    terminal.err(`Wrote ${path}.${backup === undefined ? "" : ` The former content is kept in ${backup}.`}\n`);
  } else {
    terminal.err(`${path} is up to date.\n`);
  }
}
