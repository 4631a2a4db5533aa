import type { Environment } from "../process/run";

/** What every way of getting a part is given. */
export interface PartContext {
  /** Absolute path of the checkout. */
  readonly checkout: string;
  /** Absolute path of the project's cache folder. */
  readonly cache: string;
  /** The user's own environment: registries, proxies and mirrors are set there. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Shows what is going on; the last line is what a terminal shows. */
  readonly report: (line: string) => void;
}

/** This way can't bring the part here; the message says why, in a few words, and the next way is tried. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}

/** One way of getting a part. */
export interface Way<T> {
  /** What it is, as shown: "built from Go modules". */
  readonly name: string;
  /** @throws {Unavailable} where it can't bring the part */
  readonly find: (context: PartContext) => Promise<T>;
}

/** Something that the sandbox needs and npm doesn't bring. */
export interface Part<T> {
  /** As shown: "Pulumi CLI 3.259.0". */
  readonly name: string;
  /** In the order in which they are tried. */
  readonly ways: readonly Way<T>[];
  /** What the user can do where no way works, as a sentence. */
  readonly nextStep: string;
}

/** A way that didn't work, and why. */
export interface Refusal {
  readonly way: string;
  readonly reason: string;
}

/** A part that was found, by which way, and why not by those before it. */
export interface Obtained<T> {
  readonly value: T;
  readonly way: string;
  readonly refusals: readonly Refusal[];
}

/** No way brings the part; the message says why each failed and what to do. */
export class PartMissing extends Error {
  override readonly name = "PartMissing";

  constructor(part: Part<unknown>, refusals: readonly Refusal[]) {
    const reasons = refusals.map(({ way, reason }) => `  - ${way}: ${reason}`).join("\n");
    super(`${part.name} can't be had here:\n${reasons}\nNext step: ${part.nextStep}`);
  }
}

/**
 * Tries a part's ways in their order.
 *
 * @throws {PartMissing} where none works; any error but {@link Unavailable} as it is
 */
export async function obtain<T>(part: Part<T>, context: PartContext): Promise<Obtained<T>> {
  const refusals: Refusal[] = [];
  for (const way of part.ways) {
    context.signal.throwIfAborted();
    try {
      return { value: await way.find(context), way: way.name, refusals };
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      refusals.push({ way: way.name, reason: error.message });
    }
  }
  throw new PartMissing(part, refusals);
}

/** One line for the screen: what was used, and why not the ways before it. */
export function describeObtained({ way, refusals }: Obtained<unknown>): string {
  const reasons = refusals.map((refusal) => `${refusal.way}: ${refusal.reason}`);
  return reasons.length === 0 ? way : `${way} (${reasons.join("; ")})`;
}
