import type { AccountConfig } from "../config/model";
import type { Finding } from "../policy/finding";
import { guardrailWarnings } from "./guardrailWarnings";
import type { AccountPlan } from "./model";

/** Risks of an account's plan that its owner should know and may want: warnings, never errors. */
export function accountWarnings(
  account: AccountConfig,
  plan: AccountPlan,
  app: string,
  stack: string,
): readonly Finding[] {
  return [...administratorEquivalent(account, plan), ...guardrailWarnings(account, app, stack), ...ownRoot(account)];
}

function administratorEquivalent(account: AccountConfig, plan: AccountPlan): readonly Finding[] {
  return plan.roles.flatMap((role): readonly Finding[] =>
    role.administratorEquivalent === undefined
      ? []
      : [
          {
            severity: "warning",
            code: "administrator-equivalent",
            path: `${account.path}.strategy`,
            message: `The role ${role.name} is as strong as an administrator. ${firstReason(role.administratorEquivalent)}`,
            value: role.arn,
            fix: wayOut(account),
          },
        ],
  );
}

/** How the account gets rid of a role that is as strong as an administrator. */
function wayOut({ strategy, cdk, guardrails, permissionsBoundary }: AccountConfig): string {
  if (strategy.type === "administrator") return "Use another strategy where the account isn't for development.";
  const strict =
    cdk === undefined || cdk.execution !== "existing"
      ? "guardrails: strict"
      : "guardrails: strict with cdk: { execution: bootstrap }, or with the strategy cloudformation";
  const isLimitable =
    guardrails !== "strict" &&
    permissionsBoundary === undefined &&
    !(strategy.type === "access-analyzer" && strategy.broad.type === "administrator");
  const trust = "Trust only those who may be administrators of this account, or keep the app in an account of its own.";
  return isLimitable ? `${trust} Or bound it: ${strict}, see docs/guardrails.md.` : trust;
}

/** The first reason, and how many there are; `deployers check` prints them all. */
function firstReason(reasons: readonly string[]): string {
  const more = reasons.length - 1;
  if (more === 0) return reasons.join();
  return `${reasons[0] ?? ""} And ${more} more ${more === 1 ? "reason" : "reasons"}: npx deployers check.`;
}

function ownRoot(account: AccountConfig): readonly Finding[] {
  const own = account.trust.principals.some((each) => each.type === "account" && each.accountId === account.accountId);
  if (!own) return [];
  return [
    {
      severity: "warning",
      code: "own-account-trusted",
      path: `${account.path}.trust.principals`,
      message:
        "The account trusts itself as a whole: roles of the app that may call sts:AssumeRole can become its deployer.",
      value: account.accountId,
      fix: "Trust the users, roles or permission sets that deploy, by their ARN or name.",
    },
  ];
}
