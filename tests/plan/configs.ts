import assert from "node:assert/strict";
import type { StageConfig } from "../../config/model";
import { parseConfig } from "../../config/parse";
import { plan } from "../../plan/plan";
import type { AccountPlan, Plan, PlannedRole } from "../../plan/model";
import type { Duty } from "../../policy/duty";
import { GENERATIONS, type Generation, isCdkGeneration } from "../../policy/generation";
import { constructNames } from "../../policy/knowledge/constructs";

/** The keys of a stack config, as a user writes them. */
export type Values = Readonly<Record<string, unknown>>;

/** A stack config with one account, in which any key may be replaced. */
export function oneAccount(sst: Generation, strategy: Values, others: Values = {}): Values {
  return {
    app: "notes",
    sst,
    trust: { principals: ["arn:aws:iam::999999999999:role/ci"] },
    accounts: [{ name: "prod-eu", accountId: "222222222222", region: "eu-west-1", strategy }],
    ...others,
  };
}

/** The config after parsing; fails where it has mistakes. */
export function parsed(values: Values, stack = "prod"): StageConfig {
  const result = parseConfig(stack, values);
  assert.ok(result.ok, JSON.stringify(result.findings));
  return result.config;
}

/** The plan of a config; fails where a finding is an error. */
export function planned(values: Values, stack = "prod"): Plan {
  const result = plan(parsed(values, stack));
  assert.ok(result.ok, JSON.stringify(result.findings));
  return result.plan;
}

/** The first account's plan. */
export function firstAccount(values: Values): AccountPlan {
  return planned(values).accounts[0];
}

/** The role of that duty in the first account. */
export function roleOf(values: Values, duty: Duty = "deploy"): PlannedRole {
  const role = firstAccount(values).roles.find((each) => each.duty === duty);
  assert.ok(role, `no role with the duty ${duty}`);
  return role;
}

/** All statements of a role. */
export function statementsOf(role: PlannedRole) {
  return role.policies.flatMap((policy) => policy.document.Statement);
}

/** The statements of a role that allow; its guardrails only deny. */
export function allowsOf(role: PlannedRole) {
  return statementsOf(role).filter((statement) => statement.Effect === "Allow");
}

/** Of the flags that add grants: none, and all. */
const FLAGS = [
  { liveDevelopment: false, bootstrap: false },
  { liveDevelopment: true, bootstrap: true },
];

/** Every strategy that a generation has. */
export function strategiesOf(sst: Generation): readonly Values[] {
  const constructs = constructNames(sst).slice(0, 6);
  return [
    { type: "administrator" },
    { type: "services", constructs, customDomain: true },
    { type: "access-analyzer", broad: { services: ["sqs"] } },
    { type: "access-analyzer", broad: "administrator" },
    ...(isCdkGeneration(sst) ? [{ type: "cloudformation", constructs, services: ["sqs"] }] : []),
  ];
}

/** Every generation with each of its strategies, with and without bootstrap and live development. */
export const EVERY = GENERATIONS.flatMap((sst) =>
  strategiesOf(sst).flatMap((strategy) =>
    FLAGS.map((flags) => ({ sst, strategy, values: oneAccount(sst, strategy, flags) })),
  ),
);
