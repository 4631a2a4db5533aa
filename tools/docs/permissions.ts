import { GENERATIONS, type Generation } from "../../policy/generation";
import type { Grant } from "../../policy/grant";
import { constructFacts, CUSTOM_DOMAIN_SERVICES } from "../../policy/knowledge/constructs";
import { dutyGrants } from "./grants";

/**
 * The page `docs/permissions.md`, made from the knowledge and nothing else, so that it can't drift from what is granted.
 *
 * @returns Markdown, with a line break at the end; the same knowledge gives the same bytes
 */
export function permissionsPage(): string {
  return `${[
    HEAD,
    ...GENERATIONS.map((sst) => `- [SST ${sst}](#sst-${sst})`),
    ...GENERATIONS.flatMap((sst) => ["", ...generation(sst)]),
  ].join("\n")}\n`;
}

const HEAD = `# Permissions

What SST calls, by generation and duty: the actions, the resources by name, why, and where that was read. This page is made
from \`policy/knowledge/\` by \`npm run docs\`; the policies of a stage come from the same rows, and
\`deployers explain ACTION\` answers for one action.

In names, \`APP\` and \`STAGE\` stand for the app's name and each of its stages, \`ACCOUNT\` and \`REGION\` for each account and region
of the stack, \`STACK\` for the Pulumi stack. Names of CDK's and SST's bootstrap are the usual ones. Partitions other than \`aws\`
differ in the ARNs only, and have no companion region (\`us-east-1\`).

The tables show an app that uses everything. Whole services that the config asks for by \`constructs\`, \`services\` and
\`customDomain\` aren't repeated: the last table of each generation says which they are.
`;

function generation(sst: Generation): readonly string[] {
  return [
    `## SST ${sst}`,
    ...dutyGrants(sst).flatMap(({ duty, strategy, grants }) =>
      grants.length === 0
        ? []
        : [
            "",
            `### ${sst} ${duty}${strategy === "cloudformation" ? ", strategy cloudformation" : ""}`,
            "",
            ...rows(grants),
          ],
    ),
    "",
    `### ${sst} constructs`,
    "",
    `\`customDomain: true\` adds ${code(CUSTOM_DOMAIN_SERVICES)}.`,
    "",
    "| construct | services | source |",
    "| --- | --- | --- |",
    ...Object.entries(constructFacts(sst)).map(
      ([name, { services, source }]) => `| ${name} | ${code(services) || "none of its own"} | ${place(source)} |`,
    ),
  ];
}

function rows(grants: readonly Grant[]): readonly string[] {
  return [
    "| actions | resources | why | source |",
    "| --- | --- | --- | --- |",
    ...grants.map(({ actions, resources, condition, because, sources }) => {
      const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, values]) => `if \`${key}\` is ${code(values)} (${operator})`),
      );
      const read = sources.map(({ where, what }) => place(where) + (what === undefined ? "" : ` (${what})`));
      const cells = [code([...actions].sort()), [code(resources), ...tests].join("; "), because, read.join("; ")];
      return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    }),
  ];
}

function code(texts: readonly string[]): string {
  return texts.map((text) => `\`${text}\``).join(", ");
}

/** A page is a link; a path in a repository stays a path. */
function place(where: string): string {
  return where.startsWith("https://") ? `<${where}>` : `\`${where}\``;
}
