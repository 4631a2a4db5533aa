import type { Finding } from "../policy/finding";
import { nearest } from "./nearest";
import { formatPath, type ConfigPath } from "./path";

/** What {@link Report.error} needs beside severity and path; see {@link Finding} for the meaning of each. */
export type Details = Omit<Finding, "severity" | "path">;

/**
 * Collects the findings of one parse. Parsers write into it and go on, so that every mistake is reported in one go; what a
 * parser returns is only used where nothing was reported.
 */
export class Report {
  private readonly collected: Finding[] = [];
  private readonly known = new Set<string>();

  /** Adds an error. One that says the same of the same place again is dropped: a key of the stage is read for each account. */
  error(path: ConfigPath, details: Details): void {
    this.add("error", path, details);
  }

  /** Adds a warning, under the same rule. */
  warning(path: ConfigPath, details: Details): void {
    this.add("warning", path, details);
  }

  /**
   * Adds an error for a value that is none of a list: with the list and, where one is near enough, the nearest.
   *
   * @param candidates what was meant is looked for here; unless given, among the allowed values
   */
  notAllowed(
    path: ConfigPath,
    details: Details & { readonly value: string; readonly allowed?: readonly string[] },
    candidates: Iterable<string> = details.allowed ?? [],
  ): void {
    const near = nearest(details.value, candidates);
    this.error(path, near === undefined ? details : { ...details, nearest: near });
  }

  /** All findings, in the order in which they were found. */
  get findings(): readonly Finding[] {
    return this.collected;
  }

  private add(severity: Finding["severity"], path: ConfigPath, details: Details): void {
    const where = formatPath(path);
    const identity = JSON.stringify([where, details.code, details.message, details.value]);
    if (this.known.has(identity)) return;
    this.known.add(identity);
    this.collected.push({ severity, path: where, ...details });
  }
}
