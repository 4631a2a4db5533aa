import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { withoutStackTraces } from "../../components/stackTraces";

function fail(error: Error): never {
  throw error;
}

/** What `build` throws. */
function thrownBy(build: () => unknown): unknown {
  try {
    build();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
}

describe("Resources are built without stack traces, and errors say no less for it", () => {
  const { stackTraceLimit } = Error;
  afterEach(() => {
    Error.stackTraceLimit = stackTraceLimit;
    delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
  });

  it("records none while building, answers what was built, and restores the limit", () => {
    Error.stackTraceLimit = 10;
    assert.equal(
      withoutStackTraces(() => new Error("seen").stack),
      "Error: seen",
    );
    assert.equal(Error.stackTraceLimit, 10);
  });

  it("restores the limit after an error too, and tells how to get the trace of one that nobody foresaw", () => {
    Error.stackTraceLimit = 10;
    const error = thrownBy(() => withoutStackTraces(() => fail(new TypeError("unforeseen"))));
    assert.ok(error instanceof TypeError);
    assert.match(error.stack ?? "", /^TypeError: unforeseen\n.*NODE_OPTIONS=--stack-trace-limit=50$/);
    assert.equal(Error.stackTraceLimit, 10);
  });

  it("leaves refusals as they are: their message says all", () => {
    Error.stackTraceLimit = 10;
    const error = thrownBy(() => withoutStackTraces(() => fail(new pulumi.RunError("refused"))));
    assert.ok(pulumi.RunError.isInstance(error));
    assert.equal(error.message, "refused");
    assert.doesNotMatch(error.stack ?? "", /NODE_OPTIONS/);
  });

  it("changes nothing for whoever asks for stack traces", () => {
    Error.stackTraceLimit = 50;
    assert.equal(
      withoutStackTraces(() => Error.stackTraceLimit),
      50,
    );
    Error.stackTraceLimit = 10;
    process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "true";
    assert.equal(
      withoutStackTraces(() => Error.stackTraceLimit),
      10,
    );
  });
});
