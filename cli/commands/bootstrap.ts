import { runCdk } from "../bootstrap/cdk";
import { type Answer, confirm } from "../bootstrap/confirm";
import { accountEnvironment, type Environment } from "../bootstrap/credentials";
import { exitCodeOf, listenForInterruption, signalOf } from "../bootstrap/interruption";
import { type BootstrapStep, bootstrapSteps, commandLine } from "../bootstrap/steps";
import { UserError, userError } from "../errors";
import { flag, type CommandModule, type Options, type Terminal } from "../model";
import { accountOption, requirePlan } from "../stage";
import { formatTable } from "../table";

/** How one step ended. */
interface Outcome {
  readonly step: BootstrapStep;
  readonly state: "done" | "failed" | "interrupted" | "not started";
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
  const answer = await confirmed(options);
  if (answer !== "yes") {
    terminal.err(`${answer === "interrupted" ? "\n" : ""}Nothing was run.\n`);
    return answer === "interrupted" ? exitCodeOf("SIGINT") : false;
  }
  const { signal: abort, release } = listenForInterruption();
  try {
    return report(await runAll(steps, plan.stack, terminal, abort), abort, terminal);
  } finally {
    release();
  }
};

/** Says how every step ended; answers what the command has to. */
function report(outcomes: readonly Outcome[], abort: AbortSignal, terminal: Terminal): boolean | number {
  const rows = outcomes.map(({ step, state }) => [step.account.name, step.account.accountId, step.region, state]);
  terminal.out(formatTable(["account", "id", "region", "bootstrap"], rows, terminal.width));
  for (const { step, reason } of outcomes.filter(({ state }) => state === "failed")) {
    terminal.err(`\n${titleOf(step)} failed:\n${reason}\n`);
  }
  if (outcomes.every(({ state }) => state === "done")) return true;
  if (!abort.aborted) return false;
  terminal.err(
    `\nInterrupted (${signalOf(abort)}). CloudFormation goes on with what it has begun.\nNext: run the command again, when no stack is being changed any more; what is done stays as it is.\n`,
  );
  return exitCodeOf(signalOf(abort));
}

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

/** Yes after `--yes`, or what is typed on the terminal. */
async function confirmed(options: Options): Promise<Answer> {
  if (flag(options, "yes")) return "yes";
  if (!process.stdin.isTTY) {
    throw userError({
      code: "not-confirmed",
      path: "--yes",
      message: "There is no terminal on which this could be confirmed.",
      fix: "Read what it will do, above or with --dry-run, then add --yes.",
    });
  }
  return confirm("Bootstrap? Type yes to go on: ", { input: process.stdin, output: process.stderr });
}

/** Runs the steps, a few at a time; a failure stops none of the others, an interruption starts no more. */
async function runAll(
  steps: readonly BootstrapStep[],
  stack: string,
  terminal: Terminal,
  abort: AbortSignal,
): Promise<readonly Outcome[]> {
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
      outcomes.push([index, await runStep(step, stack, environment, terminal, abort)]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, steps.length) }, work));
  return outcomes.sort(([a], [b]) => a - b).map(([, outcome]) => outcome);
}

async function runStep(
  step: BootstrapStep,
  stack: string,
  user: Environment,
  terminal: Terminal,
  abort: AbortSignal,
): Promise<Outcome> {
  const label = `[${step.account.name} ${step.region}]`;
  const interrupted = () => abort.aborted;
  if (interrupted()) return { step, state: "not started", reason: "" };
  try {
    const environment = await accountEnvironment(step.account, step.region, stack, user, abort);
    if (interrupted()) return { step, state: "not started", reason: "" };
    const onLine = (line: string) => {
      if (line.trim() !== "") terminal.err(`${label} ${line.trim()}\n`);
    };
    const { ok, output } = await runCdk(step.args, environment, onLine, abort);
    if (ok) return { step, state: "done", reason: "" };
    if (interrupted()) return { step, state: "interrupted", reason: "" };
    return { step, state: "failed", reason: output.slice(-SHOWN_LINES).join("\n") };
  } catch (error) {
    // Asking for credentials was given up.
    if (interrupted()) return { step, state: "not started", reason: "" };
    const reason = error instanceof Error ? error.message : String(error);
    terminal.err(`${label} ${reason}\n`);
    return { step, state: "failed", reason };
  }
}
