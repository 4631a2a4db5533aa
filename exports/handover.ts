import type { AccountPlan, Callers, PlannedRole } from "../plan/model";

/**
 * What the exports for people read of a plan: who may deploy where, as which role, and how. A plan is one of these as it
 * stands; a team file (`exports/team.ts`) holds nothing else, so that people without the stack config get the same texts.
 */

/** A role as tools name it. */
export type HandoverRole = Pick<PlannedRole, "duty" | "arn" | "administratorEquivalent">;

/** An account as tools need to know it. */
export type HandoverAccount = Pick<
  AccountPlan,
  "name" | "accountId" | "partition" | "region" | "sst" | "stages" | "profile"
> & {
  readonly callers: Pick<Callers, "mfa" | "externalId" | "sso">;
  /** CDK's bootstrap in the account; absent where the generation has none. */
  readonly cdk?: { readonly qualifier: string; readonly toolkitStackName: string };
  /** At least one with duty `deploy`. */
  readonly roles: readonly HandoverRole[];
};

/** The accounts of one stage stack. */
export interface HandoverPlan {
  readonly app: string;
  readonly stack: string;
  readonly accounts: readonly HandoverAccount[];
}
