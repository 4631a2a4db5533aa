import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { confirm } from "../../cli/bootstrap/confirm";

/** Proves that only a typed yes is a yes, and that Ctrl-C, Ctrl-D and a closed terminal are answers at all. */
describe("a question on a terminal", () => {
  const cases = [
    ["yes", "yes\r", "yes"],
    ["Y", "Y\r", "yes"],
    ["no", "no\r", "no"],
    ["nothing", "\r", "no"],
    ["yes and more", "yes please\r", "no"],
    ["Ctrl-C", "y\u0003", "interrupted"],
    ["Ctrl-D", "\u0004", "interrupted"],
  ] as const;
  for (const [name, typed, expected] of cases) {
    it(`${name}: ${expected}`, async () => {
      const input = new PassThrough();
      const answer = confirm("Go on? ", { input, output: new PassThrough(), terminal: true });
      input.write(typed);
      assert.equal(await answer, expected);
    });
  }

  it("a closed terminal: interrupted", async () => {
    const input = new PassThrough();
    const answer = confirm("Go on? ", { input, output: new PassThrough(), terminal: true });
    input.end();
    assert.equal(await answer, "interrupted");
  });
});
