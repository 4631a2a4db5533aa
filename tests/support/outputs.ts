import * as pulumi from "@pulumi/pulumi";

/**
 * The value of an output, or its rejection. The only way a test may look into an output: an assertion inside an un-awaited
 * `apply` always passes, and a promise resolved from `apply` hangs when the output rejects.
 *
 * `promise()` is how the SDK's own runtime awaits outputs (`pulumi/pulumi:sdk/nodejs/output.ts`); it isn't in the public
 * typings, hence the cast.
 */
export function valueOf<T>(output: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
  const resolved = pulumi.output(output) as unknown as { promise(): Promise<pulumi.Unwrap<T>> };
  return resolved.promise();
}
