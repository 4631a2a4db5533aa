import fc from "fast-check";

/**
 * Config and credentials files as people have them, and worse: comments, CRLF and mixed line breaks, a byte order mark, tabs,
 * nested settings, duplicated sections, `#` in values, stray brackets, blocks of other stacks, no final line break.
 */

const NAMES = ["default", "work", "a.b", "team/x", "é", "profile", "__x"] as const;

const header = fc
  .tuple(
    fc.constantFrom("[", "[ ", "[profile ", "[profile\t", "[sso-session ", "[services ", " ["),
    fc.constantFrom(...NAMES),
    fc.constantFrom("]", " ]", "] # why", "]\t; why"),
  )
  .map((parts) => parts.join(""));

const setting = fc
  .tuple(
    fc.constantFrom("", " ", "\t", "    "),
    fc.constantFrom(
      "region",
      "role_arn",
      "aws_access_key_id",
      "sso_start_url",
      "s3",
      "max_queue_size",
      "credential_process",
    ),
    fc.constantFrom("=", " = ", "\t=\t"),
    fc.constantFrom(
      "",
      "eu-west-1",
      "https://x.awsapps.com/start#/",
      "a # b",
      '"q [x] q"',
      "x=y;z",
      "$HOME",
      "é🚀",
      "[profile work]",
    ),
    fc.constantFrom("", " ", "\t"),
  )
  .map((parts) => parts.join(""));

const comment = fc.constantFrom(
  "# mine",
  "; mine",
  "#: mine",
  "\t# [profile commented-out]",
  "# >>> conda initialize >>>",
  "#>>> sst",
  "#",
);
const noise = fc.constantFrom("", " ", "\t", "]", "[", "[]", "=", "= x", "no equals sign", "\u2028", "\r");

/** A line of a file, without its line break. */
export const awsFileLine = fc.oneof(
  { weight: 3, arbitrary: header },
  { weight: 5, arbitrary: setting },
  { weight: 2, arbitrary: comment },
  { weight: 2, arbitrary: noise },
);

const lineBreak = fc.constantFrom("\n", "\n", "\r\n");
const brokenLine = fc.tuple(awsFileLine, lineBreak).map((parts) => parts.join(""));
/** Whole lines, each with its line break, and at most one block of that other stack among them. */
export function awsFileLines(otherStack: string): fc.Arbitrary<string> {
  const block = lineBreak.map((end) =>
    [
      `# >>> sst-deployer-roles ${otherStack}`,
      "[profile other-eu]",
      "region = x",
      `# <<< sst-deployer-roles ${otherStack}`,
      "",
    ].join(end),
  );
  const lines = fc.array(brokenLine, { maxLength: 12 });
  return fc
    .tuple(lines, fc.option(block, { nil: "" }), lines)
    .map(([before, other, after]) => [...before, other, ...after].join(""));
}

/** A whole file. */
export const awsFileText = fc
  .tuple(fc.constantFrom("", "\uFEFF"), awsFileLines("other/prod"), fc.oneof(fc.constant(""), awsFileLine))
  .map((parts) => parts.join(""));
