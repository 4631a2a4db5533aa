import { DEFAULT_EXPORT_OPTIONS, type ExportOptions } from "../../exports/model";
import { EXPORT_FORMATS } from "../../exports/registry";
import { hasErrors } from "../../policy/finding";
import { UserError } from "../errors";
import { textOption, type CommandModule } from "../model";
import { accountOption, reportFindings, requirePlan } from "../stage";

/** `deployers export`. */
export const run: CommandModule["run"] = (options, terminal) => {
  const plan = requirePlan(options, terminal);
  const wanted = textOption(options, "for");
  const format = EXPORT_FORMATS.find((each) => each.format === wanted);
  if (!format) throw new Error(`The command table offers the format ${String(wanted)}, the registry doesn't.`);
  const exportOptions: ExportOptions = { ...DEFAULT_EXPORT_OPTIONS, ...accountOption(options, plan) };
  const findings = format.check(plan, exportOptions, "print");
  if (hasErrors(findings)) throw new UserError(findings);
  reportFindings(findings, terminal);
  terminal.out(format.render(plan, exportOptions));
  return Promise.resolve(true);
};
