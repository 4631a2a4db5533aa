import { createRequire } from "node:module";
import { homedir } from "node:os";
import { Command, CommanderError, Option } from "commander";
import { version } from "../package.json";
import { COMMANDS, COMMON_OPTIONS, type CommandRow, type OptionRow } from "./commandTable";
import { UserError } from "./errors";
import type { CommandModule, Options, Terminal } from "./model";

/**
 * The command line `deployers`: reads arguments, loads only the command that was asked for, and turns what comes back into
 * an exit code: 0 or 1, but for `guard`, which passes on that of the command it runs, and `bootstrap`, which says by which
 * signal it was interrupted.
 */

const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  environment: process.env,
  workingDirectory: process.cwd(),
  homeDirectory: homedir(),
  ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}),
};

/** Loads a command's module when it is run, so that `--help` doesn't pay for YAML, schemas and policies. */
function loadCommand(name: string): CommandModule {
  return createRequire(__filename)(`./commands/${name}`) as CommandModule;
}

function toOption(row: OptionRow): Option {
  const option = new Option(row.flags, row.description);
  if (row.env !== undefined) option.env(row.env);
  if (row.choices) option.choices(row.choices);
  if (row.default !== undefined) option.default(row.default);
  return option;
}

function addCommand(program: Command, row: CommandRow): void {
  const command = program
    .command(row.name)
    .summary(row.summary)
    .description(row.description)
    .allowExcessArguments(false)
    .addHelpText("after", `\nExamples:\n${row.examples.map((example) => `  $ npx ${example}\n`).join("")}`);
  if (row.operands !== undefined) command.argument(row.operands.name, row.operands.description);
  const common = row.standalone === true ? [] : COMMON_OPTIONS;
  for (const option of [...row.options, ...common]) command.addOption(toOption(option));
  command.action(async () => {
    const result = await loadCommand(row.name).run(command.opts<Options>(), terminal, command.args);
    process.exitCode = typeof result === "number" ? result : result ? 0 : 1;
  });
}

function createProgram(): Command {
  const program = new Command("deployers")
    .description("The deployer roles that SST deploys with, per stage and account: check, review and hand them over.")
    .version(version)
    .exitOverride()
    .showHelpAfterError("Next: add --help to see what there is.");
  for (const row of COMMANDS) addCommand(program, row);
  return program.addHelpText("after", "\nExample:\n  $ npx deployers check --stack prod\n");
}

async function main(): Promise<void> {
  try {
    await createProgram().parseAsync(process.argv);
  } catch (error) {
    // Commander has printed its message, help or version itself.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 1;
      return;
    }
    process.exitCode = 1;
    if (error instanceof UserError) {
      const { formatFindings } = createRequire(__filename)("../config/describe") as {
        formatFindings: (findings: UserError["findings"]) => string;
      };
      terminal.err(`${formatFindings(error.findings).trimEnd()}\n`);
      return;
    }
    terminal.err(
      [
        error instanceof Error ? (error.stack ?? error.message) : String(error),
        "",
        "This is a mistake in deployers, not in your config.",
        `Next: report it to the maintainers with the lines above and these: deployers ${version}, Node ${process.versions.node}, ${process.platform}.`,
        "",
      ].join("\n"),
    );
  }
}

// Whoever reads our output may stop reading (`deployers render | head`): that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    if (stream === process.stdout) terminal.err(`The output can't be written: ${error.message}.\n`);
    process.exit(1);
  });
}

void main();
