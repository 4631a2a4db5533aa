/** A line of a file. */
export interface Line {
  /** With its line break, if it has one. */
  readonly raw: string;
  /** Without the line break. */
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** The lines of a text; joined again (`raw`) they are the text, whatever its line breaks. */
export function splitLines(text: string): readonly Line[] {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((raw, index) => ({
    raw,
    text: raw.replace(/\r?\n$/, ""),
    number: index + 1,
  }));
}

/**
 * The line break that added lines take: that of the first line. A text of one line without a break gets `\n`; one that ends
 * in a stray carriage return gets `\r\n`, so that the break is read back as the one that was added.
 */
export function lineBreakOf(text: string): "\n" | "\r\n" {
  const first = text.indexOf("\n");
  if (first === -1) return text.endsWith("\r") ? "\r\n" : "\n";
  return text[first - 1] === "\r" ? "\r\n" : "\n";
}

/** The byte order mark that some editors put first; AWS tools skip it. */
export const BYTE_ORDER_MARK = "\uFEFF";
