import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as fc from "fast-check";
import { allRegions, isPartition, type Partition, partitionOfRegion, REGIONS } from "../../policy/partition";

const partitions = Object.keys(REGIONS) as Partition[];

describe("Regions and partitions are those that the AWS provider knows", () => {
  const known = Object.values(aws.Region) as readonly string[];

  it("lists every region of the provider, and none beside", () => {
    const isolated = /-iso[a-z]?-|^eusc-/;
    assert.deepEqual([...allRegions()], known.filter((region) => !isolated.test(region)).sort());
  });

  it("finds the partition of each region, as its name tells", () => {
    for (const region of allRegions()) {
      const expected = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
      assert.equal(partitionOfRegion(region), expected, region);
    }
  });

  it("holds each region once, in one partition only", () => {
    assert.equal(new Set(allRegions()).size, partitions.flatMap((partition) => REGIONS[partition]).length);
    fc.assert(
      fc.property(fc.constantFrom(...allRegions()), (region) => {
        assert.deepEqual(
          partitions.filter((partition) => REGIONS[partition].includes(region)),
          [partitionOfRegion(region)],
        );
      }),
    );
  });

  it("knows no partition of anything else", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom("us-east-3", "EU-WEST-1", " eu-west-1", "aws", "toString")),
        (text) => {
          fc.pre(!allRegions().includes(text));
          assert.equal(partitionOfRegion(text), undefined);
        },
      ),
    );
  });

  it("tells partitions from other texts", () => {
    assert.deepEqual(["aws", "aws-cn", "aws-us-gov", "aws-iso", "toString", ""].filter(isPartition), [
      "aws",
      "aws-cn",
      "aws-us-gov",
    ]);
  });
});
