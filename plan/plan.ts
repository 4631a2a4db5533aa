import type { StageConfig } from "../config/model";
import { hasErrors } from "../policy/finding";
import { planAccount } from "./account";
import type { AccountPlan, PlanResult } from "./model";

/**
 * The pure description of everything that a stage stack creates. The same config gives the same bytes; nothing is read but
 * the config.
 *
 * @returns the plan and its warnings, or every finding where one of them is an error
 */
export function plan(config: StageConfig): PlanResult {
  const results = config.accounts.map((account) => planAccount(config, account));
  const findings = results.flatMap((result) => result.findings);
  const [first, ...others] = results.flatMap((result): readonly AccountPlan[] => (result.plan ? [result.plan] : []));
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
