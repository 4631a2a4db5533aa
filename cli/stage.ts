import { formatFindings } from "../config/describe";
import { readStackFile } from "../config/file";
import { parseConfig } from "../config/parse";
import { placeholderFindings } from "../config/placeholders";
import { plan } from "../plan/plan";
import type { Plan } from "../plan/model";
import { type Finding, hasErrors } from "../policy/finding";
import { UserError, userError } from "./errors";
import { type Options, type Terminal, textOption } from "./model";
import { locateStack } from "./stack";

/** The plan of the stack that the options name, and every finding on the way; without a plan one of them is an error. */
export type Stage =
  | { readonly ok: true; readonly plan: Plan; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Reads, parses and plans a stack. The ids that the shipped files use as placeholders are warnings here: nothing is created.
 *
 * @throws UserError where there is no stack file to read
 */
export function readStage(options: Options, terminal: Terminal): Stage {
  const location = locateStack(options, terminal);
  const file = readStackFile(location);
  if (hasErrors(file.findings)) return { ok: false, findings: file.findings };
  const parsed = parseConfig(location.stack, file.values);
  if (!parsed.ok) return { ok: false, findings: [...file.findings, ...parsed.findings] };
  const planned = plan(parsed.config);
  return {
    ...planned,
    findings: [
      ...file.findings,
      ...parsed.findings,
      ...placeholderFindings(parsed.config, "warning"),
      ...planned.findings,
    ],
  };
}

/**
 * The plan, for commands that print nothing without one. Warnings go to stderr.
 *
 * @throws UserError with all findings where there is no plan
 */
export function requirePlan(options: Options, terminal: Terminal): Plan {
  const stage = readStage(options, terminal);
  if (!stage.ok) throw new UserError(stage.findings);
  reportFindings(stage.findings, terminal);
  return stage.plan;
}

/** Prints findings to stderr; nothing where there are none. */
export function reportFindings(findings: readonly Finding[], terminal: Terminal): void {
  if (findings.length > 0) terminal.err(`${formatFindings(findings).trimEnd()}\n`);
}

/**
 * The value of `--account`, if it is an account of the plan.
 *
 * @throws UserError for any other name
 */
export function accountOption(options: Options, plan: Plan): { readonly account?: string } {
  const account = textOption(options, "account");
  if (account === undefined) return {};
  const names = plan.accounts.map(({ name }) => name);
  if (names.includes(account)) return { account };
  throw userError({
    code: "unknown-account",
    path: "--account",
    message: `The stack ${plan.stack} has no account of that name.`,
    value: account,
    allowed: names,
    fix: "Name one of the stack's accounts.",
  });
}
