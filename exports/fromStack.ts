import * as v from "valibot";
import type { Finding } from "../policy/finding";
import type { AccountPlan, Plan } from "../plan/model";
import { cloudFormationRole, deployRole } from "./roles";

/**
 * The plan with the role ARNs that a stack really has, taken from its outputs: what was deployed, where that is asked for
 * and not what the config would make now.
 */

/** The plan as deployed, or where stack and config differ. */
export type FromStackResult =
  | { readonly ok: true; readonly plan: Plan; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

const outputsSchema = v.object({
  deployers: v.record(
    v.string(),
    v.object({
      accountId: v.string(),
      region: v.string(),
      roleArn: v.string(),
      cloudFormationRoleArn: v.exactOptional(v.string()),
    }),
  ),
});

/**
 * @param plan what the config makes
 * @param outputs of `pulumi stack output --json`
 */
export function planFromStack(plan: Plan, outputs: unknown): FromStackResult {
  const read = v.safeParse(outputsSchema, outputs);
  if (!read.success) {
    return {
      ok: false,
      findings: [
        {
          severity: "error",
          code: "stack-without-outputs",
          path: "--from-stack",
          message: `The stack ${plan.stack} has no outputs of this program.`,
          fix: `Run pulumi up --stack ${plan.stack} first, or leave out --from-stack.`,
        },
      ],
    };
  }
  const { deployers } = read.output;
  const findings: Finding[] = [];
  const accounts = plan.accounts.map((account, index): AccountPlan => {
    const deployed = deployers[account.name];
    if (deployed?.accountId !== account.accountId) {
      findings.push(differs(index, account, deployed?.accountId, plan.stack));
      return account;
    }
    const arns = new Map([
      [deployRole(account).arn, deployed.roleArn],
      ...(deployed.cloudFormationRoleArn === undefined
        ? []
        : [[cloudFormationRole(account)?.arn ?? "", deployed.cloudFormationRoleArn] as const]),
    ]);
    const service = cloudFormationRole(account);
    if ((service !== undefined) !== (deployed.cloudFormationRoleArn !== undefined)) {
      findings.push(differs(index, account, deployed.cloudFormationRoleArn ?? "no service role", plan.stack));
    }
    const [first, ...others] = account.roles.map((role) => ({ ...role, arn: arns.get(role.arn) ?? role.arn }));
    return first ? { ...account, region: deployed.region, roles: [first, ...others] } : account;
  });
  const [first, ...others] = accounts;
  if (findings.length > 0 || !first) return { ok: false, findings };
  const left = Object.keys(deployers).filter((name) => !accounts.some((account) => account.name === name));
  return {
    ok: true,
    plan: { ...plan, accounts: [first, ...others] },
    findings:
      left.length === 0
        ? []
        : [
            {
              severity: "warning",
              code: "stack-ahead",
              path: "--from-stack",
              message: `The stack still has accounts that the config has no more: ${left.join(", ")}.`,
              fix: `They are left out. Run pulumi up --stack ${plan.stack} to remove their roles.`,
            },
          ],
  };
}

function differs(index: number, account: AccountPlan, value: string | undefined, stack: string): Finding {
  return {
    severity: "error",
    code: "stack-differs",
    path: `accounts[${index}]`,
    message:
      value === undefined
        ? `${account.name} isn't among the stack's outputs: it wasn't deployed yet.`
        : `What is deployed as ${account.name} isn't what the config says.`,
    ...(value === undefined ? {} : { value }),
    fix: `Run pulumi up --stack ${stack}, or leave out --from-stack.`,
  };
}
