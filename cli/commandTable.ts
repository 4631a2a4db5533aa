import { GENERATIONS } from "../policy/generation";

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
  /** What it takes beside options, in commander's notation; absent: nothing. */
  readonly operands?: { readonly name: string; readonly description: string };
  /** True for a command that needs no stack config, and takes none of {@link COMMON_OPTIONS}. */
  readonly standalone?: boolean;
  /** Command lines for `--help`, without the prompt; the tests of `docs/cli.md` run each of them. */
  readonly examples: readonly [string, ...string[]];
}

/** The options of every command, beside its own. */
export const COMMON_OPTIONS: readonly OptionRow[] = [
  {
    flags: "--stack <name>",
    description:
      "the stage stack; default: that of --config-file, PULUMI_STACK, or the only Pulumi.<stack>.yaml there is",
  },
  { flags: "--config-file <file>", description: "read this stack file instead of Pulumi.<stack>.yaml" },
  { flags: "-C, --cwd <dir>", description: "look for Pulumi.yaml from this folder upwards; default: the current one" },
];

const JSON_OPTION: OptionRow = { flags: "--json", description: "print JSON" };

const PREFIX: OptionRow = { flags: "--prefix <prefix>", description: "put this before every profile's name" };

/** What differs per person in profiles. */
const PERSON: readonly OptionRow[] = [
  PREFIX,
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
  {
    flags: "--permission-set <name>",
    description: "the permission set that you sign in with; default: the first that is trusted",
  },
];

const PROFILE_FORMAT: OptionRow = {
  flags: "--format <format>",
  description: "form of the profiles, and with it the file",
  choices: ["config", "credentials", "sso", "aws-vault", "leapp", "granted", "switch-role"],
  default: "config",
};

const DRY_RUN: OptionRow = {
  flags: "--dry-run",
  description: "show what --write or --remove would change, as a unified diff",
};

const STACKS: OptionRow = {
  flags: "--stacks <names>",
  description: "these stacks together, names separated by commas",
};

const TEAM: OptionRow = {
  flags: "--team <file|url>",
  description: "take accounts and roles from this team file, not from a stack config",
};

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
      PROFILE_FORMAT,
      { flags: "--write", description: "merge the profiles into the file" },
      { flags: "--remove", description: "take the profiles of this stack out of the file again" },
      DRY_RUN,
      { flags: "--out <dir>", description: "write the form's files into <dir>/<app>-<stack>; for granted" },
      ...PERSON,
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
        choices: [
          ...["json", "dotenv", "caller", "sst", "sst-accounts", "team", "github", "gitlab", "seed", "sst-console"],
          ...["boundary", "scp", "policy-pack"],
        ],
        default: "json",
      },
      ACCOUNT,
      { flags: "--sst <generation>", description: "only accounts with that generation of SST", choices: GENERATIONS },
      {
        flags: "--protect-except <arns>",
        description: "ARNs of principals, separated by commas, whom the scp form lets change roles and boundaries too",
      },
      { flags: "--from-stack", description: "the role ARNs that the stack really has, from pulumi stack output" },
      { ...STACKS, description: `${STACKS.description}; for sst-accounts and team` },
      { flags: "--out <dir>", description: "write files into this folder instead of printing" },
      PREFIX,
    ],
    examples: [
      "deployers export --stack prod --for dotenv",
      "deployers export --stack prod --for dotenv --account prod-eu",
      "deployers export --stack prod --for caller",
      "deployers export --stack prod --for sst --account prod-eu",
      "deployers export --stacks dev,prod --for sst-accounts",
    ],
  },
  {
    name: "team",
    summary: "get your profiles and sst-accounts.ts from a team file",
    description:
      "For people without this checkout: reads a file that deployers export --for team made, from a path or an https address, and prints its profiles, or merges them into your AWS files. Needs no stack config and no AWS.",
    operands: { name: "<file|url>", description: "the team file" },
    standalone: true,
    options: [
      PROFILE_FORMAT,
      { flags: "--write", description: "merge the profiles into the file" },
      { flags: "--remove", description: "take the profiles of its stacks out of the file again" },
      DRY_RUN,
      { flags: "--stages <names>", description: "only the accounts of these stages, names separated by commas" },
      { flags: "--sst-accounts <file>", description: "write the module for sst.config.ts to this file" },
      ...PERSON,
    ],
    examples: ["deployers team team.json", "deployers team team.json --write --sst-accounts sst-accounts.ts"],
  },
  {
    name: "whoami",
    summary: "which account and role the present credentials are, and whether they are this stage's",
    description:
      "Asks AWS (STS GetCallerIdentity) which account and role the credentials in use are, says whether they are one of the stage's deployer roles, and if not, the one line that makes them so. Exit code 0 only if they are.",
    options: [ACCOUNT, TEAM, PREFIX, JSON_OPTION],
    examples: ["deployers whoami --stack prod", "deployers whoami --stack prod --account prod-eu"],
  },
  {
    name: "guard",
    summary: "run a command only with the credentials of a stage's deployer role",
    description:
      "Does what whoami does for an SST stage, and runs the command after -- only if the credentials are the deployer role of that stage's account. Signals and the exit code are passed on.",
    operands: { name: "<command...>", description: "the command, after --" },
    options: [
      { flags: "--stage <stage>", description: "the SST stage that the command is for" },
      STACKS,
      ACCOUNT,
      TEAM,
      PREFIX,
    ],
    examples: ["deployers guard --stack prod --stage prod -- npx sst deploy --stage prod"],
  },
  {
    name: "bootstrap",
    summary: "bootstrap CDK in every account and region with the planned execution policies",
    description:
      "For SST v0, v1 and v2. Says what it will do, asks, then runs the pinned CDK CLI (cdk bootstrap) for each account and region, with the access that the config names: CDK's execution role gets the policies of the plan, all of CDK's roles its boundary, and no other account is trusted. Run pulumi up first, which makes these policies. One account's failure doesn't stop the others.",
    options: [
      ACCOUNT,
      { flags: "--dry-run", description: "say what would be done, print the command lines and run nothing" },
      { flags: "--yes", description: "don't ask" },
    ],
    examples: [
      "deployers bootstrap --stack prod --dry-run",
      "deployers bootstrap --stack prod --dry-run --account prod-us",
    ],
  },
  {
    name: "explain",
    summary: "why a role may (or may not) do something",
    description:
      "Says for each role whether an IAM action is allowed, by which statements and under which conditions, what needs it and where that was read; where it is denied, what in the stack config would allow it. Service control policies and the resources' own policies aren't known here.",
    operands: { name: "<action>", description: "an IAM action, such as s3:GetObject" },
    options: [{ flags: "--resource <arn>", description: "what it acts on; default: anything" }, ACCOUNT, JSON_OPTION],
    examples: [
      "deployers explain dynamodb:CreateTable --stack prod",
      "deployers explain s3:GetObject --resource arn:aws:s3:::my-bucket/key --account prod-eu --stack prod",
    ],
  },
];
