/**
 * AWS partitions and their regions.
 *
 * Source: https://docs.aws.amazon.com/general/latest/gr/rande.html and botocore's `partitions.json`
 * (`boto/botocore@1.43.11:botocore/data/partitions.json`), read 2026-11. `tests/policy/partition.test.ts` compares the list
 * with the regions that `@pulumi/aws` knows.
 */

/** A group of regions with an ARN namespace of its own. */
export type Partition = "aws" | "aws-cn" | "aws-us-gov";

/** Every region of every partition that SST can deploy into. */
export const REGIONS: Readonly<Record<Partition, readonly string[]>> = {
  aws: [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
  ],
  "aws-cn": ["cn-north-1", "cn-northwest-1"],
  "aws-us-gov": ["us-gov-east-1", "us-gov-west-1"],
};

/** The partition of a region, or `undefined` for a region that doesn't exist. */
export function partitionOfRegion(region: string): Partition | undefined {
  return (Object.keys(REGIONS) as Partition[]).find((partition) => REGIONS[partition].includes(region));
}

/** True if the text names one of the partitions above. */
export function isPartition(text: string): text is Partition {
  return Object.hasOwn(REGIONS, text);
}

/** Every region's name, in alphabetical order. */
export function allRegions(): readonly string[] {
  return Object.values(REGIONS).flat().sort();
}
