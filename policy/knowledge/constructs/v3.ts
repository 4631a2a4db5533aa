import { constructTable, type ConstructTable } from "./model";
import { V4_COMPONENTS } from "./v4";

/** Components that v4 brought, so that v3 (to v3.19.3) doesn't know them. */
const SINCE_V4: ReadonlySet<string> = new Set(["Alb", "CronV2", "Dsql", "Workflow"]);

/** Components that some v3 exported and v4 doesn't: the spelling of TanStackStart before v3.13, and `BucketFiles`. */
const ONLY_V3 = constructTable("anomalyco/sst@v3.19.3:platform/src/components/aws", {
  BucketFiles: ["providers/bucket-files", "s3"],
});

/** v3 (`sst.aws.*`), read at every fifteenth release from v3.0.0 to v3.19.3: the components of v4 less and plus a few. */
export const V3_COMPONENTS: ConstructTable = {
  ...Object.fromEntries(
    Object.entries(V4_COMPONENTS)
      .filter(([name]) => !SINCE_V4.has(name))
      .map(([name, facts]) => [name, { ...facts, source: facts.source.replace("@v4.17.0", "@v3.19.3") }]),
  ),
  ...ONLY_V3,
  TanstackStart: {
    services: V4_COMPONENTS["TanStackStart"]?.services ?? [],
    source: "sst/sst@v3.2.50:platform/src/components/aws/tanstack-start.ts",
  },
};
