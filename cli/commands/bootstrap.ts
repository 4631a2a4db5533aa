import { createInterface } from "node:readline/promises";
import { runCdk } from "../bootstrap/cdk";
import { accountEnvironment, type Environment } from "../bootstrap/credentials";
import { type BootstrapStep, bootstrapSteps, commandLine } from "../bootstrap/steps";
import { UserError, userError } from "../errors";
import { flag, type CommandModule, type Options, type Terminal } from "../model";
import { accountOption, requirePlan } from "../stage";
import { formatTable } from "../table";

/** How one step ended. */
interface Outcome {
  readonly step: BootstrapStep;
  readonly ok: boolean;
  /** Why it failed; empty where it didn't. */
  readonly reason: string;
}

/** Bootstraps that run at a time: each waits for CloudFormation most of it. */
const AT_A_TIME = 4;

/** How many of CDK's last lines a failure shows. */
const SHOWN_LINES = 12;

/** `deployers bootstrap`. */
export const run: CommandModule["run"] = async (options, terminal) => {
  const plan = requirePlan(options, terminal);
  const { steps, findings } = bootstrapSteps(plan, accountOption(options, plan).account);
  if (findings.length > 0) throw new UserError(findings);
  announce(steps, terminal);
  if (flag(options, "dryRun")) {
    terminal.out(steps.map((step) => `${commandLine(step)}\n`).join(""));
    terminal.err("Nothing was run.\n");
    return true;
  }
  if (!(await confirmed(options, terminal))) {
    terminal.err("Nothing was run.\n");
    return false;
  }
  const outcomes = await runAll(steps, plan.stack, terminal);
  const rows = outcomes.map(({ step, ok }) => [
    step.account.name,
    step.account.accountId,
    step.region,
    ok ? "done" : "failed",
  ]);
  terminal.out(formatTable(["account", "id", "region", "bootstrap"], rows, terminal.width));
  for (const { step, reason } of outcomes.filter(({ ok }) => !ok)) {
    terminal.err(`\n${titleOf(step)} failed:\n${reason}\n`);
  }
  return outcomes.every(({ ok }) => ok);
};

/** Says what every step will do; steps that do the same share the text. */
function announce(steps: readonly BootstrapStep[], terminal: Terminal): void {
  const byText = new Map<string, BootstrapStep[]>();
  for (const step of steps) {
    const text = step.says.map((line) => `  - ${line}\n`).join("");
    byText.set(text, [...(byText.get(text) ?? []), step]);
  }
  for (const [text, those] of byText) terminal.err(`cdk bootstrap of ${those.map(titleOf).join("; ")}:\n${text}`);
  terminal.err("The execution policies and boundaries have to be there: run pulumi up first.\n");
}

function titleOf({ account, region }: BootstrapStep): string {
  return `${account.name} (${account.accountId}), ${region}`;
}

/** True after `--yes`, or a yes typed on the terminal. */
async function confirmed(options: Options, terminal: Terminal): Promise<boolean> {
  if (flag(options, "yes")) return true;
  if (!process.stdin.isTTY) {
    throw userError({
      code: "not-confirmed",
      path: "--yes",
      message: "There is no terminal on which this could be confirmed.",
      fix: "Read what it will do, above or with --dry-run, then add --yes.",
    });
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question("Bootstrap? Type yes to go on: ")).trim());
  } finally {
    lines.close();
    terminal.err("");
  }
}

/** Runs the steps, a few at a time; a failure stops none of the others. */
async function runAll(steps: readonly BootstrapStep[], stack: string, terminal: Terminal): Promise<readonly Outcome[]> {
  const environment = Object.fromEntries(
    Object.entries(terminal.environment).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
  const outcomes: (readonly [number, Outcome])[] = [];
  const left = [...steps.entries()];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, step] = next;
      outcomes.push([index, await runStep(step, stack, environment, terminal)]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, steps.length) }, work));
  return outcomes.sort(([a], [b]) => a - b).map(([, outcome]) => outcome);
}

async function runStep(step: BootstrapStep, stack: string, user: Environment, terminal: Terminal): Promise<Outcome> {
  const label = `[${step.account.name} ${step.region}]`;
  try {
    const environment = await accountEnvironment(step.account, step.region, stack, user);
    const { ok, output } = await runCdk(step.args, environment, (line) => {
      if (line.trim() !== "") terminal.err(`${label} ${line.trim()}\n`);
    });
    return { step, ok, reason: ok ? "" : output.slice(-SHOWN_LINES).join("\n") };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    terminal.err(`${label} ${reason}\n`);
    return { step, ok: false, reason };
  }
}
