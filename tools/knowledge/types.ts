import type { ConstructFile, StackFile } from "../../policy/knowledge/facts/model";
import { isCustomResource } from "./reduce";

/** Every resource type of these facts that CloudFormation itself carries out, sorted. */
export function resourceTypes(constructs: readonly ConstructFile[], stacks: readonly StackFile[]): readonly string[] {
  const ofConstructs = constructs.flatMap((file) => [
    ...Object.values(file.constructs).flatMap((variants) =>
      Object.values(variants).flatMap((variant) => Object.keys(variant.resourceTypes)),
    ),
    ...Object.values(file.readInSource).flatMap((entry) => Object.keys(entry.resourceTypes)),
  ]);
  const ofStacks = stacks.flatMap((file) =>
    Object.values(file).flatMap((stack) => Object.values(stack.resources).map((resource) => resource.type)),
  );
  return [...new Set([...ofConstructs, ...ofStacks])].filter((type) => !isCustomResource(type)).sort();
}
