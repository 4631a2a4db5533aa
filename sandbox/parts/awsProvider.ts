import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cachedFolder, cacheKey, withLock } from "../cache";
import { PINS } from "../pins";
import { download, probe, PULUMI_DOWNLOADS } from "./download";
import { ADAPTER, builtProgram, goBuild, TERRAFORM_BRIDGE } from "./go";
import { Unavailable, type Part, type PartContext } from "./part";
import { executable, isExecutable } from "./path";
import { ensurePulumiHome, pulumiHome, type PulumiCli } from "./pulumiCli";
import { findTerraformProvider, MIRROR_VARIABLE, mirrorFolders, type TerraformProvider } from "./terraformProvider";

/** The engine's AWS provider: a folder with the executable `pulumi-resource-aws`. */
export interface AwsProvider {
  /** Absolute path, for `plugins: providers:` of a Pulumi.yaml. */
  readonly folder: string;
}

const EXECUTABLE = executable("pulumi-resource-aws");

function pluginFolder(home: string): string {
  return join(home, "plugins", `resource-aws-v${PINS.awsProvider}`);
}

function installed(context: PartContext): Promise<AwsProvider> {
  const { environment, cache } = context;
  const userHome =
    environment["PULUMI_HOME"] ?? join(environment["HOME"] ?? environment["USERPROFILE"] ?? "", ".pulumi");
  const folder = [userHome, pulumiHome(cache)].map(pluginFolder).find((each) => isExecutable(join(each, EXECUTABLE)));
  return folder === undefined ? Promise.reject(new Unavailable("none is installed")) : Promise.resolve({ folder });
}

async function downloaded(engine: PulumiCli, context: PartContext): Promise<AwsProvider> {
  await probe(PULUMI_DOWNLOADS, context.signal);
  const home = ensurePulumiHome(context.cache);
  const onWait = (): void => {
    context.report("another run is downloading it; waiting for it");
  };
  // The engine's own installer writes beside and renames; the lock only spares the second of two runs the download.
  await withLock(join(home, "plugin-aws"), context.signal, onWait, async () => {
    for (const [name, version] of [
      ["aws", PINS.awsProvider],
      ["awsx", PINS.awsxProvider],
    ] as const) {
      await download(engine.binary, ["plugin", "install", "resource", name, `v${version}`], {
        into: join(home, "plugins"),
        environment: {
          ...context.environment,
          PULUMI_HOME: home,
          PULUMI_SKIP_UPDATE_CHECK: "true",
          PULUMI_BACKEND_URL: "file://~",
        },
        signal: context.signal,
        onLine: context.report,
      });
    }
  });
  const folder = pluginFolder(home);
  if (!isExecutable(join(folder, EXECUTABLE))) throw new Unavailable(`the download left no ${EXECUTABLE}`);
  return { folder };
}

function terraformProvider(context: PartContext): TerraformProvider {
  const folders = mirrorFolders(context.environment);
  const provider = findTerraformProvider(folders);
  if (provider !== undefined) return provider;
  throw new Unavailable(`no Terraform AWS provider in a mirror on this machine (looked into ${folders.join(", ")})`);
}

/** The adapter, the bridge and the Terraform provider, put together in one folder of the cache. */
async function adapted(context: PartContext): Promise<AwsProvider> {
  const provider = terraformProvider(context);
  const bridge = await goBuild(TERRAFORM_BRIDGE, context);
  const adapter = await goBuild(ADAPTER, context);
  const folder = join(
    context.cache,
    "go",
    `aws-provider-${cacheKey([bridge, adapter, provider.binary, PINS.awsProvider])}`,
  );
  const onWait = (): void => {
    context.report("another run is putting it together; waiting for it");
  };
  await cachedFolder(folder, { signal: context.signal, onWait }, (temporary) => {
    // A copy, not a link: the adapter reads its settings beside the executable that a link leads to.
    copyFileSync(adapter, join(temporary, EXECUTABLE));
    const settings = { bridge, terraformProvider: provider.binary, version: PINS.awsProvider };
    writeFileSync(join(temporary, "adapter.json"), `${JSON.stringify(settings, null, 2)}\n`);
    return Promise.resolve();
  });
  return { folder };
}

function adaptedBefore(context: PartContext): Promise<AwsProvider> {
  const complete = [TERRAFORM_BRIDGE, ADAPTER].every((program) => builtProgram(program, context) !== undefined);
  return complete ? adapted(context) : Promise.reject(new Unavailable("not built yet"));
}

/** The AWS provider of the engine; its own download needs the engine. */
export function awsProvider(engine: PulumiCli): Part<AwsProvider> {
  return {
    name: `AWS provider ${PINS.awsProvider}`,
    ways: [
      { name: "on this machine", find: installed },
      { name: "Terraform's AWS provider through Pulumi's bridge, built earlier", find: adaptedBefore },
      { name: "Pulumi's own download", find: (context) => downloaded(engine, context) },
      { name: "Terraform's AWS provider through Pulumi's bridge", find: adapted },
    ],
    nextStep: `let this machine reach get.pulumi.com; or put Terraform's AWS provider ${PINS.terraformAws.tried} into a folder laid out like a mirror (registry.terraform.io/hashicorp/aws/VERSION/OS_ARCH/), name it in ${MIRROR_VARIABLE}, and install Go ${PINS.go} or newer (https://go.dev/dl/); then run it again.`,
  };
}
