import { resolve } from "node:path";
import { planFromStack } from "../../exports/fromStack";
import { DEFAULT_EXPORT_OPTIONS, type ExportFormat, type ExportOptions } from "../../exports/model";
import { EXPORT_FORMATS } from "../../exports/registry";
import type { Plan } from "../../plan/model";
import { hasErrors } from "../../policy/finding";
import { GENERATIONS } from "../../policy/generation";
import { UserError, userError } from "../errors";
import { flag, textOption, type CommandModule, type Options, type Terminal } from "../model";
import { requirePlans } from "../plans";
import { stackOutputs } from "../pulumiOutputs";
import { locateStack } from "../stack";
import { accountOption, reportFindings } from "../stage";
import { writeTree } from "../writeTree";

/** `deployers export`. */
export const run: CommandModule["run"] = async (options, terminal) => {
  const format = formatOf(options);
  const [first, ...others] = requirePlans(options, terminal);
  if (others.length > 0 && !format.renderAll) throw ofOneStack(format);
  const plans: [Plan, ...Plan[]] = [first, ...others];
  if (flag(options, "fromStack")) {
    for (const [index, plan] of plans.entries()) plans[index] = await asDeployed(plan, options, terminal);
  }
  const exportOptions: ExportOptions = {
    ...DEFAULT_EXPORT_OPTIONS,
    prefix: textOption(options, "prefix") ?? "",
    ...accountOption(options, first),
    ...generationOption(options, plans),
    ...protectExceptOption(options, format),
  };
  const findings = plans.flatMap((plan) => format.check(plan, exportOptions, "print"));
  if (hasErrors(findings)) throw new UserError(findings);
  reportFindings(findings, terminal);
  const out = textOption(options, "out");
  if (out === undefined) {
    terminal.out(format.renderAll ? format.renderAll(plans, exportOptions) : format.render(plans[0], exportOptions));
    return true;
  }
  const folder = resolve(terminal.workingDirectory, out);
  const files = filesOf(format, plans, exportOptions);
  const { written, removed } = await writeTree(folder, files, `.deployers-export-${format.format}-${first.stack}`);
  terminal.err(
    `${folder}: ${files.size} files, ${written.length} of them new or changed, ${removed.length} removed.\n`,
  );
  return true;
};

function formatOf(options: Options): ExportFormat {
  const wanted = textOption(options, "for");
  const format = EXPORT_FORMATS.find((each) => each.format === wanted);
  if (!format) throw new Error(`The command table offers the format ${String(wanted)}, the registry doesn't.`);
  return format;
}

function filesOf(
  format: ExportFormat,
  plans: readonly [Plan, ...Plan[]],
  exportOptions: ExportOptions,
): ReadonlyMap<string, string> {
  if (format.files) return format.files(plans[0], exportOptions);
  const text = format.renderAll?.(plans, exportOptions) ?? format.render(plans[0], exportOptions);
  return new Map([[format.fileName, text]]);
}

function ofOneStack({ format }: ExportFormat) {
  return userError({
    code: "format-of-one-stack",
    path: "--stacks",
    message: `The form ${format} holds one stack.`,
    value: format,
    allowed: EXPORT_FORMATS.filter((each) => each.renderAll !== undefined).map((each) => each.format),
    fix: "Export each stack by itself, with --stack.",
  });
}

/** The plan with what the stack really has. */
async function asDeployed(plan: Plan, options: Options, terminal: Terminal): Promise<Plan> {
  const { directory } = locateStack(options, terminal);
  const result = planFromStack(plan, await stackOutputs(directory, plan.stack, terminal));
  if (!result.ok) throw new UserError(result.findings);
  reportFindings(result.findings, terminal);
  return result.plan;
}

/** The value of `--sst`, if the stack has an account of that generation. */
function generationOption(options: Options, plans: readonly Plan[]): Pick<ExportOptions, "generation"> {
  const wanted = textOption(options, "sst");
  const generation = GENERATIONS.find((each) => each === wanted);
  if (generation === undefined) return {};
  const there = new Set(plans.flatMap(({ accounts }) => accounts.map(({ sst }) => sst)));
  if (there.has(generation)) return { generation };
  throw userError({
    code: "generation-missing",
    path: "--sst",
    message: `No account of ${plans.map(({ stack }) => stack).join(", ")} has SST ${generation}.`,
    value: generation,
    allowed: GENERATIONS.filter((each) => there.has(each)),
    fix: "Name a generation that the stage has, or leave out --sst.",
  });
}

/** The ARNs of `--protect-except`, separated by commas; only the service control policy excepts anybody. */
function protectExceptOption(options: Options, { format }: ExportFormat): Pick<ExportOptions, "protectExcept"> {
  if (textOption(options, "protectExcept") !== undefined && format !== "scp") {
    throw userError({
      code: "option-of-other-form",
      path: "--protect-except",
      message: `The form ${format} excepts nobody.`,
      value: format,
      allowed: ["scp"],
      fix: "Leave --protect-except out, or add --for scp.",
    });
  }
  const arns = (textOption(options, "protectExcept") ?? "")
    .split(",")
    .map((arn) => arn.trim())
    .filter((arn) => arn !== "");
  return arns.length > 0 ? { protectExcept: arns } : {};
}
