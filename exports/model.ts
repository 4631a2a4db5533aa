import type { Finding } from "../policy/finding";
import type { Plan } from "../plan/model";
import type { Generation } from "../policy/generation";
import type { HandoverPlan } from "./handover";

/** What differs per person or per call; never stack config. */
export interface ExportOptions {
  /** The profile whose credentials assume the deployer roles. */
  readonly sourceProfile: string;
  /** ARN (or hardware serial number) of the person's MFA device; absent: profiles that need one hold a placeholder. */
  readonly mfaSerial?: string;
  /** Put before every profile's name, so that two stacks fit into one file; empty: the account's name alone. */
  readonly prefix: string;
  /** Name of the only account to export; absent: all accounts of the stage. */
  readonly account?: string;
  /** Only the accounts with that generation of SST; absent: all. */
  readonly generation?: Generation;
  /** ARNs of principals that a service control policy excepts, beside the access role and StackSets; absent: none. */
  readonly protectExcept?: readonly string[];
  /** Name of the permission set that people sign in with; absent: the first one that the account trusts. */
  readonly permissionSet?: string;
}

/** What is exported where nobody said otherwise: stack outputs are rendered with these. */
export const DEFAULT_EXPORT_OPTIONS: ExportOptions = { sourceProfile: "default", prefix: "" };

/** `print`: somebody reads it and may complete it; `write`: it goes into a file that tools read at once. */
export type Purpose = "print" | "write";

/** One form in which the plan is handed over. Adding a form is one file and one row of `exports/registry.ts`. */
export interface ExportFormat {
  /** What the user types after `--format` or `--for`. */
  readonly format: string;
  /** One line for `--help`, without a full stop. */
  readonly description: string;
  /** What the text is called where `deployers render --out` writes it. */
  readonly fileName: string;
  /** Whether `deployers render --out` writes it unasked; absent: always. Whoever asks for the form hears why it can't be made. */
  appliesTo?(plan: Plan): boolean;
  /** What stands against rendering this plan with these options, errors and warnings. */
  check(plan: Plan, options: ExportOptions, purpose: Purpose): readonly Finding[];
  /** The text, ending in a newline; the same plan and options give the same bytes. Only asked for if no check failed. */
  render(plan: Plan, options: ExportOptions): string;
  /** For forms of several files: each by its path below the folder that `--out` names. `render` shows them one after another. */
  files?(plan: Plan, options: ExportOptions): ReadonlyMap<string, string>;
  /** For forms that hold several stacks at once: all of them in one text. `render` is this with a single plan. */
  renderAll?(plans: readonly [Plan, ...Plan[]], options: ExportOptions): string;
}

/**
 * The two files that AWS tools share. They differ in how a section is headed.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export type AwsFileKind = "config" | "credentials";

/** One section of an AWS file. */
export interface FileSection {
  /** `profile NAME` whatever the file, or `sso-session NAME`; see `exports/merge/sections.ts`. */
  readonly identity: string;
  /** The header as the file wants it, e.g. `[profile prod-eu]`. */
  readonly header: string;
  /** What stands under the header: `key = value` lines, and comments that begin with `#:`. */
  readonly lines: readonly string[];
}

/** What goes into an AWS file, before it becomes text. */
export interface FileBody {
  /** Comments before the first section; each begins with `#:`, by which our comments are told from the user's. */
  readonly preamble: readonly string[];
  readonly sections: readonly FileSection[];
  /**
   * Sections that stacks have in common, such as the session of IAM Identity Center: each gets a block of its own, which
   * goes when no profile refers to it any more. One that stands in the file already, with the same settings, is left alone.
   */
  readonly shared?: readonly FileSection[];
}

/** A format of profiles. Like every format it renders whole plans; it also takes what a team file holds of one. */
export interface ProfileFormat extends ExportFormat {
  check(plan: HandoverPlan, options: ExportOptions, purpose: Purpose): readonly Finding[];
  render(plan: HandoverPlan, options: ExportOptions): string;
  files?(plan: HandoverPlan, options: ExportOptions): ReadonlyMap<string, string>;
  /** Where and what to merge into one of the AWS files; absent for tools that keep their profiles elsewhere. */
  readonly merge?: {
    readonly file: AwsFileKind;
    body(plan: HandoverPlan, options: ExportOptions): FileBody;
  };
}
