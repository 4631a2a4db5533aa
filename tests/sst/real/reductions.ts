import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isCdkGeneration, type Generation } from "../../../policy/generation";
import { configTypes } from "./platform";
import { reduce, type Kept } from "./reduce";

/** Folder of a package → file in it → what is kept of that file. */
type Packages = Readonly<Record<string, Readonly<Record<string, Kept>>>>;

const CDK: Packages = {
  "node_modules/constructs": {
    "lib/index.d.ts": { "./construct": "all", "./dependency": "all" },
    "lib/construct.d.ts": { IConstruct: ["node"], Construct: ["node", "constructor"], Node: ["children"] },
    "lib/dependency.d.ts": { IDependable: "all" },
  },
  "node_modules/aws-cdk-lib": {
    "index.d.ts": { "./core": "all" },
    "core/index.d.ts": { "./lib": "all" },
    "core/lib/index.d.ts": { "./app": "all", "./stack": "all", "./stage": "all", "./resource": "all" },
    "core/lib/app.d.ts": { App: [] },
    "core/lib/stack.d.ts": { Stack: ["isStack", "stackName"] },
    "core/lib/stage.d.ts": { Stage: ["stageName"] },
    "core/lib/resource.d.ts": { Resource: [] },
    "aws-iam/index.d.ts": { "./lib": "all" },
    "aws-iam/lib/index.d.ts": { "./managed-policy": "all", "./permissions-boundary": "all" },
    "aws-iam/lib/managed-policy.d.ts": {
      IManagedPolicy: ["managedPolicyArn"],
      ManagedPolicy: ["fromManagedPolicyName", "fromAwsManagedPolicyName"],
    },
    "aws-iam/lib/permissions-boundary.d.ts": { PermissionsBoundary: ["of", "constructor", "apply"] },
  },
};

/** @pulumi/aws 7 hands on its provider's types as a whole, 6 by their names. */
const ion = (providerTypes: string): Packages => ({
  ".sst/platform": {
    "src/config.ts": {
      App: ["name", "home", "providers"],
      AppInput: ["stage"],
      Config: ["app", "run"],
    },
    "src/global.d.ts": { Simplify: "all", $APP: "all", $app: "all", $interpolate: "all", $transform: "all" },
    "src/components/component.ts": { $transform: "all" },
  },
  ".sst/platform/node_modules/@pulumi/aws": {
    "index.d.ts": { getCallerIdentityOutput: "all", iam: "all", [providerTypes]: "all" },
    "provider.d.ts": { ProviderArgs: ["profile"] },
    "getCallerIdentity.d.ts": {
      getCallerIdentityOutput: "all",
      GetCallerIdentityOutputArgs: ["id"],
      GetCallerIdentityResult: ["accountId"],
    },
    "iam/index.d.ts": { Role: "all", RoleArgs: "all", User: "all", UserArgs: "all" },
    "iam/role.d.ts": { Role: ["permissionsBoundary", "constructor"], RoleArgs: ["path", "permissionsBoundary"] },
    "iam/user.d.ts": { User: ["permissionsBoundary", "constructor"], UserArgs: ["path", "permissionsBoundary"] },
  },
});

const PACKAGES: Readonly<Record<Generation, Packages>> = {
  v0: { ...CDK, "node_modules/@serverless-stack/resources": resources("./App") },
  v1: { ...CDK, "node_modules/@serverless-stack/resources": resources("./App.js") },
  v2: {
    ...CDK,
    "node_modules/aws-cdk-lib": {
      ...CDK["node_modules/aws-cdk-lib"],
      "aws-iam/lib/iam.generated.d.ts": { IManagedPolicyRef: "all" },
      "interfaces/generated/aws-iam-interfaces.generated.d.ts": {
        IManagedPolicyRef: "all",
        ManagedPolicyReference: "all",
      },
      "interfaces/environment-aware.d.ts": { IEnvironmentAware: "all", ResourceEnvironment: "all" },
    },
    "node_modules/sst": {
      "index.d.ts": { SSTConfig: "all" },
      "project.d.ts": {
        SSTConfig: "all",
        ConfigOptions: ["name", "cdk"],
        GlobalOptions: ["stage"],
      },
      "constructs/App.d.ts": { App: ["stage"] },
    },
  },
  v3: ion("ProviderArgs"),
  v4: ion("./provider"),
};

function resources(app: string): Readonly<Record<string, Kept>> {
  return { "dist/index.d.ts": { [app]: "all" }, "dist/App.d.ts": { App: ["stage"] } };
}

/**
 * The part of the real types that a boundary module of that generation and its app use, as the multi-file text of
 * TypeScript's own tests: each file follows a line `// @filename: path`.
 *
 * @param folder where the real packages, or for v3 and v4 the platform, are installed
 * @throws where a package no longer has a name or member that is used
 */
export function reductionOf(generation: Generation, folder: string): string {
  const sections = Object.entries(PACKAGES[generation]).flatMap(([name, files]) => {
    const manifest = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")) as Manifest;
    const { name: title, version, types } = manifest;
    return [
      ...(types === undefined
        ? []
        : [section(`${name}/package.json`, `${JSON.stringify({ name: title, version, types })}\n`)]),
      ...Object.entries(files).map(([file, kept]) =>
        section(`${name}/${file}`, reduce(`${name}/${file}`, readFileSync(join(folder, name, file), "utf8"), kept)),
      ),
    ];
  });
  if (!isCdkGeneration(generation)) {
    sections.push(section(".sst/types.generated.ts", "export {};\n"));
    sections.push(section(".sst/platform/config.d.ts", configTypes(generation === "v3" ? "v3" : "v4")));
  }
  return sections.join("");
}

interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly types?: string;
}

function section(file: string, text: string): string {
  return `// @filename: ${file}\n${text}`;
}

const COMMITTED = join(__dirname, "..", "..", "exports", "boundary", "types");

/** Where the reduction of that generation is committed. */
export function committedFile(generation: Generation): string {
  return join(COMMITTED, `${generation}.txt`);
}

/** The committed reduction, its files by their paths; what stands before the first of them is a remark. */
export function committedReduction(generation: Generation): Readonly<Record<string, string>> {
  const file = committedFile(generation);
  const [, ...sections] = existsSync(file) ? readFileSync(file, "utf8").split(/^\/\/ @filename: /m) : [];
  return Object.fromEntries(
    sections.map((each) => {
      const end = each.indexOf("\n");
      return [each.slice(0, end), each.slice(end + 1)];
    }),
  );
}
