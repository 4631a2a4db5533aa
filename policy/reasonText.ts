import type { Permit } from "./access";
import { compareText } from "./statement";

/** What the reasons of `administrator.ts` are worded with. */

/** A managed policy's name, of its ARN. */
export function nameOf(policyArn: string): string {
  return policyArn.slice(policyArn.lastIndexOf("/") + 1);
}

/** The permits' actions. */
export function actionsOf(permits: readonly Permit[]): string {
  return listOf(permits.map((permit) => permit.action));
}

/** What the permits may touch. */
export function resourcesOf(permits: readonly Permit[]): string {
  return listOf(permits.map((permit) => permit.resource));
}

/** Each once, in alphabetical order; beyond five, four and how many more there are. */
export function listOf(texts: readonly string[]): string {
  const sorted = [...new Set(texts)].sort(compareText);
  return sorted.length > 5 ? `${sorted.slice(0, 4).join(", ")} and ${sorted.length - 4} more` : sorted.join(", ");
}
