import type * as pulumi from "@pulumi/pulumi";

/** A planned value with outputs in the place of texts. */
export type Created<T> = T extends string ? pulumi.Input<T> : { readonly [Key in keyof T]: Created<T[Key]> };

/**
 * What was planned, with every ARN of a role that is being created replaced by the created role's: it comes from AWS, and
 * resolves only once the role may be used. Everything else stays as planned; nothing is decided here.
 *
 * @param planned any part of the plan, or what was made from it
 * @param arns the created roles' ARNs, by the ARN that the plan names
 */
export function withCreatedArns<T>(planned: T, arns: ReadonlyMap<string, pulumi.Output<string>>): Created<T>;
export function withCreatedArns(planned: unknown, arns: ReadonlyMap<string, pulumi.Output<string>>): unknown {
  if (typeof planned === "string") return arns.get(planned) ?? planned;
  if (Array.isArray(planned)) return planned.map((value) => withCreatedArns<unknown>(value, arns));
  if (typeof planned !== "object" || planned === null) return planned;
  return Object.fromEntries(
    Object.entries(planned).map(([key, value]) => [key, withCreatedArns<unknown>(value, arns)]),
  );
}
