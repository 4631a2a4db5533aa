import type { ExportOptions } from "../../exports/model";
import { profileName } from "../../exports/profiles";
import { assumableRoles, deployRole } from "../../exports/roles";
import type { StageAccount } from "../../exports/sst/stages";
import type { Duty } from "../../policy/duty";
import { parseArn } from "../../policy/arn";
import type { Caller, CallerResult } from "./caller";

/** Whether the present credentials are a deployer role of the wanted accounts. */
export type Verdict =
  | {
      readonly ok: true;
      readonly caller: Caller;
      /** The account that they are in. */
      readonly account: string;
      readonly duty: Duty;
      /** True where the role deploys; others of the account's roles may do less. */
      readonly deploys: boolean;
    }
  | {
      readonly ok: false;
      readonly caller?: Caller;
      readonly code: string;
      readonly message: string;
      /** The one line that fixes it. */
      readonly fix: string;
    };

/**
 * Judges the caller.
 *
 * @param wanted the accounts of which it should be a deployer, at least one
 * @param environment tells whether keys in the environment hide the profile
 */
export function judge(
  result: CallerResult,
  wanted: readonly [StageAccount, ...StageAccount[]],
  options: ExportOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Verdict {
  const fixFor = ({ account }: StageAccount) => switchLine(profileName(account, options), environment);
  if (!result.ok) return { ...result, fix: fixFor(wanted[0]) };
  const { caller } = result;
  const here = wanted.find(({ account }) => account.accountId === caller.accountId);
  if (!here) {
    const names = wanted.map(({ account }) => `${account.name} (${account.accountId})`).join(" or ");
    return {
      ok: false,
      caller,
      code: "wrong-account",
      message: `The credentials are of the account ${caller.accountId}, not of ${names}.`,
      fix: fixFor(wanted[0]),
    };
  }
  const role = assumableRoles(here.account).find(({ arn }) => nameOf(arn) === caller.roleName);
  if (!role) {
    return {
      ok: false,
      caller,
      code: "wrong-role",
      message: `The credentials are in the account ${here.account.name}, but aren't its deployer role ${nameOf(deployRole(here.account).arn)}.`,
      fix: fixFor(here),
    };
  }
  const { duty } = role;
  return { ok: true, caller, account: here.account.name, duty, deploys: duty === "deploy" };
}

function nameOf(arn: string): string {
  return parseArn(arn)?.resource.split("/").at(-1) ?? arn;
}

/** The line for a POSIX shell; keys in the environment go before a profile, so they have to go. */
function switchLine(profile: string, environment: Readonly<Record<string, string | undefined>>): string {
  const keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"].filter(
    (name) => (environment[name] ?? "") !== "",
  );
  const clear = keys.length === 0 ? "" : `unset ${keys.join(" ")}; `;
  return `${clear}export AWS_PROFILE=${profile}`;
}
