import assert from "node:assert/strict";
import * as fc from "fast-check";
import { actionCovers, actionsOverlap, arnCovers, arnsOverlap, globCovers, globsOverlap } from "../../policy/match";
import cases from "../cases/policy-match.json";

/** Every text of up to six of the letters a, b and c. Patterns hold only a and b, so that c stands for all others. */
const texts = textsUpTo(6);

function textsUpTo(length: number): readonly string[] {
  if (length === 0) return [""];
  const shorter = textsUpTo(length - 1);
  const longest = shorter.filter((text) => text.length === length - 1);
  return [...shorter, ...longest.flatMap((text) => ["a", "b", "c"].map((letter) => text + letter))];
}

function matching(pattern: string): ReadonlySet<string> {
  const regExp = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
  return new Set(texts.filter((text) => regExp.test(text)));
}

const glob = fc.stringMatching(/^[ab*?]{0,4}$/);
const short = fc.stringMatching(/^[ab*?]{0,3}$/);

describe("Wildcards match as IAM documents them", () => {
  it("knows exactly when two patterns share a text (against trying all short texts)", () => {
    fc.assert(
      fc.property(short, short, (left, right) => {
        const ofRight = matching(right);
        assert.equal(
          globsOverlap(left, right),
          [...matching(left)].some((text) => ofRight.has(text)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("knows exactly when a pattern covers another (against trying all short texts)", () => {
    fc.assert(
      fc.property(glob, glob, (outer, inner) => {
        const ofOuter = matching(outer);
        assert.equal(
          globCovers(outer, inner),
          [...matching(inner)].every((text) => ofOuter.has(text)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("finds overlap the same from either side, and wherever a pattern covers another", () => {
    fc.assert(
      fc.property(glob, glob, (left, right) => {
        assert.equal(globsOverlap(left, right), globsOverlap(right, left));
        if (globCovers(left, right)) assert.equal(globsOverlap(left, right), true);
      }),
    );
  });

  it("takes a policy variable for any text: it never makes a pattern cover more, and always lets it overlap", () => {
    fc.assert(
      fc.property(glob, glob, (before, after) => {
        const pattern = `${before}\${aws:username}${after}`;
        assert.equal(globCovers(pattern, `${before}a${after}`), false);
        assert.equal(globCovers(pattern, pattern), true);
        assert.equal(globsOverlap(pattern, `${before}a${after}`), true);
        assert.equal(globCovers(`${before}*${after}`, pattern), true);
      }),
    );
  });
});

describe("Actions and ARNs match case by case", () => {
  const relations = { actionCovers, actionsOverlap, arnCovers, arnsOverlap };
  for (const { relation, left, right, expected } of cases) {
    it(`${relation}(${left}, ${right}) is ${String(expected)}`, () => {
      assert.equal(relations[relation as keyof typeof relations](left, right), expected);
    });
  }
});
