import assert from "node:assert/strict";
import { GENERATIONS, isCdkGeneration } from "../../policy/generation";
import { CDK_EXECUTIONS, GUARDRAIL_LEVELS } from "../../policy/guardrails/model";
import { DUTY_SPLITS, STRATEGY_TYPES } from "../../policy/strategies/model";
import { AUDITED_STACKS, auditedPlan, residueName, stackName } from "../../tools/audit/matrix";
import { COMBINATIONS, nameOf } from "../guardrails/configs";

describe("npm run audit looks at every combination that a config may have", () => {
  it("each under a name of its own", () => {
    assert.equal(new Set(AUDITED_STACKS.map(stackName)).size, AUDITED_STACKS.length);
  });

  for (const sst of GENERATIONS) {
    it(`${sst}: every strategy, scope, level, execution and duties`, () => {
      const of = (key: "strategy" | "scope" | "guardrails" | "execution" | "duties" | "selection") =>
        [...new Set(AUDITED_STACKS.filter((stack) => stack.sst === sst).map((stack) => stack[key]))].sort();
      const cdk = isCdkGeneration(sst);
      assert.deepEqual(of("strategy"), STRATEGY_TYPES.filter((type) => cdk || type !== "cloudformation").sort());
      assert.deepEqual(of("scope"), ["account", "app"]);
      assert.deepEqual(of("guardrails"), [...GUARDRAIL_LEVELS].sort());
      assert.deepEqual(of("execution"), cdk ? [...CDK_EXECUTIONS].sort() : [undefined]);
      assert.deepEqual(of("duties"), [...DUTY_SPLITS].sort());
      assert.deepEqual(of("selection"), ["constructs", "services"]);
    });
  }

  it("those of the escalation suite among them, under its names", () => {
    const audited = new Set(AUDITED_STACKS.map(residueName));
    for (const combination of COMBINATIONS) {
      const { sst, strategy, execution, guardrails, scope } = combination;
      const name = [sst, strategy, ...(execution ? [execution] : []), guardrails, scope].join(" ");
      assert.ok(audited.has(name), `${name} (${nameOf(combination)})`);
    }
  });

  it("and plans what was asked for", () => {
    for (const stack of AUDITED_STACKS.filter(({ selection }) => selection === "services")) {
      const [account] = auditedPlan(stack).plan.accounts;
      assert.equal(account.sst, stack.sst);
      assert.equal(account.strategy, stack.strategy);
      assert.equal(account.guardrails, stack.guardrails);
      assert.equal(account.cdk?.execution, stack.execution);
      const split = account.roles.some(({ duty }) => duty === "diff");
      assert.equal(split, stack.duties === "separate", stackName(stack));
    }
  });

  it("a combination that isn't possible is an error with its findings", () => {
    const [first] = AUDITED_STACKS;
    assert.ok(first);
    assert.throws(
      () => auditedPlan({ ...first, sst: "v4", strategy: "cloudformation", execution: "serviceRole" }),
      /v4 cloudformation .*strategy-not-possible/s,
    );
  });
});
