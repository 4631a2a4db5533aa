import { join } from "node:path";
import { loadStackFile } from "../config/file";
import { formatFindings } from "../config/describe";
import type { Plan } from "../plan/model";
import { plan } from "../plan/plan";
import { createStacks, pulumi } from "./engine";
import type { Job } from "./main";
import { SANDBOX_STACKS } from "./project";
import { addProfiles, CALLER, createCaller } from "./proof/profiles";
import { proveAccount, proveEnforcement, type Trial } from "./proof/prove";
import { runSteps } from "./progress";
import { openSession, type Session } from "./session";
import { rolesTable, trialsTable } from "./tables";

/** The AWS CLI takes a second of a core per call. */
const PARALLEL_ACCOUNTS = 2;

/** The plan of a stack of the session's project. */
export function planOf(session: Session, stack: string): Plan {
  const config = loadStackFile({ directory: session.project, stack });
  const planned = config.ok ? plan(config.config) : config;
  if (!planned.ok)
    throw new Error(`The sandbox's own config of ${stack} is wrong:\n${formatFindings(planned.findings)}`);
  return planned.plan;
}

/** What the engine says at the end of an `up`: `+ 14 created`. */
function summary(output: string): string {
  const counts = /^Resources:\n((?: {4}.*\n?)+)/m.exec(output)?.[1];
  return (counts ?? "done")
    .trim()
    .split("\n")
    .map((line) => line.trim())
    .join(", ");
}

/** `up` of one stack, without a question. */
async function up(session: Session, stack: string, report: (line: string) => void): Promise<string> {
  const result = await pulumi(
    session,
    ["up", "--stack", stack, "--yes", "--skip-preview", "--suppress-permalink"],
    report,
  );
  return summary(result.output);
}

/** The profiles as `deployers profiles` prints them, for the sandbox's user. */
async function printedProfiles(job: Job, session: Session, stack: string): Promise<string> {
  const args = ["profiles", "--stack", stack, "--format", "config", "--source-profile", CALLER];
  const result = await session.run(process.execPath, [join(job.checkout, "cli", "bin.cjs"), ...args]);
  if (result.exitCode !== 0) throw new Error(`deployers ${args.join(" ")} failed:\n${result.output}`);
  return result.stdout;
}

/** What the engine says was created has to be what the plan said: the ARNs are known before anything exists. */
async function checkOutputs(session: Session, planned: Plan): Promise<void> {
  const result = await pulumi(session, ["stack", "output", "--stack", planned.stack, "--json"]);
  const outputs = JSON.parse(result.stdout) as { readonly roleArns?: Readonly<Record<string, string>> };
  for (const { name, roles } of planned.accounts) {
    const wanted = roles.find(({ duty }) => duty === "deploy")?.arn;
    const created = outputs.roleArns?.[name];
    if (created !== wanted) {
      throw new Error(
        `The role of ${name} in ${planned.stack} is ${created ?? "missing"}; planned was ${wanted ?? "none"}.`,
      );
    }
  }
}

/**
 * `npm start`: the main job in a local AWS, end to end.
 *
 * @returns 0 only if every role was created and every call went as its plan says
 */
export async function startJob(job: Job): Promise<number> {
  const started = Date.now();
  const session = await openSession(job);
  try {
    const plans = SANDBOX_STACKS.map((stack) => planOf(session, stack)) as [Plan, ...Plan[]];
    await runSteps([
      {
        title: "Create the stacks dev and prod in a local state file",
        run: () => createStacks(session).then(() => undefined),
      },
      ...plans.map((planned) => ({
        title: `pulumi up --stack ${planned.stack}`,
        run: async (report: (line: string) => void) => {
          const done = await up(session, planned.stack, report);
          await checkOutputs(session, planned);
          return done;
        },
      })),
    ]);
    const profiles = new Map<string, string>();
    let enforcement: Trial | undefined;
    await runSteps([
      {
        title: "Print the profiles and put them into the sandbox's AWS config file",
        run: async () => {
          const [texts] = await Promise.all([
            Promise.all(plans.map(({ stack }) => printedProfiles(job, session, stack))),
            createCaller(session, plans),
          ]);
          plans.forEach(({ stack }, index) => profiles.set(stack, texts[index] ?? ""));
          for (const text of texts) addProfiles(session, text);
          await session.aws.enforcePermissions();
          enforcement = await proveEnforcement(session);
          return "from now on the local AWS refuses what no policy allows";
        },
      },
    ]);
    const accounts = plans.flatMap((planned) => planned.accounts);
    const trials = accounts.map((): readonly Trial[] => []);
    await runSteps(
      accounts.map((account, index) => ({
        title: `Deploy role of ${account.name} (${account.strategy}), through its profile`,
        run: async () => {
          const own = await proveAccount(session, account);
          trials[index] = own;
          return `${own.filter(({ asExpected }) => asExpected).length} of ${own.length} calls as expected`;
        },
      })),
      PARALLEL_ACCOUNTS,
    );
    return report(
      plans,
      profiles,
      [...(enforcement === undefined ? [] : [enforcement]), ...trials.flat()],
      Date.now() - started,
    );
  } finally {
    await session.close();
  }
}

function report(
  plans: readonly Plan[],
  profiles: ReadonlyMap<string, string>,
  trials: readonly Trial[],
  milliseconds: number,
): number {
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  print(`\nThe deployer roles, created by a real Pulumi engine in a local AWS:\n${rolesTable(plans).trimEnd()}`);
  for (const [stack, text] of profiles)
    print(`\nProfiles of ${stack} (deployers profiles --stack ${stack}):\n\n${text.trimEnd()}`);
  print(
    `\nWhat the AWS CLI may do with exactly these profiles, permissions enforced:\n${trialsTable(trials).trimEnd()}`,
  );
  const failed = trials.filter(({ asExpected }) => !asExpected);
  if (failed.length > 0) {
    process.stderr.write(`\n${failed.length} of ${trials.length} calls went otherwise than the plan says (✖ above).\n`);
    return 1;
  }
  print(`\nAll of it came true in ${Math.round(milliseconds / 1000)} s; everything that was started has been stopped.

Next:
  npx deployers check --stack prod             every mistake of your stack config at once
  npm run sandbox -- pulumi preview --stack dev
  npx pulumi up --stack prod                   the same on AWS: README.md says what it takes`);
  return 0;
}
