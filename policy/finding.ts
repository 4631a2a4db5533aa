/**
 * A finding: one mistake or risk, with everything a person needs to mend it.
 *
 * Pure code returns findings and never throws for the user's mistakes; only the edges (`index.ts`, `cli/`) turn a list of
 * findings into an error. That way every mistake is reported in one go.
 */

/** `error` stops the program before any API call; `warning` is shown and goes on. */
export type Severity = "error" | "warning";

/** One mistake or risk found in the stack config or in the plan made from it. */
export interface Finding {
  readonly severity: Severity;
  /** Stable identifier in kebab case, e.g. `unknown-region`; scripts may match on it. */
  readonly code: string;
  /** Where in the stack config, e.g. `accounts[1].region`; the empty string is the config as a whole. */
  readonly path: string;
  /** What is wrong, as one sentence without the value and without the fix. */
  readonly message: string;
  /** The offending value as it was read; absent where a value is missing altogether. */
  readonly value?: unknown;
  /** The values that would have been accepted, where they can be listed. */
  readonly allowed?: readonly string[];
  /** The allowed value nearest to the one given, where one is near enough to be a likely typing mistake. */
  readonly nearest?: string;
  /** What to do next, as an imperative sentence. */
  readonly fix: string;
}

/** True if any of the findings must stop the program. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === "error");
}
