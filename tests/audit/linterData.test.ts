import assert from "node:assert/strict";
import { linterData, linterService } from "../../tools/audit/linterData";

async function action(prefix: string, name: string) {
  const { privileges } = await linterService(prefix);
  const found = privileges.find(({ privilege }) => privilege === name);
  assert.ok(found, `${prefix}:${name}`);
  return found.resource_types;
}

describe("npm run audit gives the linter AWS's service reference in the form of its own data", () => {
  it("required resources have a * at the end, the action's own row has no name", async () => {
    const rows = await action("kms", "CreateAlias");
    assert.deepEqual(
      rows.map((row) => row.resource_type),
      ["alias*", "key*", ""],
    );
    assert.deepEqual(rows.at(-1)?.condition_keys, ["kms:CallerAccount", "kms:ViaService"]);
  });

  it("an action without resources has a row all the same, so that it has to be on *", async () => {
    const rows = await action("sts", "GetCallerIdentity");
    assert.deepEqual(
      rows.map((row) => row.resource_type),
      [""],
    );
  });

  it("keys of a resource type count for the actions on it", async () => {
    const key = (await action("kms", "CreateAlias")).find((row) => row.resource_type === "key*");
    assert.ok(key?.condition_keys.includes("aws:ResourceTag/${TagKey}"));
  });

  it("objects of S3 are required where the reference lets one choose, buckets' access points aren't", async () => {
    const types = (await action("s3", "GetObject")).map((row) => row.resource_type);
    assert.ok(types.includes("object*") && types.includes("accesspointobject"), types.join());
  });

  it("ARNs and the types of condition keys are the reference's", async () => {
    const { resources, conditions } = await linterService("cloudfront-keyvaluestore");
    assert.deepEqual(
      resources.map(({ arn }) => arn),
      ["arn:${Partition}:cloudfront::${Account}:key-value-store/${ResourceId}"],
    );
    assert.deepEqual(conditions, []);
    const iam = await linterService("iam");
    assert.equal(iam.conditions.find(({ condition }) => condition === "iam:PermissionsBoundary")?.type, "ARN");
  });

  it("for every service", async () => {
    const services = await linterData();
    assert.ok(services.length > 400);
    for (const prefix of ["iam", "lambda", "cloudformation"]) {
      assert.ok(services.some((service) => service.prefix === prefix && service.privileges.length > 50));
    }
  });
});
