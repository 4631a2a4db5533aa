import Table from "cli-table3";

/** Narrower columns are unreadable; a terminal that is narrower still wraps the table itself. */
const NARROWEST_COLUMN = 6;
/** A blank on both sides of a cell. */
const PADDING = 2;

/**
 * A table as text, without colours.
 *
 * @param width columns of the terminal: the table gets borders and fits, long cells are wrapped. Absent (a pipe): no
 *   borders, columns aligned by blanks, one line a row, for grep and awk.
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
  const table = new Table({
    head: [...head],
    colWidths: [...fitColumns(natural, width - (head.length + 1) - PADDING * head.length)].map((w) => w + PADDING),
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [] },
  });
  for (const row of rows) table.push([...row]);
  return `${table.toString()}\n`;
}

/** Takes from the widest column until the sum fits, or until no column can give any more. */
function fitColumns(natural: readonly number[], available: number): readonly number[] {
  const widths = [...natural];
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - available; excess > 0; excess -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= NARROWEST_COLUMN) break;
    widths[widest] = width - 1;
  }
  return widths;
}
