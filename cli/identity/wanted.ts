import type { HandoverPlan } from "../../exports/handover";
import type { ExportOptions } from "../../exports/model";
import { DEFAULT_EXPORT_OPTIONS } from "../../exports/model";
import type { StageAccount } from "../../exports/sst/stages";
import { userError } from "../errors";
import { textOption, type Options } from "../model";
import { nearest } from "../../config/nearest";

/** How profiles are named in messages: as they were written with the same prefix. */
export function namingOptions(options: Options): ExportOptions {
  return { ...DEFAULT_EXPORT_OPTIONS, prefix: textOption(options, "prefix") ?? "" };
}

/** Every account of these plans. */
export function allAccounts(plans: readonly HandoverPlan[]): readonly StageAccount[] {
  return plans.flatMap((plan) => plan.accounts.map((account) => ({ plan, account })));
}

/**
 * The account that `--account` names, else all of these.
 *
 * @throws UserError where there is none of that name
 */
export function chosenAccounts(
  accounts: readonly StageAccount[],
  options: Options,
): readonly [StageAccount, ...StageAccount[]] {
  const name = textOption(options, "account");
  const [first, ...others] = accounts.filter(({ account }) => name === undefined || account.name === name);
  if (first) return [first, ...others];
  const names = accounts.map(({ account }) => account.name);
  const near = name === undefined ? undefined : nearest(name, names);
  throw userError({
    code: "unknown-account",
    path: "--account",
    message: "There is no account of that name here.",
    value: name,
    allowed: names,
    ...(near === undefined ? {} : { nearest: near }),
    fix: "Name one of these accounts.",
  });
}
