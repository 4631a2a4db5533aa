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
];

/** Longest name of a role session. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const MAX_SESSION_NAME_LENGTH = 64;

/**
 * The environment of a process that works in an account by the access that the config names, as `pulumi up` does.
 *
 * @param user the environment that the command runs in
 * @throws Error where the role can't be assumed, or the credentials are another account's
 */
export async function accountEnvironment(
  account: AccountPlan,
  region: string,
  stack: string,
  user: Environment,
): Promise<Environment> {
  const environment = await entered(account, region, stack, user);
  const id = await accountOf(account, region);
  if (id !== account.accountId) {
    throw new Error(
      `The credentials are those of account ${id}, and the config says ${account.accountId}. Nothing was run.`,
    );
  }
  return { ...environment, AWS_REGION: region, AWS_DEFAULT_REGION: region };
}

async function entered(
  { access, accountId, partition }: AccountPlan,
  region: string,
  stack: string,
  user: Environment,
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
      const { Credentials: keys } = await withSts({ region }, (client) => client.send(command));
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

/** The account of the credentials; an assumed role is in the account of its ARN. */
async function accountOf({ access, accountId }: AccountPlan, region: string): Promise<string> {
  if (access.type === "role") return accountId;
  const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const config = access.type === "profile" ? { region, profile: access.profile } : { region };
  const { Account } = await withSts(config, (client) => client.send(new GetCallerIdentityCommand({})));
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
