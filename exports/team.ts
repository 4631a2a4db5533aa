import * as v from "valibot";
import { DUTIES } from "../policy/duty";
import { GENERATIONS, isCdkGeneration } from "../policy/generation";
import type { Finding } from "../policy/finding";
import { parseArn } from "../policy/arn";
import type { HandoverAccount, HandoverPlan } from "./handover";
import type { ExportFormat, ExportOptions } from "./model";
import { selectedAccounts } from "./roles";

/**
 * The team file: what people without the stack config need to get at their stages, and nothing else. It holds no secret: who
 * may assume a role is decided by the role's trust policy.
 */

/** The kind that a team file names itself, with the version of its form. */
const TEAM_KIND = "sst-deployer-roles/team/1";

/** The export; `deployers team FILE` makes profiles and `sst-accounts.ts` of it. */
export const TEAM_FORMAT: ExportFormat = {
  format: "team",
  description: "one file from which people without this checkout get their profiles and sst-accounts.ts",
  fileName: "team.json",
  check: () => [],
  render: (plan, options) => teamFile([plan], options),
  renderAll: teamFile,
};

function teamFile(plans: readonly HandoverPlan[], options: ExportOptions): string {
  const stacks = plans.map((plan) => ({
    app: plan.app,
    stack: plan.stack,
    accounts: selectedAccounts(plan, options).map(teamAccount),
  }));
  return `${JSON.stringify({ kind: TEAM_KIND, stacks }, null, 2)}\n`;
}

function teamAccount(account: HandoverAccount): HandoverAccount {
  const { name, accountId, partition, region, sst, stages, profile, callers, cdk, roles } = account;
  return {
    name,
    accountId,
    partition,
    region,
    sst,
    stages,
    profile,
    callers: {
      mfa: callers.mfa,
      ...(callers.externalId === undefined ? {} : { externalId: callers.externalId }),
      ...(callers.sso === undefined ? {} : { sso: callers.sso }),
    },
    ...(cdk === undefined ? {} : { cdk: { qualifier: cdk.qualifier, toolkitStackName: cdk.toolkitStackName } }),
    roles: roles.map(({ duty, arn, administratorEquivalent }) => ({
      duty,
      arn,
      ...(administratorEquivalent === undefined ? {} : { administratorEquivalent }),
    })),
  };
}

/** The plans of a team file, or what is wrong with it. */
export type TeamResult =
  | { readonly ok: true; readonly plans: readonly [HandoverPlan, ...HandoverPlan[]] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** One line without control characters: texts of the file become lines of other files. */
const line = v.pipe(v.string(), v.regex(/^[^\p{Cc}\u2028\u2029]+$/u, "one line of text"));
const name = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}$/, "a name of letters, digits and . _ @ + -"),
);
const accountId = v.pipe(v.string(), v.regex(/^\d{12}$/, "12 digits"));
const region = v.pipe(v.string(), v.regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "the name of a region"));
const stage = v.pipe(v.string(), v.regex(/^[A-Za-z0-9*-]+$/, "a stage, or a pattern with *"));
const word = v.pipe(v.string(), v.regex(/^[^\s"'\\;#[\]]+$/u, "one word without quotes and brackets"));

const accountSchema = v.pipe(
  v.object({
    name,
    accountId,
    partition: v.picklist(["aws", "aws-cn", "aws-us-gov"]),
    region,
    sst: v.picklist(GENERATIONS),
    stages: v.pipe(v.array(stage), v.minLength(1)),
    profile: name,
    callers: v.object({
      mfa: v.picklist(["required", "some", "none"]),
      externalId: v.exactOptional(word),
      sso: v.exactOptional(
        v.object({
          startUrl: v.pipe(word, v.startsWith("https://", "an https address")),
          region,
          session: name,
          permissionSets: v.array(v.object({ account: accountId, name: word })),
        }),
      ),
    }),
    cdk: v.exactOptional(v.object({ qualifier: name, toolkitStackName: name })),
    roles: v.array(
      v.object({
        duty: v.picklist(DUTIES),
        arn: v.pipe(word, v.startsWith("arn:", "an ARN")),
        administratorEquivalent: v.exactOptional(v.array(line)),
      }),
    ),
  }),
  v.check(({ roles }) => roles.some(({ duty }) => duty === "deploy"), "a role with the duty deploy"),
  v.check(
    ({ roles, accountId: id }) => roles.every(({ arn }) => parseArn(arn)?.accountId === id),
    "roles of the account itself",
  ),
  v.check(
    ({ sst, callers }) => isCdkGeneration(sst) || callers.externalId === undefined,
    "no external id, which SST v3 and v4 can't pass",
  ),
);

const teamSchema = v.object({
  kind: v.literal(TEAM_KIND, `"${TEAM_KIND}"`),
  stacks: v.pipe(
    v.array(v.object({ app: name, stack: name, accounts: v.pipe(v.array(accountSchema), v.minLength(1)) })),
    v.minLength(1),
  ),
});

/**
 * Reads a team file, which may come from anywhere: whatever wouldn't be what it says when it is written into a profile file
 * or a module is refused.
 *
 * @param source where it is from, shown in findings
 */
export function parseTeamFile(text: string, source: string): TeamResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, findings: [broken(source, "", "The text isn't JSON.", undefined)] };
  }
  const result = v.safeParse(teamSchema, value);
  if (!result.success) {
    return {
      ok: false,
      findings: result.issues.map((issue) =>
        broken(
          source,
          v.getDotPath(issue) ?? "",
          `Wanted is ${issue.message.replace(/^Invalid .*: Expected /, "")}.`,
          issue.input,
        ),
      ),
    };
  }
  const [first, ...others] = result.output.stacks;
  if (!first) throw new Error("The schema takes no file without stacks.");
  return { ok: true, plans: [first, ...others] };
}

function broken(source: string, path: string, message: string, value: unknown): Finding {
  return {
    severity: "error",
    code: "team-file-invalid",
    path: path === "" ? source : `${source} ${path}`,
    message,
    ...(value === undefined || typeof value === "object" ? {} : { value }),
    fix: "Ask whoever keeps the deployer roles for a new one: deployers export --for team.",
  };
}

/** The plans with no accounts but the wanted ones, and without plans that have none left. */
export function onlyAccounts(
  plans: readonly HandoverPlan[],
  wanted: (account: HandoverAccount) => boolean,
): readonly HandoverPlan[] {
  return plans
    .map((plan) => ({ ...plan, accounts: plan.accounts.filter(wanted) }))
    .filter(({ accounts }) => accounts.length > 0);
}
