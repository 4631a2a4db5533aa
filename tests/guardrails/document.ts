import { COMBINATIONS, type Combination, nameOf } from "./configs";
import { documentedResidue, reasonOf } from "./residue";
import { type Technique, TECHNIQUES } from "./technique";

/** The generated part of `docs/guardrails.md`: what is left of each technique, in Markdown, as Prettier leaves it. */
export function escalationTables(): string {
  return [
    "### How many",
    "",
    ...table(
      ["deployer", "scope", "tried", "blocked", "left"],
      COLUMNS.flatMap(({ title, of }) =>
        (["account", "app"] as const).map((scope) => {
          const left = TECHNIQUES.filter((technique) => combinationsWith(technique, of, scope).length > 0).length;
          return [title, `\`${scope}\``, String(TECHNIQUES.length), String(TECHNIQUES.length - left), String(left)];
        }),
      ),
    ),
    "",
    "### Which",
    "",
    "`A`: left with `scope: account`. `B`: with `scope: app` too. Generations in brackets where not all of the column are meant.",
    "",
    ...table(
      ["technique", ...COLUMNS.map(({ short }) => short), "source"],
      TECHNIQUES.map((technique) => [
        `\`${technique.id}\` ${technique.title}`,
        ...COLUMNS.map(({ of }) => cell(technique, of)),
        technique.sources.map((source, index) => `[${String(index + 1)}](<${source}>)`).join(" "),
      ]),
    ),
    "",
    "### Why what is left is left",
    "",
    ...reasons(),
  ].join("\n");
}

const COLUMNS: readonly {
  readonly title: string;
  readonly short: string;
  readonly of: (combination: Combination) => boolean;
}[] = [
  {
    title: "v0 to v2, `standard`, `existing`",
    short: "existing",
    of: ({ execution, guardrails }) => execution === "existing" && guardrails === "standard",
  },
  {
    title: "v0 to v2, `standard`, `bootstrap`",
    short: "bootstrap",
    of: ({ execution, guardrails }) => execution === "bootstrap" && guardrails === "standard",
  },
  {
    title: "v0 to v2, `standard`, `serviceRole`",
    short: "serviceRole",
    of: ({ execution, guardrails }) => execution === "serviceRole" && guardrails === "standard",
  },
  {
    title: "v3 and v4, `standard`",
    short: "v3, v4",
    of: ({ execution, guardrails }) => execution === undefined && guardrails === "standard",
  },
  { title: "all, `strict`", short: "strict", of: ({ guardrails }) => guardrails === "strict" },
];

function combinationsWith(
  technique: Technique,
  of: (combination: Combination) => boolean,
  scope: Combination["scope"],
): readonly Combination[] {
  return COMBINATIONS.filter(
    (each) => of(each) && each.scope === scope && documentedResidue(nameOf(each))?.includes(technique.id),
  );
}

function cell(technique: Technique, of: (combination: Combination) => boolean): string {
  return (["account", "app"] as const)
    .flatMap((scope) => {
      const found = new Set(combinationsWith(technique, of, scope).map(({ sst }) => sst));
      const all = new Set(COMBINATIONS.filter(of).map(({ sst }) => sst));
      const which = found.size === all.size ? "" : ` (${[...found].join(", ")})`;
      return found.size === 0 ? [] : [`${scope === "account" ? "A" : "B"}${which}`];
    })
    .join(" ");
}

function reasons(): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const technique of TECHNIQUES) {
    if (!COMBINATIONS.some((each) => documentedResidue(nameOf(each))?.includes(technique.id))) continue;
    const reason = reasonOf(technique) ?? "";
    byReason.set(reason, [...(byReason.get(reason) ?? []), `\`${technique.id}\``]);
  }
  return table(
    ["what is there, or may be done", "techniques"],
    [...byReason].map(([reason, ids]) => [reason, ids.join(", ")]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
