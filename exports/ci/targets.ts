import type { AccountPlan, Plan } from "../../plan/model";
import type { Federation, FederationType, GitHubFederation, GitLabFederation } from "../../policy/federation/model";
import type { Finding } from "../../policy/finding";
import type { ExportOptions } from "../model";
import { selectedAccounts } from "../roles";

/** The federations of one CI system. */
type FederationOf<T extends FederationType> = Extract<Federation, { readonly type: T }>;

/** One stage to deploy into one account, by jobs of one project. */
export interface Target<F> {
  readonly account: AccountPlan;
  /** A stage by its whole name. */
  readonly stage: string;
  readonly trusted: F;
}

/** Every account with each of its stages; a stage that is a pattern is left out, since nobody can tell what to deploy there. */
export function targets<T extends "github" | "gitlab">(
  plan: Plan,
  options: ExportOptions,
  type: T,
): readonly Target<FederationOf<T>>[] {
  return selectedAccounts(plan, options).flatMap((account) => {
    const [trusted] = federationsOf(account, type);
    return trusted === undefined ? [] : wholeStages(account).map((stage) => ({ account, stage, trusted }));
  });
}

/** What stands against making jobs of these accounts, for any CI system. */
export function targetFindings(plan: Plan, options: ExportOptions, type: "github" | "gitlab"): readonly Finding[] {
  return selectedAccounts(plan, options).flatMap((account): readonly Finding[] => {
    const path = `accounts[${plan.accounts.indexOf(account)}]`;
    const trusted = federationsOf(account, type);
    if (trusted.length === 0) {
      return [
        {
          severity: "error",
          code: "ci-not-trusted",
          path: `${path}.trust`,
          message: `No job of ${type === "github" ? "GitHub Actions" : "GitLab"} may assume the roles of ${account.name}.`,
          fix: `Add trust.${type} with the ${type === "github" ? "repository" : "project"} that deploys the app, or name another account with --account.`,
        },
      ];
    }
    return [
      ...(wholeStages(account).length === 0
        ? [
            {
              severity: "error",
              code: "ci-no-stage",
              path: `${path}.stages`,
              message: `The stages of ${account.name} are patterns, so there is none to deploy by name.`,
              value: account.stages,
              fix: "Name at least one stage beside the patterns, or another account with --account.",
            } as const,
          ]
        : []),
      ...(new Set(trusted.map(projectOf)).size > 1
        ? [
            {
              severity: "warning",
              code: "ci-several-projects",
              path: `${path}.trust.${type}`,
              message: `Several projects may deploy into ${account.name}; these are the jobs of the first, ${projectOf(trusted[0])}.`,
              value: trusted.map(projectOf),
              fix: "Export again after moving another project to the front, if it needs jobs too.",
            } as const,
          ]
        : []),
    ];
  });
}

/** The stage's GitHub environment: the one of its name, else the only one; `undefined` where jobs need none. */
export function environmentOf({ stage, trusted }: Target<GitHubFederation>): string | undefined {
  const { environments } = trusted;
  return environments.find((name) => name === stage) ?? (environments.length === 1 ? environments[0] : undefined);
}

/** The account's federations of that CI system, in the order of the config. */
export function federationsOf<T extends FederationType>(account: AccountPlan, type: T): readonly FederationOf<T>[] {
  return (account.callers.federations ?? []).filter((each): each is FederationOf<T> => each.type === type);
}

function projectOf(trusted: GitHubFederation | GitLabFederation | undefined): string {
  if (trusted === undefined) return "";
  return trusted.type === "github" ? `${trusted.owner}/${trusted.repository}` : trusted.project;
}

function wholeStages(account: AccountPlan): readonly string[] {
  return account.stages.filter((stage) => !/[*?]/.test(stage));
}
