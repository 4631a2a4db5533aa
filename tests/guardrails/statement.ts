import statements from "../cases/guardrail-statements.json";
import type { AccountPlan } from "../../plan/model";
import type { PolicyStatement } from "../../policy/document";
import { policyDocument } from "../../policy/statement";
import { can } from "../support/simulator";
import type { Combination } from "./configs";
import { resourcePolicy } from "./attack";
import { filled, type Step } from "./technique";
import { namesIn } from "./world";

/** Who holds a statement: a role that people and CI act with, one that CloudFormation acts with, or a boundary. */
export type Holder = "caller" | "execution" | "deployer boundary" | "app boundary";

/** Where rows apply: every key that is there must name the combination's value. */
export type Where = { readonly [Key in keyof Combination]?: readonly Combination[Key][] };

/** What one statement by itself does: calls that it lets through and calls that it stops. */
export interface StatementRow {
  readonly of: readonly Holder[];
  /** The Sid behind the role's duty, or behind `Boundary`. */
  readonly purpose: string;
  /** Absent: in every combination that has the holder. */
  readonly where?: Where;
  readonly allowed: readonly (string | Step)[];
  readonly denied: readonly (string | Step)[];
  /**
   * Mistakes that change nothing: action patterns of a deny that no action on its resources matches today and that are there
   * for what AWS adds; `every action` where no other action takes the condition's key; `every resource` where no other is;
   * `without …` for an ARN that the reference of the simulator doesn't have.
   */
  readonly idle?: readonly string[];
}

/** Every row of `tests/cases/guardrail-statements.json`. */
export const STATEMENT_ROWS = statements as unknown as readonly StatementRow[];

/** A guardrail or a line of a boundary, as it is planned. */
export interface HeldStatement {
  readonly holder: Holder;
  readonly purpose: string;
  readonly statement: PolicyStatement;
}

/** Every deny of the account's roles and of CDK's execution policies, and every statement of its boundaries. */
export function statementsIn(account: AccountPlan): readonly HeldStatement[] {
  const held = (holder: Holder, prefix: RegExp, found: readonly PolicyStatement[]) =>
    found.map((statement) => ({ holder, purpose: statement.Sid.replace(prefix, ""), statement }));
  const denies = (documents: readonly { readonly document: { readonly Statement: readonly PolicyStatement[] } }[]) =>
    documents.flatMap(({ document }) => document.Statement).filter(({ Effect }) => Effect === "Deny");
  return [
    ...account.roles.flatMap(({ duty, policies }) =>
      duty === "cloudformation"
        ? held("execution", /^CloudFormation/, denies(policies))
        : held("caller", /^(?:Bootstrap(?!Stacks|Roles)|Deploy(?!ers)|Dev|Diff|Remove|Secrets)/, denies(policies)),
    ),
    ...held("execution", /^CloudFormation/, denies(account.cdk?.executionPolicies ?? [])),
    ...account.boundaries.flatMap(({ binds, document }) => held(`${binds} boundary`, /^Boundary/, document.Statement)),
  ];
}

/** The rows of a statement in a combination. */
export function rowsOf(
  { holder, purpose }: Pick<HeldStatement, "holder" | "purpose">,
  combination: Combination,
): readonly StatementRow[] {
  return STATEMENT_ROWS.filter(
    (row) => row.purpose === purpose && row.of.includes(holder) && applies(row.where ?? {}, combination),
  );
}

function applies(where: Where, combination: Combination): boolean {
  return Object.entries(where).every(([key, values]) =>
    (values as readonly unknown[]).includes(combination[key as keyof Combination]),
  );
}

/** A call of a row that a statement answers otherwise than the row says; `undefined` where it answers all as written. */
export async function wrongAnswer(
  rows: readonly StatementRow[],
  statement: PolicyStatement,
  account: AccountPlan,
): Promise<string | undefined> {
  for (const row of rows) {
    for (const expected of ["denied", "allowed"] as const) {
      for (const call of row[expected]) {
        if ((await isAllowedBy(statement, call, account)) !== (expected === "allowed"))
          return `${JSON.stringify(call)} isn't ${expected}`;
      }
    }
  }
  return undefined;
}

const EVERYTHING = policyDocument([{ Sid: "All", Effect: "Allow", Action: ["*"], Resource: ["*"] }]);

/** Whether an administrator with that statement alone may make the call: as a deny of his, or as all of his boundary. */
async function isAllowedBy(statement: PolicyStatement, written: string | Step, account: AccountPlan): Promise<boolean> {
  const names = { ...namesIn(account), self: account.roles[0].arn };
  const step = filled(typeof written === "string" ? { call: written } : written, names);
  const [action = "", resource = ""] = step.call.split(" ");
  if (/[{}]/.test(step.call)) throw new Error(`${step.call} has an unknown placeholder.`);
  const alone = policyDocument([statement]);
  const principal = `arn:${account.partition}:iam::${account.accountId}:role/administrator`;
  const answer = await can({
    principal,
    action,
    resource,
    ...(statement.Effect === "Deny" ? { policies: [EVERYTHING, alone] } : { policies: [EVERYTHING], boundary: alone }),
    ...(step.trust ? { trust: resourcePolicy(step.trust, principal, action) } : {}),
    ...(step.context ? { context: step.context } : {}),
  });
  return answer === "Allowed";
}

/** A statement that was changed by mistake, and what the mistake was. */
export interface Mistake {
  readonly what: string;
  readonly statement: PolicyStatement;
}

/**
 * Every mistake of these kinds that a row has to notice: whatever makes the statement weaker, or a deny too wide.
 *
 * @param idle mistakes that change nothing, as rows list them
 */
export function mistakesIn(statement: PolicyStatement, idle: readonly string[]): readonly Mistake[] {
  const { Action = [], Resource = [], NotResource, Condition, ...rest } = statement;
  const where = NotResource ? { NotResource } : { Resource };
  const condition = Condition ? { Condition } : {};
  const mistakes: Mistake[] = [];
  const add = (what: string, changed: PolicyStatement) => {
    if (!idle.includes(what)) mistakes.push({ what, statement: changed });
  };
  if (Condition) add("no condition", { ...rest, Action, ...where });
  if (!isWhole(statement)) add("every action", { ...rest, Action: ["*"], ...where, ...condition });
  if (!NotResource && !Resource.includes("*")) {
    add("every resource", { ...rest, Action, Resource: ["*"], ...condition });
  }
  if (statement.Effect === "Allow") return mistakes;
  for (const dropped of Action.length > 1 ? Action.filter((each) => !idle.includes(each)) : [])
    add(`without ${dropped}`, { ...statement, Action: Action.filter((each) => each !== dropped) });
  for (const dropped of Resource.length > 1 ? Resource : [])
    add(`without ${dropped}`, { ...statement, Resource: Resource.filter((each) => each !== dropped) });
  if (NotResource) add("except everything", { ...statement, NotResource: [...NotResource, "*"] });
  return mistakes;
}

/** True if the statement has every action already that its resources take. */
function isWhole({ Action = [], Resource = [] }: PolicyStatement): boolean {
  const [only = ""] = Action;
  return (
    only === "*" || (Resource.length > 0 && Resource.every((each) => Action.includes(`${each.split(":")[2] ?? ""}:*`)))
  );
}
