import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheDirectory } from "./cache";
import { sandboxEnvironment, SESSION_VARIABLE, sessionPaths } from "./environment";
import { startLocalAws, type LocalAws } from "./localAws";
import { awsProvider } from "./parts/awsProvider";
import { AWS_CLI } from "./parts/awsCli";
import { MOTO } from "./parts/moto";
import { describeObtained, obtain, type Part, type PartContext } from "./parts/part";
import { ensurePulumiHome, PULUMI_CLI } from "./parts/pulumiCli";
import { run, type Environment, type RunOptions, type RunResult } from "./process/run";
import { processesMarked } from "./process/marked";
import { stopTree } from "./process/tree";
import { runSteps, type Step } from "./progress";
import { stacksFolder, writeProject } from "./project";
import {
  createSessionFolder,
  createTemporaryFolder,
  recordSession,
  removeTemporaryFolder,
  sweepSessions,
} from "./sessions";

/** What a session is opened with. */
export interface SessionOptions {
  /** Absolute path of the checkout. */
  readonly checkout: string;
  /** The user's own environment. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Folder of the Pulumi program; default: the checkout. */
  readonly program?: string;
  /** Folder with `Pulumi.yaml` and the stack files; default: the sandbox's copies of the shipped ones. */
  readonly stacks?: string;
  /** Runs the steps; default: shows them on stderr. */
  readonly show?: (steps: readonly Step[]) => Promise<void>;
}

/**
 * A running sandbox: a local AWS, an engine with its provider, and a Pulumi project of its own. The local AWS keeps
 * everything in memory, so a session begins with an empty state too, and both end with it: what the state says exists,
 * exists.
 */
export interface Session {
  readonly folder: string;
  /** The Pulumi project: the working directory of everything that runs in the session. */
  readonly project: string;
  readonly environment: Environment;
  readonly aws: LocalAws;
  /** Absolute path of the engine's binary. */
  readonly pulumi: string;
  /** Runs a command in the project with the session's environment. */
  readonly run: (
    command: string,
    args: readonly string[],
    options?: Partial<Pick<RunOptions, "environment" | "onLine" | "signal" | "directory">>,
  ) => Promise<RunResult>;
  /** Stops everything and removes the session's folder. */
  readonly close: () => Promise<void>;
}

/** Gets a part within a step and says by which way. */
function partStep<T>(part: Part<T>, context: PartContext, done: (value: T) => void): Step {
  return {
    title: part.name,
    run: async (report) => {
      const obtained = await obtain(part, { ...context, report });
      done(obtained.value);
      return describeObtained(obtained);
    },
  };
}

function missing(): never {
  throw new Error("A step ran before the one that it needs.");
}

/**
 * Gets every part, starts the local AWS and writes the project.
 *
 * @throws PartMissing, LocalAwsFailed, or the signal's reason; whatever was started is stopped then
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { checkout, environment: user, signal } = options;
  const cache = cacheDirectory(user);
  const context: PartContext = { checkout, cache, environment: user, signal, report: () => undefined };
  const home = ensurePulumiHome(cache);
  const folder = createSessionFolder(checkout);
  const temporary = createTemporaryFolder();
  recordSession(folder, { pid: process.pid, temporary });
  const paths = sessionPaths(folder);
  let engine: { readonly binary: string; readonly folders: readonly string[] } | undefined;
  let provider: string | undefined;
  let moto: string | undefined;
  let awsCli: string | undefined;
  let aws: LocalAws | undefined;
  const close = async (): Promise<void> => {
    await aws?.stop();
    // Whatever a command of the session left behind; its environment tells it.
    for (const pid of processesMarked(SESSION_VARIABLE, folder)) await stopTree(pid);
    rmSync(folder, { recursive: true, force: true });
    removeTemporaryFolder(temporary);
  };
  const environmentAt = (endpoint: string): Environment =>
    sandboxEnvironment(user, {
      folder,
      temporary,
      endpoint,
      pulumiHome: home,
      folders: [
        ...(engine?.folders ?? []),
        ...(awsCli === undefined ? [] : [dirname(awsCli)]),
        dirname(process.execPath),
        join(checkout, "node_modules", ".bin"),
      ],
    });
  const steps: readonly Step[] = [
    partStep(PULUMI_CLI, context, (value) => (engine = value)),
    {
      title: awsProvider({ binary: "", folders: [] }).name,
      run: async (report) => {
        const obtained = await obtain(awsProvider(engine ?? missing()), { ...context, report });
        provider = obtained.value.folder;
        return describeObtained(obtained);
      },
    },
    partStep(MOTO, context, (value) => (moto = value.command)),
    partStep(AWS_CLI, context, (value) => (awsCli = value.command)),
    {
      title: "Start the local AWS",
      run: async () => {
        const swept = await sweepSessions(checkout);
        writeProject({
          folder,
          provider: provider ?? missing(),
          program: options.program ?? checkout,
          stacks: options.stacks ?? stacksFolder(checkout),
        });
        const own = environmentAt("");
        aws = await startLocalAws({ command: moto ?? missing() }, { environment: user, own, signal });
        recordSession(folder, {
          pid: process.pid,
          temporary,
          aws: { pid: aws.pid, port: Number(new URL(aws.endpoint).port) },
        });
        return `${aws.endpoint}${swept === 0 ? "" : ` (cleared up after ${swept} run${swept === 1 ? "" : "s"} that had been killed)`}`;
      },
    },
  ];
  try {
    await (options.show ?? runSteps)(steps);
  } catch (error) {
    await close();
    throw error;
  }
  const started = aws ?? missing();
  const environment = environmentAt(started.endpoint);
  return {
    folder,
    project: paths.project,
    environment,
    aws: started,
    pulumi: engine?.binary ?? missing(),
    run: (command, args, extra = {}) => run(command, args, { environment, directory: paths.project, signal, ...extra }),
    close,
  };
}
