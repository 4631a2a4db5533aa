import { Provider, type ProviderArgs } from "@pulumi/aws/provider";
import type { ResourceOptions } from "@pulumi/pulumi";
import type { AccountPlan, Plan } from "../plan/model";
import { iamRoleArn } from "../policy/arn";
import { accountLogicalName } from "./logicalNames";

/** Longest name of a role session. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const MAX_SESSION_NAME_LENGTH = 64;

/**
 * The provider of one account: the only way by which this program reaches it.
 *
 * `allowedAccountIds` is set whatever the access is, so that credentials of another account fail before anything is
 * touched: the one mistake that `current` and `profile` can't rule out by themselves. Region, tags and role are given here
 * in code because a provider of our own reads nothing of the stack's `aws:` config.
 *
 * The provider belongs to the program, not to a component; `index.ts` makes one per account and hands it to the account's
 * component.
 *
 * @param stage App and stack that the account is deployed for: they make the logical name, the session's name and the tags.
 * @param account The account to reach.
 * @param opts Options of the provider resource, e.g. `aliases`; none by default.
 */
export function accountProvider(
  stage: Pick<Plan, "app" | "stack">,
  account: Pick<AccountPlan, "accountId" | "partition" | "region" | "access">,
  opts?: ResourceOptions,
): Provider {
  return new Provider(
    accountLogicalName(stage.app, account.accountId),
    {
      ...credentials(stage, account),
      region: account.region,
      allowedAccountIds: [account.accountId],
      defaultTags: { tags: stageTags(stage) },
    },
    opts,
  );
}

/**
 * The tags of everything that a stage stack creates, e.g. to find it in the console or to forbid others to touch it.
 *
 * Values are within what IAM takes: app and stack are letters, digits, `.`, `_` and `-`
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html).
 */
export function stageTags(stage: Pick<Plan, "app" | "stack">): Readonly<Record<string, string>> {
  return {
    "managed-by": "sst-deployer-roles",
    "sst-deployer-roles:app": stage.app,
    "sst-deployer-roles:stack": stage.stack,
  };
}

function credentials(
  stage: Pick<Plan, "stack">,
  { access, accountId, partition }: Pick<AccountPlan, "access" | "accountId" | "partition">,
): Pick<ProviderArgs, "assumeRoles" | "profile"> {
  switch (access.type) {
    case "role":
      return {
        assumeRoles: [
          {
            roleArn: iamRoleArn(partition, accountId, "/", access.roleName),
            // CloudTrail shows it: whoever reads the trail sees which stack's `pulumi up` it was.
            sessionName: `sst-deployer-roles-${stage.stack}`.slice(0, MAX_SESSION_NAME_LENGTH),
          },
        ],
      };
    case "profile":
      return { profile: access.profile };
    case "current":
      return {};
  }
}
