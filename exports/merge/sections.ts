import type { AwsFileKind } from "../model";
import type { Line } from "./lines";

/**
 * Section headers of the AWS files: the only part of the format that merging has to understand.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */

/** A section's header in a file. */
export interface SectionStart {
  /** `profile NAME`, `sso-session NAME`, `services NAME`, or `other TEXT` where no tool reads it. */
  readonly identity: string;
  /** Line number, from 1. */
  readonly line: number;
}

/** The header of a profile: `[profile NAME]` in the config file but `[default]`; `[NAME]` in the credentials file. */
export function sectionHeader(file: AwsFileKind, profile: string): string {
  return file === "credentials" || profile === "default" ? `[${profile}]` : `[profile ${profile}]`;
}

/** What section a line opens, or `undefined` if it opens none. Quoted names are the same as unquoted ones. */
export function sectionIdentity(file: AwsFileKind, text: string): string | undefined {
  const header = /^\s*\[([^\]]*)\]/.exec(text)?.[1]?.trim();
  if (header === undefined) return undefined;
  if (file === "credentials" || header === "default") return `profile ${header}`;
  const typed = /^(profile|sso-session|services)\s+(["']?)(.+)\2$/.exec(header);
  return typed ? `${typed[1] ?? ""} ${typed[3] ?? ""}` : `other ${header}`;
}

/** The headers among these lines, in order; duplicated sections appear twice. */
export function sectionStarts(file: AwsFileKind, lines: readonly Line[]): readonly SectionStart[] {
  return lines.flatMap(({ text, number }) => {
    const identity = sectionIdentity(file, text);
    return identity === undefined ? [] : [{ identity, line: number }];
  });
}
