import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { HandoverPlan } from "../../exports/handover";
import { accountsOfStage } from "../../exports/sst/stages";
import { presentCaller } from "../identity/caller";
import { judge } from "../identity/verdict";
import { chosenAccounts, namingOptions } from "../identity/wanted";
import { userError } from "../errors";
import { textOption, type CommandModule, type Terminal } from "../model";
import { requireHandover } from "../plans";

/** `deployers guard`. */
export const run: CommandModule["run"] = async (options, terminal, command) => {
  const stage = textOption(options, "stage");
  if (stage === undefined) {
    throw userError({
      code: "no-stage",
      path: "--stage",
      message: "Nothing says which SST stage the command is for.",
      fix: "Name it, e.g. --stage prod.",
    });
  }
  refuseOtherStage(command, stage);
  const plans = await requireHandover(options, terminal);
  const wanted = chosenAccounts(requireAccounts(plans, stage), options);
  const caller = await presentCaller(wanted[0].account.region);
  const verdict = judge(caller, wanted, namingOptions(options), terminal.environment);
  if (!verdict.ok || !verdict.deploys) {
    const reason = verdict.ok
      ? { message: `The credentials are the role for ${verdict.duty}, not the deployer.`, fix: "" }
      : verdict;
    terminal.err(`${reason.message} Nothing was run.\n${reason.fix === "" ? "" : `Fix: ${reason.fix}\n`}`);
    return 1;
  }
  return runCommand(command, terminal);
};

function requireAccounts(plans: readonly HandoverPlan[], stage: string) {
  const found = accountsOfStage(plans, stage);
  if (found.length > 0) return found;
  throw userError({
    code: "unknown-stage",
    path: "--stage",
    message: `No account of ${plans.map((plan) => plan.stack).join(", ")} is for that stage.`,
    value: stage,
    allowed: [...new Set(plans.flatMap(({ accounts }) => accounts.flatMap(({ stages }) => stages)))],
    fix: "Name the stack that serves the stage with --stack, or several with --stacks.",
  });
}

/** `sst deploy --stage dev` under `guard --stage prod` would run with prod's credentials. */
function refuseOtherStage(command: readonly string[], stage: string): void {
  const named = command.flatMap((word, index) => {
    if (word === "--stage") return command[index + 1] ?? [];
    return word.startsWith("--stage=") ? word.slice("--stage=".length) : [];
  });
  const other = named.find((each) => each !== stage);
  if (other === undefined) return;
  throw userError({
    code: "stage-differs",
    path: "--stage",
    message: `The command is for the stage ${other}, and the credentials were to be checked for ${stage}.`,
    value: other,
    fix: "Name the same stage in both places. Nothing was run.",
  });
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** Runs the command in place of this one: same terminal, signals passed on, its exit code (128 and the signal's number). */
function runCommand(command: readonly string[], terminal: Terminal): Promise<number> {
  const [file = "", ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: "inherit", env: { ...terminal.environment } });
    // Ctrl-C in a terminal reaches the child by itself, since it is in the same group: a second one would be one too many.
    const passOn = (signal: NodeJS.Signals) => {
      if (!(process.stdin.isTTY && signal === "SIGINT")) child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, passOn);
    const end = () => {
      for (const signal of SIGNALS) process.off(signal, passOn);
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      end();
      reject(error.code === "ENOENT" || error.code === "EACCES" ? notRunnable(file, error.code) : error);
    });
    child.once("close", (code, signal) => {
      end();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

function notRunnable(file: string, code: string) {
  return userError({
    code: "command-not-run",
    path: "--",
    message: code === "ENOENT" ? "There is no such command." : "The command may not be run.",
    value: file,
    fix: "Write it after -- as you would without guard, e.g. -- npx sst deploy --stage prod.",
  });
}
