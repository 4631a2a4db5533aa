/** The options of one call as commander parsed them, by their camel-case names. */
export type Options = Readonly<Record<string, string | boolean | undefined>>;

/** Where a command reads from and writes to; everything of the process that a command may see. */
export interface Terminal {
  /** Data, to stdout. */
  out(text: string): void;
  /** Findings and progress, to stderr. */
  err(text: string): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly homeDirectory: string;
  /** Columns of the terminal that stdout is; absent where stdout is a file or a pipe. */
  readonly width?: number;
}

/** What a file in `cli/commands/` exports. */
export interface CommandModule {
  /**
   * Does the command's work.
   *
   * @param operands what stands on the command line beside options, in order
   * @returns false where the exit code has to be 1 though everything was said already; a number where the command passes on
   *   the exit code of another, or was interrupted (128 and the signal's number)
   * @throws UserError for the user's mistakes; anything else is a bug
   */
  run(options: Options, terminal: Terminal, operands: readonly string[]): Promise<boolean | number>;
}

/** The text of an option or variable; `undefined` where it wasn't given or is empty, as an unset variable in CI often is. */
export function textOption(options: Options | Terminal["environment"], name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** True if the flag was given. */
export function flag(options: Options, name: string): boolean {
  return options[name] === true;
}
