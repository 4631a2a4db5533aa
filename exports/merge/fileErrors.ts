import type { Finding } from "../../policy/finding";

/** What each error of the operating system means for the user's file, and the next step. */
const FILE_ERRORS: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  EACCES: [
    "You may not read or write this file, or its folder.",
    "Look at the owner and mode of both (ls -la); they should be yours.",
  ],
  EPERM: ["The system forbids this on the file.", "Look at its owner, mode and attributes (ls -la, lsattr)."],
  EISDIR: ["This is a folder, not a file.", "Move it away, or point the AWS variable at a file."],
  ENOTDIR: ["A folder of the path is a file.", "Move that file away, or point the AWS variable elsewhere."],
  EEXIST: ["Something is in the way of a folder or backup.", "Move it away."],
  ENOENT: ["This is a link that points nowhere.", "Make the file that it points to, or delete the link."],
  ELOOP: ["This is a link that leads back to itself.", "Delete the link."],
  EROFS: ["The file system is read-only.", "Point AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE at a writable place."],
  ENOSPC: ["The disk is full.", "Make room."],
  EDQUOT: ["Your disk quota is used up.", "Make room."],
  ELOCKED: [
    "Another run is writing this file.",
    "Wait until it has ended; if none is running, delete the folder of that name with .lock at the end.",
  ],
};

/** The finding for an error of the file system, or `undefined` for any other error, which is a bug. */
export function fileFinding(error: unknown, path: string): Finding | undefined {
  const code = errorCode(error);
  const known = code === undefined ? undefined : FILE_ERRORS[code];
  if (!known) return undefined;
  const [message, fix] = known;
  return { severity: "error", code: "file-unusable", path, message, value: code, fix: `${fix} Nothing was written.` };
}

/** True if the error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return errorCode(error) === "ENOENT";
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
