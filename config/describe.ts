import type { Finding } from "../policy/finding";

/** Longest line of the lists below; narrower than most terminals, and what reads well in a log of CI. */
const WIDTH = 100;
const INDENT = "    ";
const LABEL_WIDTH = "nearest: ".length;

/**
 * The findings for people to read, errors first, one block each, without colour and without a line break at the end; the
 * empty text for none. Findings that differ in nothing but their path, as many accounts of a stage have them, are one block
 * with all of the paths.
 *
 * ```text
 * error accounts[1].region (unknown-region)
 *     There is no such region.
 *     value:   "eu-wst-1"
 *     nearest: eu-west-1
 *     allowed: af-south-1, ap-east-1, …
 *     fix:     Write the region's code, e.g. eu-west-1.
 * ```
 */
export function formatFindings(findings: readonly Finding[]): string {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of [...findings].sort((a, b) => rank(a) - rank(b))) {
    const says = JSON.stringify({ ...finding, path: "" });
    const group = groups.get(says);
    if (group) group.push(finding);
    else groups.set(says, [finding]);
  }
  return [...groups.values()].map(formatGroup).join("\n\n");
}

/**
 * How many findings there are, in one line: `3 errors, 1 warning in Pulumi.prod.yaml`.
 *
 * @param where what was checked, e.g. the name of the stack's file
 */
export function summarizeFindings(findings: readonly Finding[], where: string): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const counts = [count(errors, "error"), count(findings.length - errors, "warning")].filter((text) => text !== "");
  return `${counts.join(", ") || "nothing wrong"} in ${where}`;
}

function rank({ severity }: Finding): number {
  return severity === "error" ? 0 : 1;
}

function count(number: number, noun: string): string {
  return number === 0 ? "" : `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function formatGroup([finding, ...others]: readonly [Finding, ...Finding[]]): string {
  const more = others.length === 0 ? "" : `and ${others.length} more`;
  return [
    [finding.severity, printable(finding.path), more, `(${finding.code})`].filter((part) => part !== "").join(" "),
    line("", finding.message),
    ...(finding.value === undefined ? [] : [line("value:", shorten(JSON.stringify(finding.value)))]),
    ...(others.length === 0 ? [] : [line("also:", others.map(({ path }) => path).join(", "))]),
    ...(finding.nearest === undefined ? [] : [line("nearest:", finding.nearest)]),
    ...(finding.allowed === undefined || finding.allowed.length === 0
      ? []
      : [line("allowed:", finding.allowed.join(", "))]),
    line("fix:", finding.fix),
  ].join("\n");
}

/** A label and its text; without a label the text begins where labels do. */
function line(label: string, text: string): string {
  const indent = INDENT + " ".repeat(label === "" ? 0 : LABEL_WIDTH);
  return wrapText(printable(text), (INDENT + label).padEnd(indent.length), indent);
}

/**
 * A text in lines of at most 100 characters, broken between words.
 *
 * @param first what the first line begins with
 * @param indent what every other line begins with
 */
export function wrapText(text: string, first: string, indent: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + last.length + 1 + word.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return first + lines.join(`\n${indent}`);
}

/** Whole values could be a whole config; its beginning tells which one it is. */
function shorten(text: string): string {
  const most = 200;
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

/** Without line breaks, and with characters that would move the cursor or turn the text around shown by their code. */
function printable(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/\p{Cc}|\p{Bidi_Control}/gu, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`);
}
