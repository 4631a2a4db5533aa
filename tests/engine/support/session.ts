import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { createStacks, pulumi } from "../../../sandbox/engine";
import { SESSION_VARIABLE } from "../../../sandbox/environment";
import { processesMarked } from "../../../sandbox/process/marked";
import type { Environment } from "../../../sandbox/process/run";
import { descendants } from "../../../sandbox/process/tree";
import { openSession, type Session } from "../../../sandbox/session";
import type { RunResult } from "../../../sandbox/process/run";

/** One sandbox for the whole suite: real engine, real provider, local AWS; the stacks dev and prod exist and are empty. */
let opened: Promise<Session> | undefined;

/** The suite's sandbox, opened on first use and closed after the last test. */
export function engineSession(): Promise<Session> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Session> {
  const environment = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
  const checkout = resolve(__dirname, "..", "..", "..");
  const session = await openSession({ checkout, environment, signal: new AbortController().signal });
  await createStacks(session);
  return session;
}

before(async function () {
  // Without a cache the parts are built first, which takes minutes and is no test.
  this.timeout(0);
  await engineSession();
});

after(async () => {
  if (opened !== undefined) await (await opened).close();
});

/** `up` without a question; answers whatever the exit code is. */
export function up(session: Session, stack: string, ...args: readonly string[]): Promise<RunResult> {
  return session.run(session.pulumi, [
    ...["up", "--stack", stack, "--yes", "--skip-preview", "--non-interactive", "--color", "never"],
    ...args,
  ]);
}

/** What a preview would do, by kind of step: `{ same: 15, update: 1 }`. */
export async function previewed(session: Session, stack: string): Promise<Readonly<Record<string, number>>> {
  const { stdout } = await pulumi(session, ["preview", "--stack", stack, "--json"]);
  return (JSON.parse(stdout) as { readonly changeSummary: Record<string, number> }).changeSummary;
}

/** How long a plugin may take to end after its engine has. */
const GRACE_MILLISECONDS = 15_000;

/** Processes of the session that still run beside its local AWS, once plugins have had the time to end. */
export async function processesLeft(session: Session): Promise<readonly string[]> {
  const deadline = Date.now() + GRACE_MILLISECONDS;
  for (;;) {
    const own = [session.aws.pid, ...descendants(session.aws.pid)];
    const left = processesMarked(SESSION_VARIABLE, session.folder).filter((pid) => !own.includes(pid));
    if (left.length === 0) return [];
    if (Date.now() > deadline)
      return [(await session.run("ps", ["-o", "pid,ppid,etime,args", "-p", left.join()])).output];
    await setTimeout(250);
  }
}

/** Creates a stack of the session's project with these keys of its config, the file first. */
export async function createStack(
  session: Session,
  stack: string,
  keys: Readonly<Record<string, unknown>>,
): Promise<void> {
  const config = Object.fromEntries(Object.entries(keys).map(([key, value]) => [`sst-deployer-roles:${key}`, value]));
  writeFileSync(join(session.project, `Pulumi.${stack}.yaml`), stringify({ config }));
  await pulumi(session, ["stack", "init", stack]);
}

/** Changes the session's copy of a stack's config. */
export function editConfig(session: Session, stack: string, edit: (config: Record<string, unknown>) => void): void {
  const file = join(session.project, `Pulumi.${stack}.yaml`);
  const content = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  edit(content.config);
  writeFileSync(file, stringify(content));
}

const environments = new Map<string, Promise<Environment>>();

async function enter(session: Session, account: string): Promise<Environment> {
  const result = await session.run("aws", [
    ...["sts", "assume-role", "--role-arn", `arn:aws:iam::${account}:role/inspector`],
    ...["--role-session-name", "inspector", "--output", "json"],
  ]);
  const { Credentials: keys } = JSON.parse(result.stdout) as { readonly Credentials: Record<string, string> };
  return {
    ...session.environment,
    AWS_ACCESS_KEY_ID: keys["AccessKeyId"] ?? "",
    AWS_SECRET_ACCESS_KEY: keys["SecretAccessKey"] ?? "",
    AWS_SESSION_TOKEN: keys["SessionToken"] ?? "",
  };
}

/** The environment of somebody who may do everything in an account of the local AWS. */
export function inAccount(session: Session, account: string): Promise<Environment> {
  const environment = environments.get(account) ?? enter(session, account);
  environments.set(account, environment);
  return environment;
}

/** Calls IAM of an account of the local AWS, as somebody who may do everything there. */
export async function iam<T>(session: Session, account: string, ...args: readonly string[]): Promise<T> {
  const environment = await inAccount(session, account);
  const result = await session.run("aws", ["iam", ...args, "--output", "json"], { environment });
  if (result.exitCode !== 0) throw new Error(`aws iam ${args.join(" ")}: ${result.output}`);
  return (result.stdout.trim() === "" ? undefined : JSON.parse(result.stdout)) as T;
}

/** Names of the roles below our path in an account. */
export async function deployerRoles(session: Session, account: string): Promise<readonly string[]> {
  const { Roles } = await iam<{ readonly Roles: readonly { readonly RoleName: string }[] }>(
    session,
    account,
    ...["list-roles", "--path-prefix", "/sst-deployers/"],
  );
  return Roles.map(({ RoleName }) => RoleName).sort();
}
