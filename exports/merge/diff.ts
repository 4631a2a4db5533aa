import { createTwoFilesPatch } from "diff";

const SECRET_SETTING = /^(\s*aws_(?:secret_access_key|session_token|security_token)\s*=[ \t]*)[^\r\n]+/gim;

/**
 * The change as a unified diff, empty where nothing changes. Values of secret keys are masked on both sides: the lines
 * around a change are the user's, and a diff ends up in terminals and logs.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return "";
  const mask = (text: string) => text.replace(SECRET_SETTING, "$1********");
  return createTwoFilesPatch(path, path, mask(before), mask(after), "now", "afterwards", { context: 3 });
}
