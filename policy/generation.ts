/**
 * The generations of SST that this project serves, as a user writes them in `sst:`.
 *
 * v0, v1 and v2 are CDK apps and deploy through CloudFormation; v3 and v4 are Pulumi apps and call AWS directly.
 * Sources: `sst/sst@v1.18.4`, `anomalyco/v2`, `anomalyco/sst` (see docs of each fact in `policy/knowledge/`).
 */
export const GENERATIONS = ["v0", "v1", "v2", "v3", "v4"] as const;

/** One of {@link GENERATIONS}. */
export type Generation = (typeof GENERATIONS)[number];

/** The generations that deploy through CDK and CloudFormation. */
export type CdkGeneration = "v0" | "v1" | "v2";

/** True for the generations that deploy through CDK and CloudFormation; v3 and v4 have neither. */
export function isCdkGeneration(generation: Generation): generation is CdkGeneration {
  return generation === "v0" || generation === "v1" || generation === "v2";
}
