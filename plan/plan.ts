import type { StageConfig } from "../config/model";
import { type Finding, hasErrors } from "../policy/finding";
import { nameFindings } from "../policy/names";
import { AccountPlanner } from "./account";
import type { AccountPlan, PlanResult } from "./model";

/**
 * The pure description of everything that a stage stack creates. The same config gives the same bytes; nothing is read but
 * the config.
 *
 * @returns the plan and its warnings, or every finding where one of them is an error
 */
export function plan(config: StageConfig): PlanResult {
  const planner = new AccountPlanner(config);
  const results = config.accounts.map((account) => planner.plan(account));
  const [first, ...others] = results.flatMap((result): readonly AccountPlan[] => (result.plan ? [result.plan] : []));
  const findings = [
    ...roleNames(
      config,
      results.flatMap((result) => result.plan ?? []),
    ),
    ...results.flatMap((result) => result.findings),
  ];
  if (first === undefined || hasErrors(findings)) return { ok: false, findings };
  return {
    ok: true,
    plan: {
      app: config.app,
      stack: config.stack,
      stages: config.stages,
      partition: first.partition,
      accounts: [first, ...others],
    },
    findings,
  };
}

/** What is wrong with the roles' names, which are the same in every account. */
function roleNames(config: StageConfig, accounts: readonly AccountPlan[]): readonly Finding[] {
  const duties = new Set(accounts.flatMap((account) => account.roles.map((role) => role.duty)));
  return [...duties].flatMap((duty) => nameFindings(config.app, config.stack, duty));
}
