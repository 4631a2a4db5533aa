/**
 * What a role, or a statement of a role, is for.
 *
 * - `deploy`: `sst deploy` of the app
 * - `bootstrap`: the stacks and buckets that CDK and SST need once per account and region
 * - `dev`: live development (`sst start`, `sst dev`)
 * - `secrets`: `sst secrets` / `sst secret`
 * - `diff`: reading, to compare what is deployed with what would be
 * - `remove`: `sst remove`
 * - `cloudformation`: the service role that CloudFormation assumes
 */
export const DUTIES = ["deploy", "bootstrap", "dev", "secrets", "diff", "remove", "cloudformation"] as const;

/** One of {@link DUTIES}. */
export type Duty = (typeof DUTIES)[number];
