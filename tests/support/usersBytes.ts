/**
 * An independent reader of AWS files: what in them is the user's, told by the marker lines alone. It works on bytes, line by
 * line, and shares nothing with the merge.
 */
export function usersBytes(file: Buffer): Buffer {
  const kept: Buffer[] = [];
  let inside = false;
  let joined = false;
  for (const line of linesOf(file)) {
    const text = line
      .toString("latin1")
      .replace(/^\u00ef\u00bb\u00bf/, "")
      .trimEnd();
    if (text.startsWith("# >>> sst-deployer-roles notes/prod") || text.startsWith("# >>> sst-deployer-roles shared ")) {
      inside = true;
      // A byte order mark before the first block is the user's.
      if (line[0] === 0xef) kept.push(line.subarray(0, 3));
    } else if (inside && text.startsWith("# <<< sst-deployer-roles ")) {
      inside = false;
      // A block that ends without a line break stands for a last line of the user's that had none either.
      joined ||= !line.toString("latin1").endsWith("\n");
    } else if (!inside) {
      kept.push(line);
    }
  }
  const bytes = Buffer.concat(kept);
  if (!joined) return bytes;
  return bytes.subarray(0, bytes.length - (bytes.at(-2) === 0x0d && endsInCrLf(file) ? 2 : 1));
}

/** True if the block at the end is broken into lines as Windows does, so that the break before it was added as `\r\n`. */
function endsInCrLf(file: Buffer): boolean {
  const lines = linesOf(file);
  return lines.at(-2)?.toString("latin1").endsWith("\r\n") ?? false;
}

function linesOf(file: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < file.length;) {
    const at = file.indexOf(0x0a, from);
    const end = at === -1 ? file.length : at + 1;
    lines.push(file.subarray(from, end));
    from = end;
  }
  return lines;
}
