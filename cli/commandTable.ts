/** One option of a command, as commander and `--help` show it. */
export interface OptionRow {
  /** In commander's notation, e.g. `--out <dir>`. */
  readonly flags: string;
  readonly description: string;
  /** Environment variable that stands in where the option isn't given. */
  readonly env?: string;
  /** The only values taken; absent: any. */
  readonly choices?: readonly string[];
  readonly default?: string;
}

/** One command. A new command is a file in `cli/commands/` and a row here. */
export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly options: readonly OptionRow[];
  /** Command lines for `--help`, without the prompt; the tests of `docs/cli.md` run each of them. */
  readonly examples: readonly [string, ...string[]];
}

/** The options of every command, beside its own. */
export const COMMON_OPTIONS: readonly OptionRow[] = [
  {
    flags: "--stack <name>",
    description: "the stage stack; default: PULUMI_STACK, else the only Pulumi.<stack>.yaml there is",
  },
  { flags: "--config-file <file>", description: "read this stack file instead of Pulumi.<stack>.yaml" },
  { flags: "-C, --cwd <dir>", description: "look for Pulumi.yaml from this folder upwards; default: the current one" },
];

const JSON_OPTION: OptionRow = { flags: "--json", description: "print JSON" };

const ACCOUNT: OptionRow = { flags: "--account <name>", description: "only this account of the stack" };

/** Every command, in the order of `--help`. The names of formats are those of `exports/registry.ts`, which a test compares. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: "check",
    summary: "check the stack config: every mistake at once",
    description:
      "Reads the stack config and plans it, without AWS and without the Pulumi engine. Prints every mistake with its path, the value, what is allowed and the fix; then a table of the accounts and their deployer roles.",
    options: [JSON_OPTION],
    examples: ["deployers check --stack prod"],
  },
  {
    name: "render",
    summary: "print every policy, trust, profile and output of a stage",
    description:
      "Prints what pulumi up would create, without AWS and without the Pulumi engine; the same config gives the same bytes. With --out the documents become files, to be committed and reviewed.",
    options: [
      { flags: "--out <dir>", description: "write files into this folder instead of printing" },
      { flags: "--json", description: "print the plan as JSON" },
    ],
    examples: ["deployers render --stack prod --out policies/prod", "deployers render --stack prod --json"],
  },
  {
    name: "profiles",
    summary: "print the AWS profiles of a stage, or merge them into your AWS files",
    description:
      "Prints one profile an account. With --write they are merged into ~/.aws/config or ~/.aws/credentials (AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE are honoured) between two marker lines; everything else in the file stays as it is, and a backup is kept beside it.",
    options: [
      {
        flags: "--format <format>",
        description: "form of the profiles, and with it the file",
        choices: ["config", "credentials"],
        default: "config",
      },
      { flags: "--write", description: "merge the profiles into the file" },
      { flags: "--remove", description: "take the profiles of this stack out of the file again" },
      { flags: "--dry-run", description: "show what --write or --remove would change, as a unified diff" },
      { flags: "--prefix <prefix>", description: "put this before every profile's name" },
      {
        flags: "--source-profile <profile>",
        description: "the profile that holds your own credentials",
        env: "DEPLOYERS_SOURCE_PROFILE",
        default: "default",
      },
      {
        flags: "--mfa-serial <arn>",
        description: "ARN of your MFA device, where the roles ask for MFA",
        env: "DEPLOYERS_MFA_SERIAL",
      },
      JSON_OPTION,
    ],
    examples: [
      "deployers profiles --stack prod",
      "deployers profiles --stack prod --write --source-profile work",
      "deployers profiles --stack prod --write --dry-run --prefix notes-",
    ],
  },
  {
    name: "export",
    summary: "print what CI and other tools read",
    description: "Prints the stage's roles in another tool's form.",
    options: [
      {
        flags: "--for <format>",
        description: "the form",
        choices: ["json", "dotenv", "caller", "github", "gitlab", "seed", "sst-console"],
        default: "json",
      },
      ACCOUNT,
    ],
    examples: [
      "deployers export --stack prod --for dotenv",
      "deployers export --stack prod --for dotenv --account prod-eu",
      "deployers export --stack prod --for caller",
    ],
  },
];
