import type { AccountPlan, Plan } from "../../plan/model";
import type { Finding } from "../../policy/finding";
import { type Generation, isCdkGeneration } from "../../policy/generation";
import type { ExportFormat, ExportOptions } from "../model";
import { selectedAccounts } from "../roles";
import { cdkModule } from "./cdk";
import { pulumiModule } from "./pulumi";

/** What a module binds: the app's stages of one generation, and the boundary that they need. */
export interface Bound {
  readonly app: string;
  readonly stack: string;
  readonly accounts: readonly string[];
  readonly sst: Generation;
  /** A regular expression's source, for the names of the stages. */
  readonly stages: string;
  readonly partition: string;
  /** The boundary's name with its path, e.g. `sst-deployers/notes-prod-app-boundary`. */
  readonly name: string;
  /** True for one of AWS's own policies, which is in no account. */
  readonly awsManaged: boolean;
}

/**
 * The app's side of a boundary that its roles must have: a TypeScript module for each generation of SST, that puts the
 * boundary on every role of the app. Without it, creating the first role fails with AccessDenied.
 *
 * The modules know the boundary by its name with its path and take the account from the deployment, so that one module
 * serves all accounts of the stack. They do nothing in stages of other stacks.
 */
export const BOUNDARY_FORMAT: ExportFormat = {
  format: "boundary",
  description: "a module for the SST app that puts the required permissions boundary on every role",
  fileName: "boundary",
  appliesTo: (plan) => plan.accounts.some(({ appPermissionsBoundary }) => appPermissionsBoundary !== undefined),
  check: findings,
  render: (plan, options) => [...files(plan, options).values()].join("\n"),
  files,
};

function files(plan: Plan, options: ExportOptions): ReadonlyMap<string, string> {
  const bounds = boundsOf(plan, options);
  return new Map(
    bounds.map((bound) => [
      `boundary-${bound.sst}.ts`,
      isCdkGeneration(bound.sst) ? cdkModule(bound) : pulumiModule(bound),
    ]),
  );
}

function bound(account: AccountPlan): readonly [AccountPlan, string][] {
  return account.appPermissionsBoundary === undefined ? [] : [[account, account.appPermissionsBoundary]];
}

/** One for each generation; where accounts of a generation differ in their boundary, {@link findings} has said so. */
function boundsOf(plan: Plan, options: ExportOptions): readonly Bound[] {
  const accounts = selectedAccounts(plan, options).flatMap(bound);
  const generations = [...new Set(accounts.map(([{ sst }]) => sst))].sort();
  return generations.flatMap((sst) => {
    const those = accounts.filter(([account]) => account.sst === sst);
    const [first] = those;
    if (first === undefined) return [];
    const [{ partition }, arn] = first;
    return [
      {
        app: plan.app,
        stack: plan.stack,
        accounts: those.map(([{ name }]) => name),
        sst,
        stages: stagePattern(those.flatMap(([{ stages }]) => stages)),
        partition,
        ...policyOf(arn),
      },
    ];
  });
}

/** A policy's name with its path, out of its ARN. */
function policyOf(arn: string): Pick<Bound, "name" | "awsManaged"> {
  const [, , , , account, ...resource] = arn.split(":");
  return { name: resource.join(":").replace(/^policy\//, ""), awsManaged: account === "aws" };
}

/** Stages, in which `*` stands for any characters, as a regular expression's source. */
function stagePattern(stages: readonly string[]): string {
  const each = [...new Set(stages)]
    .sort()
    .map((stage) => stage.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*"));
  return `^(?:${each.join("|")})$`;
}

function findings(plan: Plan, options: ExportOptions): readonly Finding[] {
  const accounts = selectedAccounts(plan, options).flatMap(bound);
  if (accounts.length === 0) {
    return [
      {
        severity: "error",
        code: "no-boundary",
        path: "guardrails",
        message: "No role of the app needs a permissions boundary there.",
        fix: "Write guardrails: strict, or permissionsBoundary with a policy of your own, if they should have one.",
      },
    ];
  }
  return accounts.flatMap(([account, arn]): readonly Finding[] => {
    const [first, itsArn = ""] = accounts.find(([{ sst }]) => sst === account.sst) ?? [];
    if (
      first === undefined ||
      (first.partition === account.partition && policyOf(itsArn).name === policyOf(arn).name)
    ) {
      return [];
    }
    return [
      {
        severity: "error",
        code: "boundaries-differ",
        path: `accounts[${plan.accounts.indexOf(account)}].permissionsBoundary`,
        message: `The boundary isn't named as that of ${first.name}, and one module knows one name.`,
        value: arn,
        fix: "Export each account by itself with --account.",
      },
    ];
  });
}
