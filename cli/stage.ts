import { formatFindings, summarizeFindings } from "../config/describe";
import { loadStackFile } from "../config/file";
import { nearest } from "../config/nearest";
import { placeholderFindings } from "../config/placeholders";
import { plan } from "../plan/plan";
import type { Plan } from "../plan/model";
import type { Finding } from "../policy/finding";
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
 * @throws UserError where there is no project
 */
export function readStage(options: Options, terminal: Terminal): Stage {
  const loaded = loadStackFile(locateStack(options, terminal));
  if (!loaded.ok) return loaded;
  const planned = plan(loaded.config);
  return {
    ...planned,
    findings: [...loaded.findings, ...placeholderFindings(loaded.config, "warning"), ...planned.findings],
  };
}

/**
 * The plan, for commands that print nothing without one. Warnings are counted on stderr; `check` is there to read them.
 *
 * @throws UserError with all findings where there is no plan
 */
export function requirePlan(options: Options, terminal: Terminal): Plan {
  const stage = readStage(options, terminal);
  if (!stage.ok) throw new UserError(stage.findings);
  const { stack } = stage.plan;
  if (stage.findings.length > 0) {
    terminal.err(
      `${summarizeFindings(stage.findings, `stack ${stack}`)}; deployers check --stack ${stack} shows them.\n`,
    );
  }
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
  const near = nearest(account, names);
  throw userError({
    code: "unknown-account",
    path: "--account",
    message: `The stack ${plan.stack} has no account of that name.`,
    value: account,
    allowed: names,
    ...(near === undefined ? {} : { nearest: near }),
    fix: "Name one of the stack's accounts.",
  });
}
