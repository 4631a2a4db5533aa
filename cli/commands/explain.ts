import { loadStackFile } from "../../config/file";
import { placeholderFindings } from "../../config/placeholders";
import type { StageConfig } from "../../config/model";
import { plan } from "../../plan/plan";
import type { AccountPlan, Plan, PlannedRole } from "../../plan/model";
import { rolePolicies, type Suggestion, suggestions } from "../../plan/suggestions";
import { parseArn } from "../../policy/arn";
import type { Duty } from "../../policy/duty";
import type { ConditionBlock } from "../../policy/document";
import { explain, type Explanation, type StatementMatch } from "../../policy/explain";
import { UserError, userError } from "../errors";
import { iamAction } from "../iamAction";
import { flag, textOption, type CommandModule, type Options, type Terminal } from "../model";
import { locateStack } from "../stack";
import { accountOption } from "../stage";

/** What one role may do of that which was asked. */
interface RoleAnswer {
  readonly account: AccountPlan;
  readonly role: PlannedRole;
  readonly explanation: Explanation;
  /** The boundary that the role has without that the plan knows its document. */
  readonly unknownBoundary?: string;
  readonly add: readonly Suggestion[];
}

/** `deployers explain ACTION`. */
export const run: CommandModule["run"] = async (options, terminal, [asked = ""]) => {
  const { action, takesNoResource } = await iamAction(asked);
  const resource = resourceOption(options, takesNoResource);
  const { config, stage } = readPlan(options, terminal);
  const { account: only } = accountOption(options, stage);
  const suggest = rememberSuggestions(config, action, resource);
  const answers = stage.accounts
    .filter(({ name }) => only === undefined || name === only)
    .flatMap((account) => answersOf(account, action, resource, suggest));
  if (flag(options, "json")) {
    terminal.out(`${JSON.stringify({ action, resource, roles: answers.map(toJson) }, null, 2)}\n`);
  } else {
    terminal.out([`${action} on ${resource === "*" ? "anything" : resource}`, ...answers.map(toText)].join("\n\n"));
    terminal.out("\n");
  }
  return true;
};

/** The config and its plan: what would allow something is found by planning it. */
function readPlan(options: Options, terminal: Terminal): { config: StageConfig; stage: Plan } {
  const loaded = loadStackFile(locateStack(options, terminal));
  if (!loaded.ok) throw new UserError(loaded.findings);
  const planned = plan(loaded.config);
  if (!planned.ok) {
    throw new UserError([...loaded.findings, ...placeholderFindings(loaded.config, "warning"), ...planned.findings]);
  }
  return { config: loaded.config, stage: planned.plan };
}

/** The resource asked about; `*` where none was given. */
function resourceOption(options: Options, takesNoResource: boolean): string {
  const resource = textOption(options, "resource") ?? "*";
  if (resource === "*") return resource;
  if (parseArn(resource) === undefined) {
    throw userError({
      code: "no-arn",
      path: "--resource",
      message: "That isn't an ARN.",
      value: resource,
      fix: "Write a whole ARN, such as arn:aws:s3:::my-bucket/key; * and ? may stand for parts of it.",
    });
  }
  if (takesNoResource) {
    throw userError({
      code: "no-resource",
      path: "--resource",
      message: "This action takes no resource, so that only statements on * allow it.",
      value: resource,
      fix: "Leave --resource out.",
    });
  }
  return resource;
}

/** What to add to an account's config so that roles of those duties may do what was asked. */
type Suggest = (account: AccountPlan, duties: readonly Duty[]) => ReadonlyMap<Duty, readonly Suggestion[]>;

/**
 * Every construct is planned for an answer, so that accounts which differ only in name and id get theirs once. A resource that
 * names an account is asked about for each.
 */
function rememberSuggestions(config: StageConfig, action: string, resource: string): Suggest {
  const known = new Map<string, ReadonlyMap<Duty, readonly Suggestion[]>>();
  const namesAccount = (parseArn(resource)?.accountId ?? "") !== "";
  return (account, duties) => {
    const configured = config.accounts.find(({ name }) => name === account.name);
    if (configured === undefined || duties.length === 0) return new Map();
    const { name, accountId, path, trust, access, sso, ...rest } = configured;
    const key = JSON.stringify([rest, duties, ...(namesAccount ? [name, accountId, path, trust, access, sso] : [])]);
    const found = known.get(key) ?? suggestions(config, configured, duties, action, resource);
    known.set(key, found);
    const inAccount = (each: Suggestion) => ({ ...each, path: `${path}.${each.path}` });
    return new Map([...found].map(([duty, each]) => [duty, each.map(inAccount)]));
  };
}

function answersOf(account: AccountPlan, action: string, resource: string, suggest: Suggest): readonly RoleAnswer[] {
  const explained = account.roles.map((role) => {
    const { statements, boundary } = rolePolicies(account, role);
    const arn = boundary === undefined ? role.permissionsBoundary : undefined;
    const unknownBoundary = arn === undefined ? {} : { unknownBoundary: arn };
    return { account, role, explanation: explain(statements, boundary, action, resource), ...unknownBoundary };
  });
  const denied = explained.filter(({ explanation }) => explanation.answer === "denied").map(({ role }) => role.duty);
  const add = suggest(account, denied);
  return explained.map((each) => ({ ...each, add: add.get(each.role.duty) ?? [] }));
}

/** `aws:CalledVia is cloudformation.amazonaws.com (ForAnyValue:StringEquals)`, one a condition key. */
function conditionTexts(condition: ConditionBlock): readonly string[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${key} ${comparison(operator, values)} (${operator})`),
  );
}

/**
 * An operator with its values, as a person says it.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
function comparison(operator: string, values: readonly string[]): string {
  if (operator === "Null") return values.includes("true") ? "is absent" : "is present";
  const negated = operator.includes("Not");
  const verb = /Like|^Arn/.test(operator.replace(/^.*:/, "")) ? "like" : "";
  return [negated ? "is not" : "is", verb, values.join(negated ? " nor " : " or ")]
    .filter((text) => text !== "")
    .join(" ");
}

const ANSWERS = {
  allowed: "allowed",
  conditional: "allowed for some of it, or under conditions",
  denied: "denied",
} as const;

function toText({ account, role, explanation, unknownBoundary, add }: RoleAnswer): string {
  const { answer, matches, outsideBoundary } = explanation;
  return [
    `${account.name}: ${role.name} (${role.duty}): ${ANSWERS[answer]}`,
    ...matches.flatMap((each) => matchLines(each, role)),
    ...(matches.some(({ statement }) => statement.Effect === "Allow") ? [] : ["  No statement allows it."]),
    ...(outsideBoundary ? ["  The permissions boundary doesn't allow it."] : []),
    ...(unknownBoundary === undefined
      ? []
      : [`  The boundary ${unknownBoundary} may deny it: its document isn't known here.`]),
    ...(add.length === 0 ? [] : ["  One of these in the stack config would allow it:"]),
    ...add.map(({ path, anyOf }) => `    ${path}: ${anyOf.join(" | ")}`),
  ].join("\n");
}

function matchLines({ statement, layer, reach, resources }: StatementMatch, role: PlannedRole): readonly string[] {
  const verb = statement.Effect === "Allow" ? "allows" : "denies";
  const on = resources.length > 0 ? resources.join(", ") : `everything but ${(statement.NotResource ?? []).join(", ")}`;
  const where = layer === "boundary" ? "Boundary statement" : "Statement";
  const evidence = role.evidence.find(({ sid }) => sid === statement.Sid);
  return [
    `  ${where} ${statement.Sid} ${verb} it on ${on}${reach === "part" ? " (a part of what was asked)" : ""}`,
    ...(statement.Condition ? conditionTexts(statement.Condition).map((text) => `    if ${text}`) : []),
    ...(evidence ? [`    because: ${evidence.because}`] : []),
    ...(evidence?.sources ?? []).map(
      ({ where: source, what }) => `    source: ${source}${what === undefined ? "" : ` (${what})`}`,
    ),
  ];
}

function toJson({ account, role, explanation, unknownBoundary, add }: RoleAnswer) {
  return {
    account: account.name,
    role: role.name,
    duty: role.duty,
    arn: role.arn,
    answer: explanation.answer,
    statements: explanation.matches.map(({ statement, layer, reach, resources }) => {
      const evidence = role.evidence.find(({ sid }) => sid === statement.Sid);
      return {
        sid: statement.Sid,
        effect: statement.Effect,
        in: layer,
        reach,
        ...(resources.length > 0 ? { resources } : { notResources: statement.NotResource ?? [] }),
        ...(statement.Condition ? { if: statement.Condition } : {}),
        ...(evidence ? { because: evidence.because, sources: evidence.sources } : {}),
      };
    }),
    ...(explanation.outsideBoundary ? { outsideBoundary: true } : {}),
    ...(unknownBoundary === undefined ? {} : { unknownBoundary }),
    ...(add.length > 0 ? { add } : {}),
  };
}
