import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GENERATIONS, type Generation } from "../../../policy/generation";
import { boundarySources, policyArn } from "../../exports/boundary/app";
import { appSources, compile } from "../compile";
import { installPackages, installPlatform } from "./install";
import { committedFile, reductionOf } from "./reductions";
import { rolesMade } from "./transform";

/** The newest release of each generation; v0 is checked with its last one and with the CDK 1 of those before 0.59. */
const VERSIONS = { v0: "0.69.7", v1: "1.18.4", v2: "2.49.8", v3: "3.19.3", v4: "4.17.1" } as const;
const CDK_1 = "1.138.0";
/** SST v0 and v1 take any newer one. */
const CONSTRUCTS = "constructs@10.8.1";

/**
 * Installs what apps of every generation have into a folder, and holds against it: what is exported for SST, the boundary
 * modules, the committed reductions of the types, and for v3 and v4 what `$transform` does to roles and users.
 *
 * @param write writes the reductions in place of comparing them
 * @returns whether all agrees; what doesn't is printed
 * @throws where npm or SST's platform fails
 */
export async function checkRealTypes(folder: string, write: boolean): Promise<boolean> {
  let sound = true;
  const say = (what: string, errors: readonly string[]) => {
    process.stdout.write(`${errors.length === 0 ? "agrees" : "DOES NOT AGREE"}: ${what}\n`);
    for (const error of errors) process.stdout.write(`  ${error}\n`);
    sound &&= errors.length === 0;
  };
  for (const sst of GENERATIONS) {
    const title = `${sst}, SST ${VERSIONS[sst]}`;
    const app = install(join(folder, sst), sst);
    const judged = [boundarySources(sst), boundarySources(sst, "arn:aws:iam::aws:policy/PowerUserAccess")];
    for (const sources of judged) say(`${title}: boundary module`, compile(sources, app));
    if (sst === "v0") say(`v0, CDK ${CDK_1}: boundary module`, compile(cdk1Sources(), installCdk1(folder)));
    say(`${title}: a wrong use of the boundary is found`, undetected(sst, app));
    say(`${title}: the reduction in ${committedFile(sst).slice(-"types/v0.txt".length)}`, reduction(sst, app, write));
    if (sst === "v2" || sst === "v3" || sst === "v4") say(`${title}: account exports`, accountExports(sst, app));
    if (sst === "v3" || sst === "v4") say(`${title}: $transform binds roles and users`, await unbound(sst, app));
  }
  return sound;
}

function install(folder: string, sst: Generation): string {
  if (sst === "v3" || sst === "v4") return installPlatform(folder, sst, VERSIONS[sst]);
  if (sst === "v2") return installPackages(folder, [`sst@${VERSIONS.v2}`]);
  return installPackages(folder, [`@serverless-stack/resources@${VERSIONS[sst]}`, CONSTRUCTS]);
}

function installCdk1(folder: string): string {
  return installPackages(join(folder, "cdk1"), [`@aws-cdk/core@${CDK_1}`, `@aws-cdk/aws-iam@${CDK_1}`]);
}

/** The module for v0 with the imports that its first lines name for SST before 0.59. */
function cdk1Sources() {
  const { "boundary-v0.ts": text = "" } = boundarySources("v0");
  return {
    "boundary-v0.ts": text
      .replace('"aws-cdk-lib"', '"@aws-cdk/core"')
      .replace('"aws-cdk-lib/aws-iam"', '"@aws-cdk/aws-iam"'),
  };
}

function undetected(sst: Generation, app: string): readonly string[] {
  const wrong = Object.entries(boundarySources(sst)).map(
    ([name, text]) => [name, text.replace(/PermissionsBoundary\.of|args\.permissionsBoundary/, "$&Wrong")] as const,
  );
  const errors = compile(Object.fromEntries(wrong), app);
  return errors.some((error) => /permissionsBoundaryWrong|ofWrong/.test(error)) ? [] : ["it compiles", ...errors];
}

function reduction(sst: Generation, app: string, write: boolean): readonly string[] {
  const remark = `# From SST ${VERSIONS[sst]} and what it depends on. Written by npm run sst-types:check -- --write\n`;
  const text = remark + reductionOf(sst, app);
  if (write) writeFileSync(committedFile(sst), text);
  return readFileSync(committedFile(sst), "utf8") === text ? [] : ["it isn't what the packages say; --write writes it"];
}

function accountExports(sst: "v2" | "v3" | "v4", app: string): readonly string[] {
  if (sst === "v2") return compile(appSources(sst), app);
  const platform = join(app, ".sst", "platform");
  return compile(appSources(sst), app, {
    "sst-platform": join(platform, "src", "config.ts"),
    "sst-aws": join(platform, "node_modules", "@pulumi", "aws", "provider.d.ts"),
  });
}

/** A role before the module, then a component of SST, a role and a user, two of which have another boundary of their own. */
function appOf(sst: Generation): string {
  const other = JSON.stringify(policyArn("222222222222", "other"));
  return `/// <reference path="./.sst/platform/config.d.ts" />
export default $config({
  app() {
    return { name: "notes", home: "aws" };
  },
  async run() {
    new aws.iam.Role("Before", { assumeRolePolicy: "{}" });
    const { bindToBoundary } = await import("./boundary-${sst}");
    bindToBoundary();
    new sst.aws.CognitoIdentityPool("Pool", { transform: { authenticatedRole: { permissionsBoundary: ${other} } } });
    new aws.iam.Role("Own", { assumeRolePolicy: "{}", permissionsBoundary: ${other} });
    new aws.iam.User("User");
  },
});
`;
}

/** What SST's platform makes otherwise than the module promises. */
async function unbound(sst: "v3" | "v4", app: string): Promise<readonly string[]> {
  const sources = { ...boundarySources(sst), "sst.config.ts": appOf(sst) };
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(app, name), text);
  const errors = compile(sources, app);
  const made = new Map((await rolesMade(app)).map((each) => [each.name, each.permissionsBoundary]));
  const bound = policyArn("222222222222");
  const expected = { Before: undefined, PoolAuthRole: bound, PoolUnauthRole: bound, Own: bound, User: bound };
  return [
    ...errors,
    ...Object.entries(expected).flatMap(([name, boundary]) =>
      made.has(name) && made.get(name) === boundary
        ? []
        : [`${name} has ${made.has(name) ? made.get(name) : "not been made"}`],
    ),
  ];
}
