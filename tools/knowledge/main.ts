import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Command, Option } from "commander";
import type { ConstructFile, HandlerFile, StackFile } from "../../policy/knowledge/facts/model";
import { writeFacts } from "./files";
import { reduceHandlers } from "./handlers";
import { resourceTypes } from "./types";
import { downloadSchemas, readSchemas, SCHEMA_ARCHIVE, type Schemas } from "./schemas";
import { readCdkTemplates, synthesizeV1, synthesizeV2, type GenerationFacts } from "./synthesis";
import { withWorkspace, type Progress, type Workspace } from "./workspace";

/** What `--only` chooses from, in the order in which it runs. */
const PARTS = ["v1", "v2", "cdk", "handlers"] as const;
type Part = (typeof PARTS)[number];

/** Where the facts are kept. */
const FACTS = path.join(__dirname, "..", "..", "policy", "knowledge", "facts");

/** Installs and synthesizes with the lowest priority that still gets on, so that the machine stays usable. */
const PRIORITY = 10;

interface Options {
  readonly only?: readonly Part[];
  readonly handlers?: string;
  readonly handlersSource?: string;
}

const program = new Command("knowledge:refresh")
  .description(
    "Regenerates policy/knowledge/facts: what SST's constructs and the CDK bootstrap synthesize, and the IAM actions that " +
      "CloudFormation needs for those types. Installs about 1.3 GB in a throw-away folder, which it removes.",
  )
  .addOption(new Option("--only <part...>", "refresh only these facts").choices(PARTS))
  .option("--handlers <path>", `schemas to read instead of ${SCHEMA_ARCHIVE}: a folder, a zip, or a JSON map`)
  .option("--handlers-source <text>", "what the facts call the source of --handlers (default: its path)")
  .addHelpText("after", "\nExample:\n  npm run knowledge:refresh -- --only v2 handlers --handlers schemas/");

/**
 * Runs the command.
 *
 * @param argv arguments as in `process.argv`
 * @throws Error with what went wrong and what to do; no file is half-written then, and what was synthesized is kept
 */
export async function main(argv: readonly string[]): Promise<void> {
  const options = program.parse(argv).opts<Options>();
  const parts = new Set<Part>(options.only ?? PARTS);
  const date = new Date().toISOString().slice(0, 10);
  const start = Date.now();
  const progress: Progress = (text) => {
    process.stderr.write(`[${String(Math.round((Date.now() - start) / 1000)).padStart(3)} s] ${text}\n`);
  };
  os.setPriority(PRIORITY);

  const write = (name: string, facts: unknown): void => {
    const file = path.join(FACTS, name);
    progress(`${path.relative(process.cwd(), file)}: ${writeFacts(file, facts) ? "written" : "unchanged"}`);
  };
  const synthesize = async (workspace: Workspace): Promise<void> => {
    const keep = (generation: "v1" | "v2", facts: GenerationFacts): void => {
      write(`constructs-${generation}.json`, facts.constructs);
      write(`stacks-${generation}.json`, facts.stacks);
      for (const [name, reason] of Object.entries(facts.constructs.notSynthesized)) {
        progress(`${generation} ${name}: not synthesized (${reason})`);
      }
    };
    if (parts.has("v1")) keep("v1", await synthesizeV1(workspace, date));
    if (parts.has("v2")) keep("v2", await synthesizeV2(workspace, date));
    if (parts.has("cdk")) write("stacks-cdk.json", await readCdkTemplates(workspace, date));
  };
  if (parts.has("v1") || parts.has("v2") || parts.has("cdk")) await withWorkspace(progress, synthesize);
  if (parts.has("handlers")) {
    const types = typesOfFacts();
    const schemas = await schemasFor(types, options, parts, progress);
    if (schemas !== undefined) write("handlers.json", await reduceHandlers(types, schemas, date));
  }
}

/** The schemas to read, or `undefined` where AWS's archive is out of reach and the facts kept have all types. */
async function schemasFor(
  types: readonly string[],
  options: Options,
  parts: ReadonlySet<Part>,
  progress: Progress,
): Promise<Schemas | undefined> {
  if (options.handlers !== undefined) {
    return readSchemas(options.handlers, options.handlersSource ?? path.basename(options.handlers));
  }
  progress(`downloading ${SCHEMA_ARCHIVE}`);
  try {
    return await downloadSchemas();
  } catch (error) {
    const reason =
      error instanceof Error ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ""}` : "";
    const kept = readFacts("handlers.json") as HandlerFile | undefined;
    const missing = types.filter((type) => kept?.types[type] === undefined && !kept?.withoutHandlers.includes(type));
    if (missing.length === 0 && parts.size > 1) {
      progress(`not reachable (${reason.trim()}); handlers.json stays: it has every type`);
      return undefined;
    }
    throw new Error(
      `AWS's schemas are not reachable (${reason.trim()}). Give them with --handlers: a folder of schema files, for example ` +
        `aws-cloudformation-schema/ of github.com/pulumi/pulumi-aws-native.`,
    );
  }
}

/** The resource types of the facts that are kept. */
function typesOfFacts(): readonly string[] {
  const read = (names: readonly string[]): readonly unknown[] =>
    names.map(readFacts).filter((facts) => facts !== undefined);
  return resourceTypes(
    read(["constructs-v1.json", "constructs-v2.json"]) as readonly ConstructFile[],
    read(["stacks-v1.json", "stacks-v2.json", "stacks-cdk.json"]) as readonly StackFile[],
  );
}

function readFacts(name: string): unknown {
  const file = path.join(FACTS, name);
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as unknown) : undefined;
}
