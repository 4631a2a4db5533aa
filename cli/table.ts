import Table from "cli-table3";

/** A blank on both sides of a cell. */
const PADDING = 2;

/**
 * A table as text, without colours.
 *
 * @param width columns of the terminal: the table gets borders and fits, and long cells are wrapped after blanks, commas and
 *   hyphens, but never in words with digits (ids, regions); where that isn't enough each row becomes a block, a line a cell.
 *   Absent (a pipe): no borders, columns aligned by blanks, one line a row, for grep and awk.
 */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[], width?: number): string {
  const natural = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
  if (width === undefined) {
    const line = (cells: readonly string[]) =>
      cells
        .map((cell, column) => cell.padEnd(natural[column] ?? 0))
        .join("  ")
        .trimEnd();
    return `${[head, ...rows].map(line).join("\n")}\n`;
  }
  const least = head.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column] ?? "")].map((text) => longest(parts(text)))),
  );
  const widths = fitColumns(natural, least, width - (head.length + 1) - PADDING * head.length);
  if (widths === undefined) return formatBlocks(head, rows);
  const table = new Table({
    head: head.map((title, column) => wrap(title, widths[column])),
    colWidths: widths.map((each) => each + PADDING),
    style: { head: [], border: [] },
  });
  for (const row of rows) table.push(row.map((text, column) => wrap(text, widths[column])));
  return `${table.toString()}\n`;
}

function longest(words: readonly string[]): number {
  return Math.max(...words.map((word) => word.trimEnd().length));
}

/** A text's parts that stay whole; each keeps the blank, comma or hyphen that ends it. */
function parts(text: string): readonly string[] {
  return text.split(/(?<=[ ,])/).flatMap((word) => (/\d/.test(word) ? [word] : word.split(/(?<=-)/)));
}

/** The text in lines of at most that width; as it is where it fits. */
function wrap(text: string, width = text.length): string {
  if (text.length <= width) return text;
  const lines = [""];
  for (const part of parts(text)) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && (last + part).trimEnd().length > width) lines.push(part);
    else lines[lines.length - 1] = last + part;
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** Takes from the widest column that can give until the sum fits; `undefined` where no column can give any more. */
function fitColumns(
  natural: readonly number[],
  least: readonly number[],
  available: number,
): readonly number[] | undefined {
  const widths = [...natural];
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - available; excess > 0; excess -= 1) {
    const spare = widths.map((width, column) => (width > (least[column] ?? 0) ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if ((spare[widest] ?? 0) === 0) return undefined;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** `account  prod-eu`, a line a cell and a blank line between rows. */
function formatBlocks(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const label = longest(head);
  const block = (row: readonly string[]) =>
    head.map((title, column) => `${title.padEnd(label)}  ${row[column] ?? ""}`.trimEnd()).join("\n");
  return `${rows.map(block).join("\n\n")}\n`;
}
