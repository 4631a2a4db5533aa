import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** A role or user that an app makes. */
export interface Made {
  readonly name: string;
  readonly permissionsBoundary?: string;
}

/** The parts of esbuild 0.21, the platform's own, that are used. */
interface Esbuild {
  readonly build: (options: object) => Promise<unknown>;
}

/**
 * The roles and users of an app, as SST's own platform makes them: `sst.config.ts` is bundled as SST's CLI does it and run by
 * the platform's `run`, with its real `$transform`, components and Pulumi; only the engine behind Pulumi is a mock.
 * Source: `anomalyco/sst@v4.17.0:pkg/js/js.go#Build`, `pkg/project/run.go`
 *
 * @param folder the app's folder, with `.sst/platform` installed
 * @throws where the app doesn't build or run
 */
export async function rolesMade(folder: string): Promise<readonly Made[]> {
  const platform = join(folder, ".sst", "platform");
  const { build } = createRequire(join(platform, "package.json"))("esbuild") as Esbuild;
  const outfile = join(platform, "sst.config.mjs");
  const globals = `import * as aws from "@pulumi/aws";\nimport * as sst from "${platform}/src/components";\n`;
  await build({
    banner: { js: BANNER },
    mainFields: ["module", "main"],
    format: "esm",
    platform: "node",
    bundle: true,
    logLevel: "error",
    outfile,
    nodePaths: [join(platform, "node_modules")],
    stdin: { loader: "ts", resolveDir: folder, sourcefile: "eval.ts", contents: program(folder, platform) },
    define: { $app: JSON.stringify(APP), $cli: JSON.stringify(cli(folder, platform)), $dev: "false" },
    inject: [join(platform, "src", "shim", "run.js")],
    external: "@pulumi/* undici @pulumiverse/* @sst-provider/* @aws-sdk/* esbuild archiver glob vite".split(" "),
    plugins: [
      {
        name: "InjectGlobals",
        setup: (hooks: { onLoad(filter: object, load: (file: { path: string }) => object | undefined): void }) => {
          hooks.onLoad({ filter: /\.(js|ts|jsx|tsx)$/ }, ({ path }) =>
            path.startsWith(join(folder, ".sst"))
              ? undefined
              : { contents: globals + readFileSync(path, "utf8"), loader: "default" },
          );
        },
      },
    ],
  });
  const list = join(folder, "made.json");
  writeFileSync(list, "[]");
  const { status, stderr } = spawnSync(process.execPath, [outfile, list], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`the app did not run: ${stderr.trim()}`);
  return JSON.parse(readFileSync(list, "utf8")) as Made[];
}

const APP = { name: "notes", stage: "prod", removal: "remove", providers: { aws: {} }, protect: false };

function cli(root: string, platform: string): object {
  return {
    command: "deploy",
    rpc: "",
    paths: { home: root, root, work: join(root, ".sst"), platform },
    state: { version: {} },
  };
}

const BANNER = `import { createRequire as topLevelCreateRequire } from 'module';
const require = topLevelCreateRequire(import.meta.url);
import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"
const __filename = topLevelFileUrlToPath(import.meta.url)
const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))`;

/** What SST's CLI evaluates, around it the mocked engine and the list of what was made, written when all is done. */
function program(folder: string, platform: string): string {
  return `
    import { writeFileSync } from "node:fs";
    import { runtime } from "@pulumi/pulumi";
    import { run } from "${platform}/src/auto/run.ts";
    import mod from "${folder}/sst.config.ts";
    const made = [];
    const answers = { "aws:index/getCallerIdentity:getCallerIdentity": { accountId: "222222222222" } };
    await runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        if (/^aws:iam\\/(role|user):/.test(type)) made.push({ name, permissionsBoundary: inputs.permissionsBoundary });
        return { id: name, state: { arn: "arn:aws:mock:::" + name, ...inputs } };
      },
      call: ({ token, inputs }) => answers[token] ?? { ...inputs, name: "eu-west-1", region: "eu-west-1" },
    }, "notes", "prod", false);
    process.on("exit", () => writeFileSync(process.argv[2], JSON.stringify(made)));
    await runtime.runInPulumiStack(() => run(mod.run));
  `;
}
