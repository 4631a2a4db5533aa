import { strict as assert } from "node:assert";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadStackFile, readStackFile } from "../../config/file";
import { loadStageConfig } from "../../config/load";
import { parseConfig, type ConfigResult } from "../../config/parse";
import { CASES, valuesOf } from "./cases";

const ROOT = join(__dirname, "../..");
const NAMESPACE = "sst-deployer-roles";

/** Values as the engine hands them over: lists and objects as JSON, everything else as text. */
function asEngine(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      `${NAMESPACE}:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

async function load(
  config: Record<string, string>,
  stack: string,
  project = NAMESPACE,
  secrets: string[] = [],
): Promise<ConfigResult> {
  await pulumi.runtime.setMocks(
    { call: () => ({}), newResource: ({ name, inputs }) => ({ id: name, state: inputs as Record<string, unknown> }) },
    project,
    stack,
  );
  pulumi.runtime.setAllConfig(config, secrets);
  try {
    return loadStageConfig();
  } finally {
    pulumi.runtime.setAllConfig({});
  }
}

describe("loadStageConfig gives the same model as the files do", () => {
  for (const stack of ["dev", "prod"]) {
    it(`the shipped stack ${stack}`, async () => {
      const file = readStackFile({ directory: ROOT, stack });
      const fromEngine = await load(asEngine(file.values), stack);
      assert.equal(fromEngine.ok, true);
      assert.deepEqual(fromEngine, loadStackFile({ directory: ROOT, stack }));
    });
  }

  for (const each of CASES.accepted) {
    it(`accepted: ${each.name}`, async () => {
      const values = valuesOf(each);
      const stack = each.stack ?? "prod";
      const result = await load(asEngine(values), stack);
      assert.equal(result.ok, true);
      assert.deepEqual(result, parseConfig(stack, values));
    });
  }
});

describe("loadStageConfig looks at every key", () => {
  const right = asEngine(valuesOf({ name: "" }));
  const places = ({ findings }: ConfigResult): unknown =>
    findings.map(({ code, path, nearest }) => [code, path, nearest]);

  it("nothing at all", async () => {
    assert.deepEqual(places(await load({}, "prod")), [["empty-config", "", undefined]]);
  });

  it("an unknown key", async () => {
    assert.deepEqual(places(await load({ ...right, [`${NAMESPACE}:stagse`]: "[]" }, "prod")), [
      ["unknown-key", "stagse", "stages"],
    ]);
  });

  it("a misspelt namespace, but none of a provider", async () => {
    const config = { ...right, "sst-deployer-rolse:stages": "[]", "aws:region": "eu-west-1", "other:app": "x" };
    assert.deepEqual(places(await load(config, "prod")), [
      ["unknown-namespace", '["sst-deployer-rolse:stages"]', "sst-deployer-roles:stages"],
    ]);
  });

  it("the namespace of a renamed project, where it holds a key of ours", async () => {
    assert.deepEqual(places(await load({ ...right, "acme:app": "x", "acme:own": "y" }, "prod", "acme")), [
      ["unknown-namespace", '["acme:app"]', "sst-deployer-roles:app"],
    ]);
  });

  it("a renamed project with our namespace", async () => {
    assert.equal((await load(right, "prod", "acme")).ok, true);
  });

  it("a secret, without ever showing it", async () => {
    const config = { ...right, [`${NAMESPACE}:app`]: "hush" };
    const result = await load(config, "prod", NAMESPACE, [`${NAMESPACE}:app`]);
    assert.deepEqual(places(result), [["secret-value", "app", undefined]]);
    assert.doesNotMatch(JSON.stringify(result), /hush/);
  });
});
