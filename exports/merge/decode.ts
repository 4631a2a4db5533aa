import type { Finding } from "../../policy/finding";

/** The text of a file, or why its bytes aren't text. */
export type DecodeResult =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Reads bytes as UTF-8, the encoding of the AWS files, keeping a byte order mark. Anything that wouldn't be the same bytes
 * when written again is refused, and so are NUL bytes (UTF-16 reads as UTF-8 with NULs).
 *
 * @param path the file, shown in findings
 */
export function decodeText(bytes: Buffer, path: string): DecodeResult {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.includes("\0")) return { ok: true, text };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  return {
    ok: false,
    findings: [
      {
        severity: "error",
        code: "file-not-utf8",
        path,
        message: "The file isn't UTF-8 text, as AWS tools expect it.",
        fix: "Save it as UTF-8 with your editor, then run this again. Nothing was written.",
      },
    ],
  };
}
