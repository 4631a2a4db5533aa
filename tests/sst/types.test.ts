import assert from "node:assert/strict";
import { resolve } from "node:path";
import { appSources, compile, type Sources } from "./compile";

const types = (name: string) => resolve(__dirname, "types", name);
/** The provider of SST v4 is a dependency of this project too: no need to reduce its types. */
const AWS_V7 = resolve(__dirname, "../../node_modules/@pulumi/aws/provider.d.ts");
const PATHS = {
  v2: { sst: types("v2.ts") },
  v3: { "sst-platform": types("ion.ts"), "sst-aws": types("awsV6.ts") },
  v4: { "sst-platform": types("ion.ts"), "sst-aws": AWS_V7 },
} as const;

function errors(generation: keyof typeof PATHS, change: (sources: Sources) => Sources = (sources) => sources) {
  return compile(change(appSources(generation)), __dirname, PATHS[generation]);
}

describe("what is exported for SST compiles in an app of that generation", function () {
  this.timeout(120_000);

  for (const generation of ["v2", "v3", "v4"] as const) {
    it(`${generation}, with the values and with sst-accounts.ts`, () => {
      assert.deepEqual(errors(generation), []);
    });
  }

  it("and the types tell one generation's form from another's", () => {
    const swapped = (from: "v3" | "v4") => (sources: Sources) => ({
      ...sources,
      "sst.prod-eu.ts": appSources(from)["sst.prod-eu.ts"] ?? "",
    });
    assert.match(errors("v3", swapped("v4")).join("\n"), /is not assignable to type 'never'/);
    assert.match(errors("v4", swapped("v3")).join("\n"), /is not assignable to type 'never'/);
  });

  it("and a key that SST v2 doesn't have is an error", () => {
    const misspelt = (sources: Sources) => ({
      ...sources,
      "sst.prod-eu.ts": (sources["sst.prod-eu.ts"] ?? "").replace("cloudFormationExecutionRole", "cloudformationRole"),
    });
    assert.match(errors("v2", misspelt).join("\n"), /'cloudformationRole' does not exist in type/);
  });
});
