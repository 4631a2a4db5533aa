import { isCdkGeneration } from "../policy/generation";
import type { Finding } from "../policy/finding";
import type { AccountPlan, Plan } from "../plan/model";
import type { ExportFormat, ExportOptions } from "./model";
import { cloudFormationRole, deployRole, selectedAccounts } from "./roles";

/**
 * Variables for CI, one `NAME=value` a line.
 *
 * All accounts: `AWS_ROLE_ARN_<ACCOUNT>`, `AWS_REGION_<ACCOUNT>`, `AWS_ACCOUNT_ID_<ACCOUNT>` …, the account's name in
 * capitals with `_` for everything that a variable's name can't hold. One account (`account` in the options): the names
 * that AWS SDKs read themselves, without the suffix, so that a job of that account can load the file as it is.
 *
 * Values are ARNs, ids, regions and external ids, none of which can hold a blank, a quote, `#` or `$`: no quoting, and the
 * file reads the same in dotenv parsers, `docker --env-file`, GitHub's `$GITHUB_ENV` and a shell.
 *
 * Sources: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html#EVarSettings,
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (characters of ExternalId)
 */
export const DOTENV_FORMAT: ExportFormat = {
  format: "dotenv",
  description: "variables for CI: role ARN, region and account id by account; with --account the plain AWS names",
  fileName: "deployers.env",
  check: collisions,
  render: (plan, options) =>
    [
      `# Deployer roles of the app ${plan.app}, stack ${plan.stack}`,
      ...selectedAccounts(plan, options).flatMap((account) =>
        options.account === undefined
          ? variables(account).map(([name, value]) => `${name}_${identifier(account.name)}=${value}`)
          : [...variables(account), ...noProfile(account)].map(([name, value]) => `${name}=${value}`),
      ),
      "",
    ].join("\n"),
};

function variables(account: AccountPlan): readonly (readonly [string, string])[] {
  const service = cloudFormationRole(account);
  const { externalId } = account.callers;
  return [
    ["AWS_ROLE_ARN", deployRole(account).arn],
    ["AWS_REGION", account.region],
    ["AWS_ACCOUNT_ID", account.accountId],
    ...(service ? [["CLOUDFORMATION_ROLE_ARN", service.arn] as const] : []),
    ...(externalId === undefined ? [] : [["AWS_ROLE_EXTERNAL_ID", externalId] as const]),
  ];
}

/** Any value makes SST drop the profile of sst.config.ts, which CI has not (`anomalyco/sst:pkg/project/provider/aws.go`). */
function noProfile(account: AccountPlan): readonly (readonly [string, string])[] {
  return isCdkGeneration(account.sst) ? [] : [["SST_AWS_NO_PROFILE", "1"]];
}

/** The name as part of a variable's name: POSIX's portable ones are capitals, digits and `_`. */
function identifier(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
}

/** Accounts whose names come out the same: one would hide the other, so CI could deploy into the wrong account. */
function collisions(plan: Plan, options: ExportOptions): readonly Finding[] {
  if (options.account !== undefined) return [];
  return plan.accounts.flatMap((account, index): readonly Finding[] => {
    const first = plan.accounts.findIndex(({ name }) => identifier(name) === identifier(account.name));
    if (first === index) return [];
    return [
      {
        severity: "error",
        code: "variable-collision",
        path: `accounts[${index}].name`,
        message: `The variables of this account would have the same names as those of ${plan.accounts[first]?.name ?? ""} (accounts[${first}]): AWS_ROLE_ARN_${identifier(account.name)}.`,
        value: account.name,
        fix: "Rename one of the two accounts so that they differ in letters or digits, or export each by --account.",
      },
    ];
  });
}
