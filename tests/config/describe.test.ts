import { strict as assert } from "node:assert";
import fc from "fast-check";
import { formatFindings, summarizeFindings } from "../../config/describe";
import type { Finding } from "../../policy/finding";

const error: Finding = {
  severity: "error",
  code: "unknown-region",
  path: "accounts[1].region",
  message: "There is no such region.",
  value: "eu-wst-1",
  allowed: ["eu-west-1", "us-east-1"],
  nearest: "eu-west-1",
  fix: "Write the region's code, e.g. eu-west-1.",
};
const warning: Finding = { severity: "warning", code: "careful", path: "", message: "Mind this.", fix: "Mind it." };

describe("formatFindings shows everything that a finding knows, for people", () => {
  it("path, message, value, nearest, allowed and fix; errors first", () => {
    assert.equal(
      formatFindings([warning, error]),
      [
        "error accounts[1].region (unknown-region)",
        "    There is no such region.",
        '    value:   "eu-wst-1"',
        "    nearest: eu-west-1",
        "    allowed: eu-west-1, us-east-1",
        "    fix:     Write the region's code, e.g. eu-west-1.",
        "",
        "warning (careful)",
        "    Mind this.",
        "    fix:     Mind it.",
      ].join("\n"),
    );
  });

  it("findings that differ in their path only are one block, with all of the paths", () => {
    const other = { ...error, path: "accounts[2].region" };
    assert.equal(
      formatFindings([error, { ...error, value: "eu-wst-2" }, other]),
      [
        "error accounts[1].region and 1 more (unknown-region)",
        "    There is no such region.",
        '    value:   "eu-wst-1"',
        "    also:    accounts[2].region",
        "    nearest: eu-west-1",
        "    allowed: eu-west-1, us-east-1",
        "    fix:     Write the region's code, e.g. eu-west-1.",
        "",
        "error accounts[1].region (unknown-region)",
        "    There is no such region.",
        '    value:   "eu-wst-2"',
        "    nearest: eu-west-1",
        "    allowed: eu-west-1, us-east-1",
        "    fix:     Write the region's code, e.g. eu-west-1.",
      ].join("\n"),
    );
  });

  it("nothing of nothing", () => {
    assert.equal(formatFindings([]), "");
  });

  it("no line is longer than 100 characters where the words allow it, and no control character gets through", () => {
    const text = fc.array(fc.string({ maxLength: 20, unit: "binary" })).map((words) => words.join(" "));
    fc.assert(
      fc.property(text, fc.array(fc.constantFrom("eu-west-1", "us-east-1"), { maxLength: 60 }), (value, allowed) => {
        const shown = formatFindings([{ ...error, path: value, value, allowed }]);
        const [, ...below] = shown.split("\n");
        for (const line of below) {
          assert.ok(
            line.length <= 100 ||
              !line
                .trim()
                .replace(/^value: +/, "")
                .includes(" "),
            line,
          );
        }
        assert.doesNotMatch(shown.replaceAll("\n", ""), /\p{Cc}|\p{Bidi_Control}/u);
      }),
    );
  });

  it("a huge value is cut", () => {
    assert.ok(formatFindings([{ ...error, value: "x".repeat(10_000) }]).length < 1_000);
  });
});

describe("summarizeFindings counts", () => {
  const cases: readonly (readonly [readonly Finding[], string])[] = [
    [[error, error, error, warning], "3 errors, 1 warning in Pulumi.prod.yaml"],
    [[error], "1 error in Pulumi.prod.yaml"],
    [[warning, warning], "2 warnings in Pulumi.prod.yaml"],
    [[], "nothing wrong in Pulumi.prod.yaml"],
  ];
  for (const [findings, expected] of cases) {
    it(expected, () => {
      assert.equal(summarizeFindings(findings, "Pulumi.prod.yaml"), expected);
    });
  }
});
