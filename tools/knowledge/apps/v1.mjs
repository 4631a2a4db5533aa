/**
 * Synthesizes SST v1's constructs. Runs in a folder of its own, beside the installed `@serverless-stack/*` packages.
 * usage: node v1.mjs OUT (writes OUT-constructs.json and OUT-stacks.json)
 */
import path from "node:path";
import { writeFixtures } from "./fixtures.mjs";
import { CUSTOM_DOMAIN, commonApps } from "./constructs.mjs";
import { runApps } from "./run.mjs";

process.env.CDK_DEFAULT_ACCOUNT = "111122223333";

writeFixtures(process.cwd());
const sst = await import("@serverless-stack/resources");
const ec2 = await import("aws-cdk-lib/aws-ec2");

const site = (name) =>
  ["default", "customDomain"].map((variant) => [
    name,
    variant,
    (s) =>
      new sst[name](s, "Site", {
        path: "static-site",
        buildCommand: "true",
        buildOutput: "build",
        ...(variant === "customDomain" ? { customDomain: CUSTOM_DOMAIN } : {}),
      }),
  ]);
/** NextjsSite without running `next build`: the fixture is what that would have left. */
class NextjsSite extends sst.NextjsSite {
  runBuild() {
    return path.resolve("nextjs-v1");
  }
}
const nextjs = (s, props = {}) => new NextjsSite(s, "Site", { path: "static-site", ...props });

const apps = [
  ...commonApps({ sst, cdk: { ec2 } }),
  ["GraphQLApi", "default", (s) => new sst.GraphQLApi(s, "Api", { server: "fn.handler" })],
  [
    "GraphQLApi",
    "customDomain",
    (s) => new sst.GraphQLApi(s, "Api", { server: "fn.handler", customDomain: CUSTOM_DOMAIN }),
  ],
  ["NextjsSite", "default", (s) => nextjs(s)],
  ["NextjsSite", "usEast1", (s) => nextjs(s), { region: "us-east-1" }],
  ["NextjsSite", "customDomain", (s) => nextjs(s, { customDomain: CUSTOM_DOMAIN })],
  ...site("StaticSite"),
  ...site("ReactStaticSite"),
  ...site("ViteStaticSite"),
];

async function synthesize(make, { region = "eu-west-1" }) {
  const app = new sst.App({ name: "zapp", stage: "zstage", region, buildDir: path.resolve(".build") });
  const stack = new sst.Stack(app, "stack");
  make(stack, app);
  await app.runDeferredBuilds();
  return app.synth();
}

/** The stack that `sst start` deploys: packages/resources/src/DebugStack.ts. */
function debugStack() {
  const app = new sst.DebugApp({ name: "zapp", stage: "zstage", region: "eu-west-1" });
  new sst.DebugStack(app, "debug-stack");
  return app.synth();
}

const outName = process.argv[2];
await runApps(apps, synthesize, `${outName}-constructs.json`);
await runApps([["DebugStack", "default", debugStack]], (make) => make(), `${outName}-stacks.json`);
const names = Object.entries(sst).filter(([, value]) => typeof value === "function" && /^class\b/.test(String(value)));
process.stdout.write(
  "\n" +
    JSON.stringify({
      exports: names
        .map(([name]) => name)
        .concat(["Config"])
        .sort(),
    }),
);
