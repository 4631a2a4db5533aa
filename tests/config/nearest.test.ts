import { strict as assert } from "node:assert";
import fc from "fast-check";
import { nearest } from "../../config/nearest";

describe("nearest names what was most likely meant, and nothing where there is no telling", () => {
  const regions = ["eu-west-1", "eu-west-2", "us-east-1"];
  const cases: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ["eu-wst-1", regions, "eu-west-1"],
    ["EU-WEST-1", regions, "eu-west-1"],
    ["eu-west-9", regions, undefined],
    ["mars", regions, undefined],
    ["Tabel", ["Api", "Table"], "Table"],
    ["ap", ["app", "sst"], "app"],
    ["", ["app", "sst"], undefined],
    ["app", [], undefined],
  ];
  for (const [text, candidates, expected] of cases) {
    it(`${JSON.stringify(text)} among ${candidates.join(", ")}`, () => {
      assert.equal(nearest(text, candidates), expected);
    });
  }

  it("the order of the candidates makes no difference", () => {
    fc.assert(
      fc.property(fc.string(), fc.uniqueArray(fc.string()), (text, candidates) => {
        assert.equal(nearest(text, candidates), nearest(text, [...candidates].reverse()));
      }),
    );
  });
});
