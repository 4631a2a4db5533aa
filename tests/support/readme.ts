import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The text of README.md. */
export const README = readFileSync(resolve(__dirname, "..", "..", "README.md"), "utf8");

/** The contents of the code blocks of a language, in order, without indentation. */
export function blocks(language: string): readonly string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(([, text = ""]) => text);
}

/** The command lines of the README's `bash` blocks, without their comments. */
export const COMMAND_LINES: readonly string[] = blocks("bash")
  .join("")
  .split("\n")
  .map((line) => line.replace(/\s+# .*$/, "").trim())
  .filter((line) => line !== "");

/** The stack file that the README shows. */
export function readmeStackFile(): string {
  const [stack] = blocks("yaml");
  if (stack === undefined) throw new Error("The README shows no stack file.");
  return stack;
}
