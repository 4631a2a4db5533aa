import { parseConfig } from "../../config/parse";
import type { Plan } from "../../plan/model";
import { plan } from "../../plan/plan";
import { GENERATIONS, type Generation, isCdkGeneration } from "../../policy/generation";
import {
  CDK_EXECUTIONS,
  type CdkExecution,
  GUARDRAIL_LEVELS,
  type GuardrailLevel,
} from "../../policy/guardrails/model";
import { constructNames } from "../../policy/knowledge/constructs";
import { SCOPED_SERVICES } from "../../policy/knowledge/scope/services";
import { type DutySplit, DUTY_SPLITS, STRATEGY_TYPES } from "../../policy/strategies/model";

/**
 * The stacks that the audit looks at: every combination of generation, strategy, scope, guardrails, `cdk.execution` and
 * duties that a config may have, each with every construct and with many services.
 */

/** One combination, and what its app uses. */
export interface AuditedStack {
  readonly sst: Generation;
  readonly strategy: (typeof STRATEGY_TYPES)[number];
  readonly scope: "account" | "app";
  readonly guardrails: GuardrailLevel;
  /** Absent for the generations without CDK. */
  readonly execution?: CdkExecution;
  readonly duties: DutySplit;
  /** `constructs`: all that the combination may use, with live development; `services`: many, and bootstrap where it may. */
  readonly selection: "constructs" | "services";
}

/** A stack's combination with what `deployers render` prints of it. */
export interface AuditedPlan {
  readonly stack: AuditedStack;
  readonly plan: Plan;
}

/** Services with ways to escalate, for `scope: account`. */
const SERVICES = [
  ...["autoscaling", "cloudformation", "codebuild", "dynamodb", "ec2", "ecs", "glue", "iam", "kms", "lambda", "s3"],
  ...["sagemaker", "ssm", "sts"],
];

/**
 * `scope: app` under `strict`: the app's boundary is one policy. Many services don't fit it, nor does every component of v3
 * and v4.
 */
const USUAL = ["ApiGatewayV2", "Dynamo", "Bucket"];

/** v2's WebSocketApi makes a role without a boundary. */
const NOT_IN_STRICT = ["WebSocketApi"];

/** Every combination that a config may have; `docs/configuration.md` and `docs/guardrails.md` say why the others may not. */
export const AUDITED_STACKS: readonly AuditedStack[] = GENERATIONS.flatMap((sst) =>
  STRATEGY_TYPES.flatMap((strategy) =>
    (strategy === "administrator" ? (["account"] as const) : (["account", "app"] as const)).flatMap((scope) =>
      GUARDRAIL_LEVELS.flatMap((guardrails) =>
        (isCdkGeneration(sst) ? CDK_EXECUTIONS : [undefined]).flatMap((execution) =>
          DUTY_SPLITS.flatMap((duties) =>
            (["constructs", "services"] as const)
              .map((selection): AuditedStack => ({
                ...{ sst, strategy, scope, guardrails, duties, selection },
                ...(execution === undefined ? {} : { execution }),
              }))
              .filter(isPossible),
          ),
        ),
      ),
    ),
  ),
);

function isPossible({ strategy, scope, guardrails, execution, duties, selection }: AuditedStack): boolean {
  if (strategy === "administrator") {
    const only = duties === "combined" && selection === "constructs" && guardrails !== "strict";
    return only && (execution === undefined || execution === "existing");
  }
  if ((strategy === "cloudformation") !== (execution === "serviceRole")) return false;
  if (guardrails !== "strict") return true;
  if (execution === "existing") return false;
  return !(scope === "app" && selection === "services");
}

/** A combination's name, e.g. `v2 services strict app bootstrap separate constructs`. */
export function stackName({ sst, strategy, guardrails, scope, execution, duties, selection }: AuditedStack): string {
  return [sst, strategy, guardrails, scope, ...(execution === undefined ? [] : [execution]), duties, selection].join(
    " ",
  );
}

/** True where the deployer may make CDK's and SST's bootstrap resources itself. */
export function bootstraps({ guardrails, execution, selection }: AuditedStack): boolean {
  return selection === "services" && guardrails !== "strict" && execution !== "bootstrap";
}

/** @throws with all findings, where the config of a combination has mistakes: then {@link AUDITED_STACKS} is wrong. */
export function auditedPlan(stack: AuditedStack): AuditedPlan {
  const { sst, strategy, scope, guardrails, execution, duties } = stack;
  const services = { scope, ...selected(stack) };
  const config = parseConfig("prod", {
    app: "notes",
    sst,
    guardrails,
    duties,
    bootstrap: bootstraps(stack),
    liveDevelopment: stack.selection === "constructs",
    trust: { principals: ["arn:aws:iam::999999999999:role/ci"] },
    accounts: [
      {
        name: "prod-eu",
        accountId: "222222222222",
        region: "eu-west-1",
        strategy:
          strategy === "administrator"
            ? { type: strategy }
            : strategy === "access-analyzer"
              ? { type: strategy, broad: services }
              : { type: strategy, ...services },
      },
    ],
    ...(execution === undefined ? {} : { cdk: { execution } }),
  });
  const result = config.ok ? plan(config.config) : config;
  if (!result.ok) throw new Error(`${stackName(stack)}: ${JSON.stringify(result.findings, null, 2)}`);
  return { stack, plan: result.plan };
}

function selected({ sst, scope, guardrails, selection }: AuditedStack): object {
  if (selection === "services") return { services: scope === "app" ? SCOPED_SERVICES : SERVICES };
  const strict = guardrails === "strict";
  if (strict && scope === "app" && !isCdkGeneration(sst)) return { constructs: USUAL };
  const constructs = constructNames(sst).filter((name) => !(strict && NOT_IN_STRICT.includes(name)));
  return { constructs, customDomain: true };
}

/** What `tests/cases/escalation-residue.json` calls the combination; access-analyzer's roles are those of services. */
export function residueName({ sst, strategy, execution, guardrails, scope }: AuditedStack): string {
  const type = strategy === "access-analyzer" ? "services" : strategy;
  return [sst, type, ...(execution === undefined ? [] : [execution]), guardrails, scope].join(" ");
}
