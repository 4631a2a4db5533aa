import { constants } from "node:os";

/** Signals that end the command; each is passed on to what runs. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Turns the first signal into an `AbortSignal` whose reason is the signal's name, so that nothing more is started, what runs
 * can be ended, and the command can say how far it came. Without it Node would end at once and leave children behind.
 *
 * @returns the signal, and how to stop listening
 */
export function listenForInterruption(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    controller.abort(name);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}

/** The signal that an aborted {@link listenForInterruption} is about. */
export function signalOf(abort: AbortSignal): NodeJS.Signals {
  return abort.reason as NodeJS.Signals;
}

/** As shells report an end by a signal: 128 and the signal's number. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
