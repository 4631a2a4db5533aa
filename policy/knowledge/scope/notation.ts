import type { NameRule } from "../appNames";
import type { ActionsOn, NamedResource, Residue, Tagging } from "./model";

/** How the tables of scopes are written down. */

/** Resources of a service with region and account in their ARNs. */
export const regional = (service: string, resource: string, maximum: number, rule: Omit<NameRule, "maximum"> = {}) =>
  ({ service, place: "regional", resource, rule: { maximum, ...rule } }) satisfies NamedResource;
/** Resources of a service without region in their ARNs. */
export const global = (service: string, resource: string, maximum: number) =>
  ({ service, place: "global", resource, rule: { maximum } }) satisfies NamedResource;
/** Actions, and the resources that they act on; none for actions that take no resource. */
export const on = (actions: readonly string[], ...resources: readonly string[]): ActionsOn =>
  resources.length > 0 ? { actions, resources } : { actions };
/** Tagging that AWS can't hold to what is being made: it reaches whatever has no tags of an app yet. */
export const claims = (actions: readonly string[], ...resources: readonly string[]): Tagging => ({
  ...on(actions, ...resources),
  claims: true,
});
/** What is left over, and why. */
export const left = (because: string, actions: readonly string[], ...resources: readonly string[]): Residue => ({
  ...on(actions, ...resources),
  because,
});
/** Names that are written in lower case. */
export const LOWER = { lower: true } as const;
/** Whatever the service can do. */
export const EVERYTHING = ["*"] as const;
/** Why lists are left over. */
export const LISTS = "lists take no resource";
