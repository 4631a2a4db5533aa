import assert from "node:assert/strict";
import {
  describeObtained,
  obtain,
  PartMissing,
  Unavailable,
  type Part,
  type PartContext,
} from "../../sandbox/parts/part";

const context: PartContext = {
  checkout: "",
  cache: "",
  environment: {},
  signal: new AbortController().signal,
  report: () => undefined,
};

/** A part whose ways answer a text, or are unavailable for the reason given as `{ no }`. */
function fakePart(asked: string[], ...answers: readonly (string | { readonly no: string })[]): Part<string> {
  return {
    name: "Thing 1.0",
    nextStep: "install Thing.",
    ways: answers.map((answer, index) => ({
      name: `way ${index + 1}`,
      find: () => {
        asked.push(`way ${index + 1}`);
        return typeof answer === "string" ? Promise.resolve(answer) : Promise.reject(new Unavailable(answer.no));
      },
    })),
  };
}

describe("A part is got by the first way that works", () => {
  it("asks the ways in their order and none after the one that works", async () => {
    const asked: string[] = [];
    const obtained = await obtain(
      fakePart(asked, { no: "not installed" }, { no: "offline" }, "built", "never"),
      context,
    );
    assert.equal(obtained.value, "built");
    assert.deepEqual(asked, ["way 1", "way 2", "way 3"]);
  });

  it("says which way was used, and why not those before it", async () => {
    const obtained = await obtain(fakePart([], { no: "not installed" }, { no: "offline" }, "built"), context);
    assert.equal(describeObtained(obtained), "way 3 (way 1: not installed; way 2: offline)");
  });

  it("says no reasons where the first way works", async () => {
    assert.equal(describeObtained(await obtain(fakePart([], "there"), context)), "way 1");
  });

  it("fails with every reason and the next step where no way works", async () => {
    await assert.rejects(obtain(fakePart([], { no: "not installed" }, { no: "offline" }), context), (error) => {
      assert.ok(error instanceof PartMissing);
      for (const text of ["Thing 1.0", "way 1: not installed", "way 2: offline", "install Thing."]) {
        assert.ok(error.message.includes(text), `${text} in ${error.message}`);
      }
      return true;
    });
  });

  it("doesn't take a fault of its own for a way that isn't available", async () => {
    const part: Part<string> = {
      name: "Thing",
      nextStep: "",
      ways: [
        { name: "broken", find: () => Promise.reject(new TypeError("a bug")) },
        { name: "fine", find: () => Promise.resolve("x") },
      ],
    };
    await assert.rejects(obtain(part, context), new TypeError("a bug"));
  });

  it("asks nothing more once it is interrupted", async () => {
    const asked: string[] = [];
    const signal = AbortSignal.abort(new Error("interrupted"));
    await assert.rejects(obtain(fakePart(asked, "there"), { ...context, signal }), /interrupted/);
    assert.deepEqual(asked, []);
  });
});
