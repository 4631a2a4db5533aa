/** The command was interrupted (Ctrl-C, SIGTERM); everything it started has been or is being stopped. */
export class Interrupted extends Error {
  /** @param signal what arrived */
  constructor(readonly signal: NodeJS.Signals) {
    super(signal === "SIGINT" ? "Interrupted." : `Stopped by ${signal}.`);
    this.name = "Interrupted";
  }

  /** As shells report it: 128 + the signal's number. */
  get exitCode(): number {
    return this.signal === "SIGINT" ? 130 : this.signal === "SIGHUP" ? 129 : 143;
  }
}

/** Signals that end a command. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Turns signals into one `AbortSignal` whose reason is {@link Interrupted}, so that each step can stop what it started and
 * say goodbye in order. Without it Node would end at once and leave children behind.
 *
 * @returns the signal, and how to stop listening
 */
export function listenForInterruption(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    controller.abort(new Interrupted(signal));
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
