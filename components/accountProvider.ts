import type { ProviderArgs } from "@pulumi/aws/provider";
import { getVersion } from "@pulumi/aws/utilities";
import * as pulumi from "@pulumi/pulumi";
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
 * It is made from the SDK's base class. What `@pulumi/aws`'s own `Provider` adds is an output, with its promises, of each
 * of 38 settings whether set or not: four milliseconds a provider, where the others of an account's resources take one
 * each (`bench/README.md`). `tests/components/accountProvider.test.ts` holds the two to the same registration.
 *
 * @param stage App and stack that the account is deployed for: they make the logical name, the session's name and the tags.
 * @param account The account to reach.
 * @param opts Options of the provider resource, e.g. `aliases`; none by default.
 */
export function accountProvider(
  stage: Pick<Plan, "app" | "stack">,
  account: Pick<AccountPlan, "accountId" | "partition" | "region" | "access">,
  opts?: pulumi.ResourceOptions,
): pulumi.ProviderResource {
  return new AccountProvider(
    "aws",
    accountLogicalName(stage.app, account.accountId),
    encode({ ...SDK_DEFAULTS, ...accountProviderArgs(stage, account) }),
    pulumi.mergeOptions({ version: getVersion() }, opts),
  );
}

/** The base class is abstract; nothing is added to it. */
class AccountProvider extends pulumi.ProviderResource {}

/** Settings of an account's provider, as `@pulumi/aws`'s `Provider` takes them. */
export function accountProviderArgs(
  stage: Pick<Plan, "app" | "stack">,
  account: Pick<AccountPlan, "accountId" | "partition" | "region" | "access">,
): PlainProviderArgs {
  return {
    ...credentials(stage, account),
    region: account.region,
    allowedAccountIds: [account.accountId],
    defaultTags: { tags: stageTags(stage) },
  };
}

/** The settings used here, all of them known before anything is created. */
type PlainProviderArgs = Pick<ProviderArgs, "allowedAccountIds" | "assumeRoles" | "defaultTags" | "profile" | "region">;

/** What `Provider` sets where nobody did (`pulumi/pulumi-aws@v7.48.0:sdk/nodejs/provider.ts`). */
const SDK_DEFAULTS = { skipCredentialsValidation: false, skipRegionValidation: true } satisfies ProviderArgs;

/** A provider's settings as the engine wants them: texts as they are, everything else as JSON text. */
function encode(settings: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/**
 * The tags of everything that a stage stack creates, e.g. to find it in the console or to forbid others to touch it.
 *
 * Values are within what IAM takes: app and stack are letters, digits, `.`, `_` and `-`
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html).
 */
function stageTags(stage: Pick<Plan, "app" | "stack">): Readonly<Record<string, string>> {
  return {
    "managed-by": "sst-deployer-roles",
    "sst-deployer-roles:app": stage.app,
    "sst-deployer-roles:stack": stage.stack,
  };
}

function credentials(
  stage: Pick<Plan, "stack">,
  { access, accountId, partition }: Pick<AccountPlan, "access" | "accountId" | "partition">,
): Pick<PlainProviderArgs, "assumeRoles" | "profile"> {
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
