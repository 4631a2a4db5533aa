import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type {
  ConstructFile,
  ReadInSource,
  StackFacts,
  StackFile,
  VariantFacts,
} from "../../policy/knowledge/facts/model";
import { PACKAGES, packageVersion, type PackageFolder } from "./packages";
import { reduceApp, reduceStack, type Template } from "./reduce";
import type { Workspace } from "./workspace";

/** The small apps; they run beside the packages, so they are copied there. */
const APPS = path.join(__dirname, "apps");

/** What `apps/run.mjs` writes for each small app. */
interface AppResult {
  readonly construct: string;
  readonly variant: string;
  readonly stacks?: Readonly<Record<string, Template>>;
  readonly error?: string;
}

/** Exports without resources of their own, and stacks that `stacks-v1.json` has. */
const NO_APP: Readonly<Record<string, string>> = {
  App: "The app: it makes no resources beside its stacks'.",
  DebugApp: "The app of the Debug stack: it makes no resources beside that stack's.",
  DebugStack: "A stack of its own: see DebugStack in stacks-v1.json.",
};

/** `App.ts#finish` adds it to every stack with functions, once it has asked AWS for the SSTBootstrap bucket. */
const SOURCEMAP_UPLOADER: ReadInSource = {
  reason: "Made only where a function's build left a source map, after AWS was asked for the SSTBootstrap bucket.",
  source: "anomalyco/v2@v2.49.8:packages/sst/src/constructs/App.ts",
  resourceTypes: { "AWS::IAM::Policy": ["PolicyDocument", "PolicyName", "Roles"] },
  customResources: ["Custom::SourcemapUploader"],
};

/** A construct file and a stack file of one generation. */
export interface GenerationFacts {
  readonly constructs: ConstructFile;
  readonly stacks: StackFile;
}

/** Synthesizes SST v1: every construct, the Debug stack, SSTBootstrap. */
export async function synthesizeV1(workspace: Workspace, date: string): Promise<GenerationFacts> {
  const { folder, app, exported } = await runApps(workspace, "v1");
  const resources = `${folder}/node_modules/@serverless-stack`;
  const bootstrapOut = path.join(app, "bootstrap");
  const script = `${resources}/core/assets/bootstrap/cdk-app/bin/index.mjs`;
  const tags = Buffer.from("{}").toString("base64");
  await workspace.node(app, [script, "eu-west-1", tags], { CDK_OUTDIR: bootstrapOut });
  const bootstrap = readJson(path.join(bootstrapOut, "SSTBootstrap.template.json")) as Template;
  const debug = readResults(path.join(app, "out-stacks.json"))[0]?.stacks ?? {};
  const [resourcesPackage, corePackage] = [PACKAGES.v1[2], PACKAGES.v1[1]];
  return {
    constructs: constructFile(resourcesPackage, date, folder, app, exported, {}),
    stacks: {
      DebugStack: stackFacts(resourcesPackage, date, "${stage}-${app}-debug-stack", onlyTemplate(debug)),
      SSTBootstrap: stackFacts(corePackage, date, "SSTBootstrap", bootstrap),
    },
  };
}

/** Synthesizes SST v2: every construct, SSTBootstrap. */
export async function synthesizeV2(workspace: Workspace, date: string): Promise<GenerationFacts> {
  const { folder, app, exported } = await runApps(workspace, "v2");
  const bootstrap = readResults(path.join(app, "out-stacks.json"))[0];
  if (bootstrap?.error !== undefined) throw new Error(`SSTBootstrap of v2: ${bootstrap.error}`);
  return {
    constructs: constructFile(PACKAGES.v2[0], date, folder, app, exported, { Function: SOURCEMAP_UPLOADER }),
    stacks: { SSTBootstrap: stackFacts(PACKAGES.v2[0], date, "SSTBootstrap", onlyTemplate(bootstrap?.stacks ?? {})) },
  };
}

/** Reads the bootstrap template that lies in CDK's own package, of the version that v1 pins and of a current one. */
export async function readCdkTemplates(workspace: Workspace, date: string): Promise<StackFile> {
  const files: Record<string, StackFacts> = {};
  for (const name of ["cdkOld", "cdkNew"] as const) {
    const folder = await workspace.install(name);
    const file = `${folder}/node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml`;
    const template = parse(fs.readFileSync(file, "utf8")) as Template;
    const version = Number(template.Resources["CdkBootstrapVersion"]?.Properties?.["Value"]);
    const facts = stackFacts(PACKAGES[name][0], date, "CDKToolkit", template);
    files[facts.version] = { ...facts, templateVersion: version };
  }
  return files;
}

/** Installs the packages of a generation and runs its small apps beside them. */
async function runApps(
  workspace: Workspace,
  name: PackageFolder & ("v1" | "v2"),
): Promise<{ readonly folder: string; readonly app: string; readonly exported: readonly string[] }> {
  const folder = await workspace.install(name);
  const app = path.join(folder, "app");
  fs.cpSync(APPS, app, { recursive: true });
  const stdout = await workspace.node(app, [`${name}.mjs`, "out"]);
  // SST's own messages come before it.
  const { exports } = JSON.parse(stdout.slice(stdout.lastIndexOf("\n") + 1)) as { readonly exports: readonly string[] };
  return { folder, app, exported: exports };
}

function constructFile(
  spec: string,
  date: string,
  folder: string,
  app: string,
  exported: readonly string[],
  readInSource: Readonly<Record<string, ReadInSource>>,
): ConstructFile {
  const constructs: Record<string, Record<string, VariantFacts>> = {};
  const failed: Record<string, string> = {};
  for (const result of readResults(path.join(app, "out-constructs.json"))) {
    if (result.stacks === undefined) failed[`${result.construct} ${result.variant}`] = result.error ?? "";
    else (constructs[result.construct] ??= {})[result.variant] = reduceApp(Object.values(result.stacks));
  }
  const without = exported.filter((name) => constructs[name] === undefined);
  const reasons = without.map(
    (name) => [name, NO_APP[name] ?? failed[`${name} default`] ?? "No small app makes it."] as const,
  );
  return {
    ...origin(spec, date),
    cdk: (readJson(`${folder}/node_modules/aws-cdk-lib/package.json`) as { readonly version: string }).version,
    exports: exported,
    constructs,
    notSynthesized: { ...failed, ...Object.fromEntries(reasons) },
    readInSource,
  };
}

function stackFacts(spec: string, date: string, stackName: string, template: Template): StackFacts {
  return { ...origin(spec, date), stackName, resources: reduceStack(template) };
}

function origin(
  spec: string,
  date: string,
): { readonly package: string; readonly version: string; readonly date: string } {
  const { name, version } = packageVersion(spec);
  return { package: name, version, date };
}

function onlyTemplate(stacks: Readonly<Record<string, Template>>): Template {
  const [template] = Object.values(stacks);
  if (template === undefined) throw new Error("nothing was synthesized");
  return template;
}

function readResults(file: string): readonly AppResult[] {
  return readJson(file) as readonly AppResult[];
}

function readJson(file: string): unknown {
  return JSON.parse(fs.readFileSync(file, "utf8")) as unknown;
}
