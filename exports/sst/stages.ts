import type { HandoverAccount, HandoverPlan } from "../handover";

/** An account with the plan that it is of. */
export interface StageAccount {
  readonly plan: HandoverPlan;
  readonly account: HandoverAccount;
}

/** True if a stage is the one named, or fits the pattern: `*` stands for any characters, as in the roles' policies. */
function matchesStage(pattern: string, stage: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(stage);
}

/** The accounts that a stage is deployed into: those that name it; where none does, those with a pattern that it fits. */
export function accountsOfStage(plans: readonly HandoverPlan[], stage: string): readonly StageAccount[] {
  const all = plans.flatMap((plan) => plan.accounts.map((account) => ({ plan, account })));
  const named = all.filter(({ account }) => account.stages.includes(stage));
  return named.length > 0
    ? named
    : all.filter(({ account }) => account.stages.some((pattern) => matchesStage(pattern, stage)));
}
