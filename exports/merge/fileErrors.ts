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
  ENAMETOOLONG: ["The path is too long for the file system.", "Point the AWS variable at a shorter path."],
  ELOOP: ["This is a link that leads back to itself.", "Delete the link."],
  EROFS: ["The file system is read-only.", "Point AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE at a writable place."],
  ENOSPC: ["The disk is full.", "Make room."],
  EDQUOT: ["Your disk quota is used up.", "Make room."],
  ELOCKED: [
    "Another run is writing this file.",
    "Wait until it has ended; if none is running, delete the folder of that name with .lock at the end.",
  ],
};

/** File systems such as /proc answer so to whoever makes a folder in them. */
const NO_FOLDER = ["Its folder can't be made.", "Make the folder, or point the AWS variable elsewhere."] as const;

function isFolderRefusal(error: unknown): boolean {
  return isMissing(error) && (error as NodeJS.ErrnoException).syscall === "mkdir";
}

/** The finding for an error of the file system, or `undefined` for any other error, which is a bug. */
export function fileFinding(error: unknown, path: string): Finding | undefined {
  const code = errorCode(error);
  const known = isFolderRefusal(error) ? NO_FOLDER : code === undefined ? undefined : FILE_ERRORS[code];
  if (!known) return undefined;
  const [message, fix] = known;
  return { severity: "error", code: "file-unusable", path, message, value: code, fix: `${fix} Nothing was written.` };
}

/** True for the codes of errors that the file system and its user are to blame for, and no mistake of ours. */
export function isFileError(code: string): boolean {
  return code in FILE_ERRORS;
}

/** True if the error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return errorCode(error) === "ENOENT";
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
