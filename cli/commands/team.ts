import { resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { HandoverPlan } from "../../exports/handover";
import type { ExportOptions } from "../../exports/model";
import { ACCOUNTS_MODULE_MARK, accountsModule } from "../../exports/sst/accounts";
import { accountsOfStage } from "../../exports/sst/stages";
import { onlyAccounts } from "../../exports/team";
import { userError } from "../errors";
import { flag, textOption, type CommandModule, type Options, type Terminal } from "../model";
import { listOption } from "../plans";
import { handOverProfiles, personOptions } from "../profileWriting";
import { readIfThere } from "../readIfThere";
import { readTeam } from "../teamSource";

/** `deployers team`. */
export const run: CommandModule["run"] = async (options, terminal, [source = ""]) => {
  const plans = ofStages(await readTeam(source, terminal), options);
  const exportOptions = personOptions(options);
  await handOverProfiles(plans, exportOptions, options, terminal);
  const file = textOption(options, "sstAccounts");
  if (file !== undefined && !flag(options, "dryRun")) await writeModule(file, plans, exportOptions, terminal);
  return true;
};

function ofStages(plans: readonly HandoverPlan[], options: Options): readonly HandoverPlan[] {
  const stages = listOption(options, "stages");
  if (stages === undefined) return plans;
  const wanted = new Set(stages.flatMap((stage) => requireStage(plans, stage)));
  return onlyAccounts(plans, (account) => wanted.has(account));
}

function requireStage(plans: readonly HandoverPlan[], stage: string) {
  const found = accountsOfStage(plans, stage).map(({ account }) => account);
  if (found.length > 0) return found;
  throw userError({
    code: "unknown-stage",
    path: "--stages",
    message: "The team file has no account for that stage.",
    value: stage,
    allowed: [...new Set(plans.flatMap(({ accounts }) => accounts.flatMap(({ stages }) => stages)))],
    fix: "Name a stage that the file has, or that fits one of its patterns.",
  });
}

/** Writes the module; a file that this command didn't write is never replaced. */
async function writeModule(
  file: string,
  plans: readonly HandoverPlan[],
  exportOptions: ExportOptions,
  terminal: Terminal,
): Promise<void> {
  const path = resolve(terminal.workingDirectory, file);
  const text = accountsModule(plans, exportOptions);
  try {
    const before = await readIfThere(path);
    if (before !== undefined && !before.startsWith(ACCOUNTS_MODULE_MARK)) {
      throw userError({
        code: "file-in-the-way",
        path: "--sst-accounts",
        message: "A file is there already that this command didn't write.",
        value: path,
        fix: "Name another file, or move that one away. It wasn't touched.",
      });
    }
    if (before === text) {
      terminal.err(`${path} is up to date.\n`);
      return;
    }
    await writeFileAtomic(path, text);
    terminal.err(`Wrote ${path}.\n`);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string") throw error;
    throw userError({
      code: "file-unusable",
      path: "--sst-accounts",
      message: `The file can't be written (${code}).`,
      value: path,
      fix: "Name a file in a folder that exists and is yours to write.",
    });
  }
}
