/**
 * Makes the few files that SST's constructs look for: a handler, a GraphQL schema, a migration, and for each kind of site
 * the folder that its own build would have left. The contents are empty on purpose: only what is there decides which
 * resources are synthesized.
 */
import fs from "node:fs";
import path from "node:path";

const HANDLER = "export const handler = async () => ({ statusCode: 200 });\n";
const COMMONJS_HANDLER = "exports.handler = async () => ({ statusCode: 200 });\n";

/** Path (relative to the app's folder) → content. */
const FILES = {
  "package.json": JSON.stringify({ name: "app", private: true, type: "module" }),
  "fn.js": HANDLER,
  "schema.graphql": "type Query { hello: String }\n",
  "migrations/0001-first.mjs": "export async function up() {}\nexport async function down() {}\n",
  "static-site/index.html": "<html></html>\n",
  "static-site/dist/index.html": "<html></html>\n",
  "static-site/build/index.html": "<html></html>\n",
  "static-site/src/keep.txt": "",
  "static-site/package.json": JSON.stringify({ name: "site", private: true, scripts: { build: "true" } }),

  // RemixSite (v1 and v2)
  "remix-site/package.json": JSON.stringify({ name: "site", private: true, scripts: { build: "true" } }),
  "remix-site/remix.config.js": "module.exports = {};\n",
  "remix-site/build/index.js": COMMONJS_HANDLER,
  "remix-site/public/favicon.ico": "",
  "node_modules/@remix-run/node/package.json": "{}",
  "node_modules/@remix-run/server-runtime/package.json": "{}",
  "node_modules/@remix-run/node/index.js": "exports.installGlobals = () => undefined;\n",
  "node_modules/@remix-run/server-runtime/index.js": "exports.createRequestHandler = () => undefined;\n",
  "remix-site/public/build/entry.js": "",

  // NextjsSite of v1: what its Lambda@Edge builder writes
  "nextjs-v1/assets/BUILD_ID": "1",
  "nextjs-v1/assets/public.txt": "",
  "nextjs-v1/default-lambda/index.js": COMMONJS_HANDLER,
  "nextjs-v1/default-lambda/routes-manifest.json": JSON.stringify({ basePath: "" }),
  "nextjs-v1/api-lambda/index.js": COMMONJS_HANDLER,
  "nextjs-v1/image-lambda/index.js": COMMONJS_HANDLER,
  "nextjs-v1/regeneration-lambda/index.js": COMMONJS_HANDLER,

  // NextjsSite of v2: what OpenNext writes
  "nextjs-v2/package.json": JSON.stringify({ name: "site", private: true }),
  "nextjs-v2/.next/BUILD_ID": "1",
  "nextjs-v2/.next/routes-manifest.json": JSON.stringify({ dynamicRoutes: [], staticRoutes: [], dataRoutes: [] }),
  "nextjs-v2/.next/prerender-manifest.json": JSON.stringify({ routes: { "/": {} } }),
  "nextjs-v2/.open-next/assets/index.txt": "",
  "nextjs-v2/.open-next/cache/1/index.cache": "{}",
  "nextjs-v2/.open-next/server-functions/default/index.mjs": HANDLER,
  "nextjs-v2/.open-next/image-optimization-function/index.mjs": HANDLER,
  "nextjs-v2/.open-next/revalidation-function/index.mjs": HANDLER,
  "nextjs-v2/.open-next/dynamodb-provider/index.mjs": HANDLER,
  "nextjs-v2/.open-next/dynamodb-provider/dynamodb-cache.json": "[]",
  "nextjs-v2/.open-next/warmer-function/index.mjs": HANDLER,
  "nextjs-v2/.open-next/open-next.output.json": JSON.stringify({
    edgeFunctions: {},
    origins: {
      s3: {
        type: "s3",
        originPath: "_assets",
        copy: [{ from: ".open-next/assets", to: "_assets", cached: true, versionedSubDir: "_next" }],
      },
      imageOptimizer: { type: "function", handler: "index.handler", bundle: ".open-next/image-optimization-function" },
      default: { type: "function", handler: "index.handler", bundle: ".open-next/server-functions/default" },
    },
    behaviors: [
      { pattern: "_next/image*", origin: "imageOptimizer" },
      { pattern: "*", origin: "default" },
      { pattern: "index.txt", origin: "s3" },
    ],
    additionalProps: {
      warmer: { handler: "index.handler", bundle: ".open-next/warmer-function" },
      initializationFunction: { handler: "index.handler", bundle: ".open-next/dynamodb-provider" },
      revalidationFunction: { handler: "index.handler", bundle: ".open-next/revalidation-function" },
    },
  }),

  // AstroSite: what astro-sst writes
  "astro-site/package.json": JSON.stringify({ name: "site", private: true }),
  "astro-site/src/keep.txt": "",
  "astro-site/dist/server/entry.mjs": HANDLER,
  "astro-site/dist/client/_astro/index.js": "",
  "astro-site/dist/sst.buildMeta.json": JSON.stringify({
    domainName: "",
    outputMode: "server",
    deploymentStrategy: "regional",
    responseMode: "buffer",
    trailingSlash: "ignore",
    pageResolution: "directory",
    clientBuildOutputDir: "dist/client",
    clientBuildVersionedSubDir: "_astro",
    serverBuildOutputFile: "dist/server/entry.mjs",
    serverRoutes: ["api/*"],
    routes: [],
  }),

  // SolidStartSite and SvelteKitSite
  "solid-site/package.json": JSON.stringify({ name: "site", private: true }),
  "solid-site/dist/server/index.mjs": HANDLER,
  "solid-site/dist/client/assets/index.js": "",
  "svelte-site/package.json": JSON.stringify({ name: "site", private: true }),
  "svelte-site/src/keep.txt": "",
  "svelte-site/.svelte-kit/svelte-kit-sst/server/lambda-handler/index.js": HANDLER,
  "svelte-site/.svelte-kit/svelte-kit-sst/client/_app/version.json": JSON.stringify({ version: "1" }),
  "svelte-site/.svelte-kit/svelte-kit-sst/prerendered/index.html": "<html></html>\n",

  // Service
  "service/Dockerfile": "FROM scratch\n",
};

/** Writes all of them below `folder`. */
export function writeFixtures(folder) {
  for (const [name, content] of Object.entries(FILES)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
}
