import { dirname, join } from "node:path";
import ts from "typescript";
import { DEFAULT_EXPORT_OPTIONS } from "../../exports/model";
import { SST_ACCOUNTS_FORMAT } from "../../exports/sst/accounts";
import { SST_FORMAT } from "../../exports/sst/sst";
import type { Generation } from "../../policy/generation";
import { planFixture } from "../support/planFixture";

/** Sources by file name: what is emitted for an app of that generation, and a config of the app that uses it. */
export type Sources = Readonly<Record<string, string>>;

/** The emitted files of an account of that generation, and an `sst.config.ts` that uses every part of them. */
export function appSources(generation: Generation): Sources {
  const plan = planFixture([
    {
      name: "prod-eu",
      accountId: "222222222222",
      sst: generation,
      stages: ["prod", "pr-*"],
      callers: { mfa: "required" },
      duties: ["deploy", "cloudformation"],
      cdk: {
        qualifier: "notes",
        toolkitStackName: "CDKToolkit-notes",
        execution: "serviceRole",
        executionPolicies: [],
        evidence: [],
      },
    },
  ]);
  const files = SST_FORMAT.files?.(plan, DEFAULT_EXPORT_OPTIONS) ?? new Map<string, string>();
  return {
    ...Object.fromEntries(files),
    "sst-accounts.ts": SST_ACCOUNTS_FORMAT.render(plan, DEFAULT_EXPORT_OPTIONS),
    "sst.config.ts": generation === "v2" ? V2_CONFIG : ION_CONFIG,
  };
}

const V2_CONFIG = `
import type { SSTConfig } from "sst";
import { accountOf, assertAccount } from "./sst-accounts";
import { prodEu } from "./sst.prod-eu";

const fromExport: SSTConfig = {
  config() {
    return { name: "notes", ...prodEu };
  },
  stacks(app) {
    assertAccount(app.stage, app.account);
  },
};
const fromModule: SSTConfig = {
  config(input) {
    const { region, profile } = accountOf(input.stage);
    return { name: "notes", region, profile };
  },
  stacks() {},
};
export default [fromExport, fromModule];
`;

/** Every setting has to be one of the provider's: an unknown one would be ignored, and the role with it. */
const ION_CONFIG = `
import type { Config } from "sst-platform";
import type { ProviderArgs } from "sst-aws";

/** @pulumi/aws 6 lists the regions that it knows; SST hands on any text. */
type Args = Omit<ProviderArgs, "region"> & { region?: string };
type Unknown<T> = Exclude<keyof T, keyof ProviderArgs>;
type None<T> = [T] extends [never] ? true : never;
type Aws = (typeof import("./sst.prod-eu"))["prodEu"]["aws"];
type Module = ReturnType<(typeof import("./sst-accounts"))["awsProvider"]>;
export const known: [None<Unknown<Aws>>, None<Unknown<Module>>] = [true, true];

export const fromExport: Config = {
  async app(input) {
    const { prodEu } = await import("./sst.prod-eu");
    const aws: Args = prodEu.aws;
    return { name: "notes", home: "aws", providers: { aws }, protect: input.stage === "prod" };
  },
  async run() {},
};
export const fromModule: Config = {
  async app(input) {
    const { awsProvider } = await import("./sst-accounts");
    const aws: Args = awsProvider(input.stage);
    return { name: "notes", home: "aws", providers: { aws } };
  },
  async run() {},
};
`;

/**
 * What the compiler has against these sources, one line each; strict, as SST's own templates are.
 *
 * @param folder where the sources would stand: modules are looked up from there
 * @param paths modules that are files elsewhere
 * @param types files that are there for the sources to use; they are not judged
 */
export function compile(
  sources: Sources,
  folder: string,
  paths: Readonly<Record<string, string>> = {},
  types: Sources = {},
): readonly string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    noUnusedLocals: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
    paths: Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, [path]])),
  };
  const texts = new Map(Object.entries({ ...types, ...sources }).map(([name, text]) => [join(folder, name), text]));
  const roots = Object.keys(sources).map((name) => join(folder, name));
  const program = ts.createProgram(roots, options, hostOf(texts, folder, options));
  return [
    ...program.getGlobalDiagnostics(),
    ...roots.flatMap((root) => {
      const file = program.getSourceFile(root);
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    }),
  ].map(({ messageText, file, start }) => {
    const at =
      file && start !== undefined
        ? `${file.fileName.slice(folder.length + 1)}:${file.getLineAndCharacterOfPosition(start).line + 1} `
        : "";
    return at + ts.flattenDiagnosticMessageText(messageText, "\n");
  });
}

/** The disk, with these files on it. */
function hostOf(texts: ReadonlyMap<string, string>, folder: string, options: ts.CompilerOptions): ts.CompilerHost {
  const disk = ts.createCompilerHost(options);
  const folders = new Set([...texts.keys()].flatMap(foldersOf));
  return {
    ...disk,
    fileExists: (file) => texts.has(file) || disk.fileExists(file),
    directoryExists: (path) => folders.has(path) || disk.directoryExists?.(path) !== false,
    readFile: (file) => texts.get(file) ?? disk.readFile(file),
    getSourceFile: (file, version, ...rest) => {
      const text = texts.get(file);
      return text === undefined ? disk.getSourceFile(file, version, ...rest) : ts.createSourceFile(file, text, version);
    },
    getCurrentDirectory: () => folder,
  };
}

function foldersOf(file: string): readonly string[] {
  const folder = dirname(file);
  return folder === file ? [] : [folder, ...foldersOf(folder)];
}
