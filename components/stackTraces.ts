import * as pulumi from "@pulumi/pulumi";

/** V8's own limit, in frames, where nobody asked for another (https://v8.dev/docs/stack-trace-api). */
const DEFAULT_STACK_TRACE_LIMIT = 10;

/**
 * Builds resources without recording a stack trace for each of the SDK's promises.
 *
 * The SDK keeps one per promise for its leak detector (`pulumi/pulumi:sdk/nodejs/runtime/debuggable.ts`), several dozen a
 * resource, and source maps make each slower: a good part of a large stage's time (`bench/README.md`). Nothing that a user
 * sees gets shorter. Findings and refusals are shown without a stack anyway, and errors of AWS come from the engine. Only
 * an error that nobody foresaw would lose its place, so it says how to get it.
 *
 * Whoever asks for stack traces gets them: with another limit (`NODE_OPTIONS=--stack-trace-limit=50`) or with
 * `PULUMI_DEBUG_PROMISE_LEAKS` nothing is changed here.
 *
 * @param build creates the resources; what it does later, in promises, records stack traces as ever
 */
export function withoutStackTraces<T>(build: () => T): T {
  const limit = Error.stackTraceLimit;
  if (limit !== DEFAULT_STACK_TRACE_LIMIT || process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) return build();
  Error.stackTraceLimit = 0;
  try {
    return build();
  } catch (error) {
    if (error instanceof Error && !isRefusal(error)) {
      error.stack = `${String(error)}\n    for its stack trace, run again with NODE_OPTIONS=--stack-trace-limit=50`;
    }
    throw error;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** An error that says all there is to say in its message. */
function isRefusal(error: unknown): boolean {
  return pulumi.RunError.isInstance(error) || pulumi.ResourceError.isInstance(error);
}
