import { resolve } from "node:path";
import { planSummary } from "../../exports/summary";
import { planTree } from "../../exports/tree";
import { flag, textOption, type CommandModule } from "../model";
import { reportFindings, requirePlan } from "../stage";
import { writeTree } from "../writeTree";

/** `deployers render`. */
export const run: CommandModule["run"] = async (options, terminal) => {
  const plan = requirePlan(options, terminal);
  if (flag(options, "json")) terminal.out(`${JSON.stringify(plan, null, 2)}\n`);
  const out = textOption(options, "out");
  if (out === undefined) {
    if (!flag(options, "json")) terminal.out(planSummary(plan));
    return true;
  }
  const { files, findings } = planTree(plan);
  reportFindings(
    // One form that can't be made leaves out one file; the others are as good as ever.
    findings.map((finding) => ({ ...finding, severity: "warning" })),
    terminal,
  );
  const folder = resolve(terminal.workingDirectory, out);
  const { written, removed } = await writeTree(folder, files);
  terminal.err(
    `${folder}: ${files.size} files, ${written.length} of them new or changed, ${removed.length} removed.\n`,
  );
  return true;
};
