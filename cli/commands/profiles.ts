import { blockId } from "../../exports/merge/blocks";
import { awsFilePaths } from "../../exports/merge/awsFiles";
import { writeBlock } from "../../exports/merge/write";
import type { ExportOptions, ProfileFormat } from "../../exports/model";
import { PROFILE_FORMATS } from "../../exports/registry";
import type { Plan } from "../../plan/model";
import { hasErrors } from "../../policy/finding";
import { UserError, userError } from "../errors";
import { flag, textOption, type CommandModule, type Options, type Terminal } from "../model";
import { reportFindings, requirePlan } from "../stage";

/** `deployers profiles`. */
export const run: CommandModule["run"] = async (options, terminal) => {
  const remove = flag(options, "remove");
  if (remove && flag(options, "write")) {
    throw userError({
      code: "write-and-remove",
      path: "--remove",
      message: "--write puts the profiles in and --remove takes them out.",
      fix: "Give one of the two.",
    });
  }
  const plan = requirePlan(options, terminal);
  const format = PROFILE_FORMATS.find((each) => each.format === textOption(options, "format"));
  if (!format) throw new Error("The command table offers a format of profiles that the registry doesn't.");
  const exportOptions: ExportOptions = {
    sourceProfile: textOption(options, "sourceProfile") ?? "default",
    prefix: textOption(options, "prefix") ?? "",
    ...mfaSerial(options),
  };
  // A dry run is of --write unless it is of --remove: what it shows is what would stand in the file.
  const touchesFile = remove || flag(options, "write") || flag(options, "dryRun");
  if (!remove) {
    const findings = format.check(plan, exportOptions, touchesFile ? "write" : "print");
    if (hasErrors(findings)) throw new UserError(findings);
    reportFindings(findings, terminal);
  }
  if (touchesFile) return change(format, plan, exportOptions, options, terminal);
  const text = format.render(plan, exportOptions);
  const profiles = format.body(plan, exportOptions).sections.map(({ identity }) => identity.replace(/^profile /, ""));
  terminal.out(
    flag(options, "json") ? `${JSON.stringify({ format: format.format, profiles, text }, null, 2)}\n` : text,
  );
  return true;
};

async function change(
  format: ProfileFormat,
  plan: Plan,
  exportOptions: ExportOptions,
  options: Options,
  terminal: Terminal,
): Promise<boolean> {
  const dryRun = flag(options, "dryRun");
  const result = await writeBlock({
    file: format.file,
    paths: awsFilePaths(terminal.environment, terminal.homeDirectory),
    id: blockId(plan),
    ...(flag(options, "remove") ? {} : { body: format.body(plan, exportOptions) }),
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
  return true;
}

function mfaSerial(options: Options): { readonly mfaSerial?: string } {
  const serial = textOption(options, "mfaSerial");
  return serial === undefined ? {} : { mfaSerial: serial };
}
