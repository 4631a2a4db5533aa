import { Listr, ListrLogger, PRESET_TIMER, ProcessOutput } from "listr2";

/** One step of a long job. */
export interface Step {
  readonly title: string;
  /**
   * Does it.
   *
   * @param report shows what is going on right now
   * @returns what to show behind the title when it is done, or undefined for the title alone
   */
  readonly run: (report: (line: string) => void) => Promise<string | undefined>;
}

/** How often a running step's time is shown: every second where lines tick, else every ten. */
const TICK_MS = { terminal: 1000, plain: 10_000 } as const;

function seconds(since: number): string {
  const total = Math.round((Date.now() - since) / 1000);
  return total < 60 ? `${total} s` : `${Math.floor(total / 60)} min ${total % 60} s`;
}

/**
 * Runs steps one after the other and shows them on stderr: a list that ticks on a terminal, plain lines elsewhere, with
 * the time that each takes. NO_COLOR is honoured. The first step that fails ends the list.
 *
 * @throws what the failing step throws
 */
export async function runSteps(steps: readonly Step[], concurrent = 1): Promise<void> {
  // Some pseudo-terminals say that they are 0 columns wide; a list that is wrapped to that is unreadable.
  const terminal = process.stderr.isTTY && process.stderr.columns > 0;
  const logger = new ListrLogger({
    useIcons: true,
    processOutput: new ProcessOutput(process.stderr, process.stderr),
  });
  const list = new Listr(
    steps.map((step) => ({
      title: step.title,
      task: async (_context: unknown, task: { title: string; output: string }): Promise<void> => {
        const started = Date.now();
        let last = "";
        const tick = setInterval(
          () => {
            task.output = terminal ? `${seconds(started)}  ${last}` : `${step.title}: ${seconds(started)}  ${last}`;
          },
          terminal ? TICK_MS.terminal : TICK_MS.plain,
        );
        try {
          const note = await step.run((line) => {
            if (line.trim() !== "") last = line.trim().slice(0, 160);
          });
          if (note !== undefined) task.title = `${step.title}: ${note}`;
        } finally {
          clearInterval(tick);
        }
      },
    })),
    {
      concurrent: concurrent === 1 ? false : concurrent,
      renderer: terminal ? "default" : "simple",
      // Signals are this program's own business: listr2 would end the process before anything is stopped.
      registerSignalListeners: false,
      rendererOptions: { timer: PRESET_TIMER, logger },
    },
  );
  await list.run();
}
