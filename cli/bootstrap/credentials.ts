import { resolve } from "node:path";
import type { STSClient, STSClientConfig } from "@aws-sdk/client-sts";
import type { AccountPlan } from "../../plan/model";
import { iamRoleArn } from "../../policy/arn";

/** Variables of a process. */
export type Environment = Readonly<Record<string, string>>;

/** Variables by which AWS tools choose credentials; none of the user's may outdo what is chosen here. */
const CREDENTIAL_VARIABLES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_ROLE_ARN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  // Of the caller's keys; with others they would make them expired, or another account's.
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_CREDENTIAL_SCOPE",
  "AWS_ACCOUNT_ID",
];

/** Variables that name files. CDK runs in a folder of its own, where a relative path would name nothing. */
const FILE_VARIABLES = [
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_CA_BUNDLE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "NODE_EXTRA_CA_CERTS",
];

/** Longest name of a role session. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const MAX_SESSION_NAME_LENGTH = 64;

/**
 * The environment of a process that works in an account by the access that the config names, as `pulumi up` does.
 *
 * @param user the environment that the command runs in
 * @param abort gives up asking STS
 * @throws Error that names the role or profile where there are no credentials by it, or they are another account's
 */
export async function accountEnvironment(
  account: AccountPlan,
  region: string,
  stack: string,
  user: Environment,
  abort: AbortSignal,
): Promise<Environment> {
  const { access, accountId } = account;
  try {
    const environment = await entered(account, region, stack, user, abort);
    const id = access.type === "role" ? accountId : await callersAccount(account, region, abort);
    if (id === accountId) return { ...withWholePaths(environment), AWS_REGION: region, AWS_DEFAULT_REGION: region };
    throw new Error(`The credentials are those of account ${id}, and the config says ${accountId}.`);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/[^.]$/, "$&.");
    throw new Error(`No way into account ${accountId} ${wayOf(account)}: ${reason} Nothing was run there.`, {
      cause: error,
    });
  }
}

function wayOf({ access, accountId, partition }: AccountPlan): string {
  switch (access.type) {
    case "current":
      return "with the present credentials";
    case "profile":
      return `with the profile ${access.profile}`;
    case "role":
      return `as the role ${iamRoleArn(partition, accountId, "/", access.roleName)}`;
  }
}

async function entered(
  { access, accountId, partition }: AccountPlan,
  region: string,
  stack: string,
  user: Environment,
  abort: AbortSignal,
): Promise<Environment> {
  const others = Object.fromEntries(Object.entries(user).filter(([name]) => !CREDENTIAL_VARIABLES.includes(name)));
  switch (access.type) {
    case "current":
      return user;
    case "profile":
      return { ...others, AWS_PROFILE: access.profile };
    case "role": {
      const { AssumeRoleCommand } = await import("@aws-sdk/client-sts");
      const command = new AssumeRoleCommand({
        RoleArn: iamRoleArn(partition, accountId, "/", access.roleName),
        RoleSessionName: `sst-deployer-roles-${stack}`.slice(0, MAX_SESSION_NAME_LENGTH),
      });
      const { Credentials: keys } = await withSts({ region }, (client) => client.send(command, { abortSignal: abort }));
      if (keys?.AccessKeyId === undefined || keys.SecretAccessKey === undefined || keys.SessionToken === undefined) {
        throw new Error("STS answered without credentials.");
      }
      return {
        ...others,
        AWS_ACCESS_KEY_ID: keys.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
        AWS_SESSION_TOKEN: keys.SessionToken,
      };
    }
  }
}

function withWholePaths(environment: Environment): Environment {
  const named = FILE_VARIABLES.flatMap((name) => {
    const path = environment[name];
    return path === undefined || path === "" ? [] : [[name, resolve(path)] as const];
  });
  return { ...environment, ...Object.fromEntries(named) };
}

/** The account of the present credentials, or of a profile's. */
async function callersAccount({ access }: AccountPlan, region: string, abort: AbortSignal): Promise<string> {
  const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const config = access.type === "profile" ? { region, profile: access.profile } : { region };
  const { Account } = await withSts(config, (client) =>
    client.send(new GetCallerIdentityCommand({}), { abortSignal: abort }),
  );
  return Account ?? "unknown";
}

async function withSts<T>(config: STSClientConfig, call: (client: STSClient) => Promise<T>): Promise<T> {
  const sts = await import("@aws-sdk/client-sts");
  const client = new sts.STSClient({ ...config, maxAttempts: 2 });
  try {
    return await call(client);
  } finally {
    client.destroy();
  }
}
