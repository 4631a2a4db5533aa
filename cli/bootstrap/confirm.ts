import { createInterface } from "node:readline/promises";

/** What was answered; Ctrl-C and Ctrl-D are `interrupted`. */
export type Answer = "yes" | "no" | "interrupted";

/**
 * Asks a question that only a typed yes answers with yes.
 *
 * @param terminal where to read from and write to; `terminal: true` where it is a terminal
 */
export async function confirm(
  question: string,
  terminal: {
    readonly input: NodeJS.ReadableStream;
    readonly output: NodeJS.WritableStream;
    readonly terminal?: boolean;
  },
): Promise<Answer> {
  const lines = createInterface(terminal);
  try {
    return await new Promise<Answer>((resolve, reject) => {
      // Without these the question would never be answered, and the process would end with exit code 0.
      lines.once("SIGINT", () => {
        resolve("interrupted");
      });
      lines.once("close", () => {
        resolve("interrupted");
      });
      lines.question(question).then((text) => {
        resolve(/^y(es)?$/i.test(text.trim()) ? "yes" : "no");
      }, reject);
    });
  } finally {
    lines.close();
  }
}
