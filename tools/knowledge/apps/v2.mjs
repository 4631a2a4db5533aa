/**
 * Synthesizes SST v2's constructs. Runs in a folder of its own, beside the installed `sst` package.
 * usage: node v2.mjs OUT (writes OUT-constructs.json and OUT-stacks.json)
 */
import fs from "node:fs";
import path from "node:path";
import { writeFixtures } from "./fixtures.mjs";
import { CUSTOM_DOMAIN, commonApps } from "./constructs.mjs";
import { runApps } from "./run.mjs";

// The constructs look at it to leave out `docker build`, a site's build command and the lookup of the SSTBootstrap bucket.
process.env.NODE_ENV = "test";
process.env.JSII_DEPRECATED = "quiet";

const root = process.cwd();
writeFixtures(root);
const sst = await import("sst/constructs");
const future = await import("sst/constructs/future");
const deprecated = await import("sst/constructs/deprecated");
const { setProject } = await import("sst/project.js");
const { useRuntimeHandlers } = await import("sst/runtime/handlers.js");
const { bootstrapSST } = await import("sst/bootstrap.js");
const ec2 = await import("aws-cdk-lib/aws-ec2");
const s3 = await import("aws-cdk-lib/aws-s3");

const out = path.join(root, ".sst");
fs.mkdirSync(out, { recursive: true });
const project = (region) => ({
  version: "facts",
  cdkVersion: "facts",
  constructsVersion: "facts",
  stacks: () => undefined,
  metafile: undefined,
  config: { name: "zapp", stage: "zstage", region, ssmPrefix: "/sst/zapp/zstage/" },
  paths: { root, out, config: path.join(root, "sst.config.ts"), artifacts: path.join(out, "artifacts") },
});
setProject(project("eu-west-1"));

// A bundler for every function that bundles nothing: the resources don't depend on the code.
const handlers = useRuntimeHandlers();
handlers.for = () => ({
  build: async ({ out: folder }) => {
    fs.writeFileSync(path.join(folder, "index.mjs"), "export const handler = async () => ({});\n");
    return { type: "success", handler: "index.handler" };
  },
});

/** The deprecated NextjsSite without running `next build`: the fixture is what that would have left. */
class NextjsSite extends deprecated.NextjsSite {
  buildApp() {
    return path.resolve("nextjs-v1");
  }
}

/** Its bucket is public, which aws-cdk-lib refuses unless the props say so too. */
const oldNextjs = (s) =>
  new NextjsSite(s, "Site", {
    path: "static-site",
    cdk: { bucket: { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ACLS } },
  });

const sites = [
  ["StaticSite", "static-site"],
  ["AstroSite", "astro-site"],
  ["SolidStartSite", "solid-site"],
  ["SvelteKitSite", "svelte-site"],
  ["NextjsSite", "nextjs-v2"],
];
const site = ([name, folder]) =>
  ["default", "customDomain"].map((variant) => [
    name,
    variant,
    (s) =>
      new sst[name](s, "Site", {
        path: folder,
        ...(variant === "customDomain" ? { customDomain: CUSTOM_DOMAIN } : {}),
      }),
  ]);
const service = (s, props = {}) => new sst.Service(s, "Service", { path: "service", port: 3000, ...props });

const apps = [
  ...commonApps({ sst, cdk: { ec2 } }),
  ...sites.flatMap(site),
  // `sst/constructs/future` and `sst/constructs/deprecated` export other constructs under the same names.
  ["Auth", "future", (s) => new future.Auth(s, "Auth", { authenticator: "fn.handler" })],
  ["NextjsSite", "deprecated", (s) => oldNextjs(s)],
  ["NextjsSite", "deprecatedUsEast1", (s) => oldNextjs(s), { region: "us-east-1" }],
  [
    "EventBus",
    "retries",
    (s) =>
      new sst.EventBus(s, "Bus", {
        rules: { made: { pattern: { source: ["app"] }, targets: { fn: { function: "fn.handler", retries: 3 } } } },
      }),
  ],
  ["Function", "container", (s) => new sst.Function(s, "Fn", { runtime: "container", handler: "service" })],
  ["NextjsSite", "warm", (s) => new sst.NextjsSite(s, "Site", { path: "nextjs-v2", warm: 2 })],
  ["SvelteKitSite", "edge", (s) => new sst.SvelteKitSite(s, "Site", { path: "svelte-site", edge: true })],
  ["Service", "default", (s) => service(s)],
  ["Service", "customDomain", (s) => service(s, { customDomain: CUSTOM_DOMAIN })],
  ["Service", "withoutCdn", (s) => service(s, { cdk: { cloudfrontDistribution: false } })],
  [
    "Service",
    "withoutLoadBalancer",
    (s) => service(s, { cdk: { cloudfrontDistribution: false, applicationLoadBalancer: false } }),
  ],
];

async function synthesize(make, { region = "eu-west-1" }) {
  setProject(project(region));
  const app = new sst.App({
    mode: "deploy",
    name: "zapp",
    stage: "zstage",
    region,
    account: "111122223333",
    isActiveStack: () => true,
  });
  const stack = new sst.Stack(app, "stack");
  make(stack, app);
  await app.finish();
  return app.synth();
}

/**
 * SSTBootstrap as `sst deploy` makes it: SST's own function, which ends with a call of CloudFormation that is refused here,
 * once its template is written.
 */
async function bootstrap() {
  process.env.CDK_OUTDIR = path.join(root, "bootstrap");
  try {
    await bootstrapSST("facts-cdk-bucket");
  } catch {
    // No AWS here.
  } finally {
    delete process.env.CDK_OUTDIR;
  }
  const template = JSON.parse(fs.readFileSync(path.join(root, "bootstrap", "SSTBootstrap.template.json"), "utf8"));
  return { stacks: [{ stackName: "SSTBootstrap", template }] };
}

const outName = process.argv[2];
await runApps(apps, synthesize, `${outName}-constructs.json`);
await runApps([["SSTBootstrap", "default", bootstrap]], (make) => make(), `${outName}-stacks.json`);
const classes = (module) =>
  Object.entries(module)
    .filter(([, value]) => typeof value === "function" && /^class\b/.test(String(value)))
    .map(([name]) => name);
process.stdout.write("\n" + JSON.stringify({ exports: [...classes(sst), "Config"].sort() }));
process.exit(0);
