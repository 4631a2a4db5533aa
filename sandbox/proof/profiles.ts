import { appendFileSync, writeFileSync } from "node:fs";
import type { Plan } from "../../plan/model";
import { parseArn } from "../../policy/arn";
import { callerPolicy } from "../../policy/trust";
import { CommandFailed } from "../engine";
import { sessionPaths } from "../environment";
import type { Environment } from "../process/run";
import type { Session } from "../session";

/** Name of the user, and of its profile, that assumes the deployer roles in the sandbox. */
export const CALLER = "sandbox-developer";

/** Variables that would go before a profile's own keys and region. */
const BEFORE_PROFILES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
];

/** The session's environment for a command that works through a profile. */
export function profileEnvironment(session: Session, profile: string): Environment {
  const others = Object.entries(session.environment).filter(([name]) => !BEFORE_PROFILES.includes(name));
  return { ...Object.fromEntries(others), AWS_PROFILE: profile };
}

async function aws(session: Session, args: readonly string[], environment: Environment): Promise<unknown> {
  const result = await session.run("aws", [...args, "--output", "json"], { environment });
  if (result.exitCode !== 0) throw new CommandFailed(`aws ${args.slice(0, 2).join(" ")}`, result);
  return result.stdout.trim() === "" ? undefined : JSON.parse(result.stdout);
}

/** The account of the first trusted principal: there the calling user lives. */
function callersAccount(plan: Plan): string {
  const trusted = plan.accounts[0].roles[0].trust.Statement.flatMap(({ Principal }) => Principal?.AWS ?? []);
  return trusted.map((each) => parseArn(each)?.accountId).find((id) => id !== undefined && id !== "") ?? "999999999999";
}

interface Keys {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
}

/**
 * Creates, in the trusted account of the local AWS, the user that the printed profiles name as their source, with the
 * permission to assume these roles and no other, and writes its keys into the session's credentials file. Must run before
 * permissions are enforced.
 */
export async function createCaller(session: Session, plans: readonly [Plan, ...Plan[]]): Promise<void> {
  const account = callersAccount(plans[0]);
  const assumed = (await aws(
    session,
    ["sts", "assume-role", "--role-arn", `arn:aws:iam::${account}:role/setup`, "--role-session-name", "setup"],
    session.environment,
  )) as { readonly Credentials: Keys & { readonly SessionToken: string } };
  const inAccount: Environment = {
    ...session.environment,
    AWS_ACCESS_KEY_ID: assumed.Credentials.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: assumed.Credentials.SecretAccessKey,
    AWS_SESSION_TOKEN: assumed.Credentials.SessionToken,
  };
  const roles = plans.flatMap((plan) => plan.accounts.flatMap((each) => each.roles.map(({ arn }) => arn)));
  await aws(session, ["iam", "create-user", "--user-name", CALLER], inAccount);
  await aws(
    session,
    [
      ...["iam", "put-user-policy", "--user-name", CALLER, "--policy-name", "assume-deployer-roles"],
      ...["--policy-document", JSON.stringify(callerPolicy(roles))],
    ],
    inAccount,
  );
  const created = (await aws(session, ["iam", "create-access-key", "--user-name", CALLER], inAccount)) as {
    readonly AccessKey: Keys;
  };
  const { AccessKeyId, SecretAccessKey } = created.AccessKey;
  writeFileSync(
    sessionPaths(session.folder).awsCredentials,
    `[${CALLER}]\naws_access_key_id = ${AccessKeyId}\naws_secret_access_key = ${SecretAccessKey}\n`,
    { mode: 0o600 },
  );
}

/** Adds rendered profiles to the session's AWS config file, as a user would paste them. */
export function addProfiles(session: Session, text: string): void {
  appendFileSync(sessionPaths(session.folder).awsConfig, `${text}\n`, { mode: 0o600 });
}
