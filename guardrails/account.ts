import type { ResourceValidationArgs } from "@pulumi/policy";
import { parse, textsOf } from "./document";

/**
 * The account that a resource is to be in, as its provider has it: `allowedAccountIds` with one element, which this program
 * sets for each account and which keeps the provider out of any other. `undefined` where the provider names no account, or
 * several.
 *
 * The provider's settings are JSON texts where they aren't texts themselves.
 *
 * Source: https://www.pulumi.com/registry/packages/aws/api-docs/provider/ (allowedAccountIds)
 */
export function accountOf({ provider }: Pick<ResourceValidationArgs, "provider">): string | undefined {
  const value: unknown = provider?.props["allowedAccountIds"];
  const [accountId, ...others] = textsOf(typeof value === "string" ? parse(value) : value);
  return others.length === 0 ? accountId : undefined;
}
