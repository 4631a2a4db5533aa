import { access, constants, lstat, readFile, realpath } from "node:fs/promises";
import { dirname } from "node:path";
import { lock } from "proper-lockfile";
import writeFileAtomic from "write-file-atomic";
import type { Finding } from "../../policy/finding";
import type { AwsFileKind, FileBody } from "../model";
import { keepBackup } from "./backup";
import { findBlocks } from "./blocks";
import { decodeText } from "./decode";
import { unifiedDiff } from "./diff";
import { fileFinding, isMissing } from "./fileErrors";
import { makeFolders } from "./folders";
import { splitLines } from "./lines";
import { outside, takenFindings } from "./merge";
import { mergeSteps } from "./steps";
import { sameOutsideBlock } from "./verify";

/** What to write into which of the user's files. */
export interface WriteRequest {
  readonly file: AwsFileKind;
  /** Both AWS files' paths: one is written; the other is only read, since tools merge profiles of the same name. */
  readonly paths: Readonly<Record<AwsFileKind, string>>;
  /** Whose block, see `blockId`. */
  readonly id: string;
  /** The block's content; absent: the block is taken out. */
  readonly body?: FileBody;
  /** True: only the diff is made, and nothing is written or created. */
  readonly dryRun: boolean;
}

/** What was done, or would be. */
export interface WriteOutcome {
  readonly ok: true;
  readonly path: string;
  readonly changed: boolean;
  /** The change as a unified diff, secrets masked; empty where nothing changes. */
  readonly diff: string;
  /** Where the file's former content is kept; absent where nothing was written or no file was there. */
  readonly backup?: string;
}

/** The outcome, or why nothing was touched. */
export type WriteResult = WriteOutcome | { readonly ok: false; readonly findings: readonly Finding[] };

/** Like `proper-lockfile`'s defaults, but a lock that a killed run left is taken over after 5 seconds instead of 10. */
const LOCK = {
  realpath: false,
  stale: 5_000,
  update: 2_000,
  retries: { retries: 80, factor: 1.2, minTimeout: 50, maxTimeout: 400 },
};

/**
 * Merges a block into one of the user's AWS files, or takes it out. Whatever happens, a kill included, the file is the old
 * one or the new one, whole: the new one is written beside it and renamed over it. A link stays a link. Mode and owner stay;
 * a new file is readable by its owner only. Runs at the same time wait for each other.
 */
export async function writeBlock(request: WriteRequest): Promise<WriteResult> {
  const path = request.paths[request.file];
  try {
    const expected = await compute(request);
    if (!expected.ok) return expected;
    const unchanged = expected.before?.equals(expected.after) ?? expected.after.length === 0;
    const diff = unifiedDiff(path, (expected.before ?? Buffer.alloc(0)).toString(), expected.after.toString());
    if (unchanged || request.dryRun) return { ok: true, path, changed: !unchanged, diff };

    await makeFolders(dirname(path), 0o700);
    const target = await resolveLink(path, expected.before !== undefined);
    // Asked first, since the lock would try again and again where the folder can't be written.
    await access(dirname(target), constants.W_OK);
    const release = await lock(target, LOCK);
    try {
      return await replace(request, path, target);
    } finally {
      await release();
    }
  } catch (error) {
    const finding = fileFinding(error, path);
    if (!finding) throw error;
    return { ok: false, findings: [finding] };
  }
}

/** Under the lock: read again, merge, verify, keep a backup, replace, read back. */
async function replace(request: WriteRequest, path: string, target: string): Promise<WriteResult> {
  const computed = await compute(request);
  if (!computed.ok) return computed;
  const { before, after, steps } = computed;
  let known = before ?? Buffer.alloc(0);
  for (const { id, bytes } of steps) {
    if (!sameOutsideBlock(known, bytes, id)) {
      throw new Error(`Merging into ${path} would have changed bytes outside the block; nothing was written.`);
    }
    known = bytes;
  }
  const diff = unifiedDiff(path, (before ?? Buffer.alloc(0)).toString(), after.toString());
  if (diff === "") return { ok: true, path, changed: false, diff };
  const backup = before === undefined ? undefined : await keepBackup(path, before);
  await writeFileAtomic(target, after, before === undefined ? { mode: 0o600 } : {});
  if (!(await readFile(path)).equals(after)) {
    throw new Error(`${path} doesn't hold what was written${backup === undefined ? "" : `; its backup is ${backup}`}.`);
  }
  return { ok: true, path, changed: true, diff, ...(backup === undefined ? {} : { backup }) };
}

type Computed =
  | {
      readonly ok: true;
      readonly before: Buffer | undefined;
      readonly after: Buffer;
      /** From the first to the last, which is `after`; each with the block that it changed. */
      readonly steps: readonly { readonly id: string; readonly bytes: Buffer }[];
    }
  | { readonly ok: false; readonly findings: readonly Finding[] };

async function compute(request: WriteRequest): Promise<Computed> {
  const { file, paths, id, body } = request;
  const path = paths[file];
  const before = await readIfThere(path);
  const decoded = decodeText(before ?? Buffer.alloc(0), path);
  if (!decoded.ok) return decoded;
  const input = { text: decoded.text, file, path, id };
  const merged = mergeSteps(input, body);
  const elsewhere = body === undefined ? [] : await takenInOtherFile(request, body);
  if (!merged.ok) return { ok: false, findings: [...merged.findings, ...elsewhere] };
  if (elsewhere.length > 0) return { ok: false, findings: elsewhere };
  const steps = merged.steps.map((step) => ({ id: step.id, bytes: Buffer.from(step.text) }));
  return { ok: true, before, after: steps.at(-1)?.bytes ?? before ?? Buffer.alloc(0), steps };
}

/** Profiles of the same name in the other AWS file: tools read both files as one, so keys there would win over ours. */
async function takenInOtherFile(request: WriteRequest, body: FileBody): Promise<readonly Finding[]> {
  const file: AwsFileKind = request.file === "config" ? "credentials" : "config";
  const path = request.paths[file];
  try {
    const decoded = decodeText((await readIfThere(path)) ?? Buffer.alloc(0), path);
    if (!decoded.ok) return decoded.findings;
    const lines = splitLines(decoded.text.replace(/^\uFEFF/, ""));
    const found = findBlocks(lines, path);
    if (!found.ok) return found.findings;
    const ours = found.blocks.find(({ id }) => id === request.id);
    const identities = new Set(body.sections.map(({ identity }) => identity));
    return takenFindings({ file, path }, outside(lines, ours), identities);
  } catch (error) {
    const finding = fileFinding(error, path);
    if (!finding) throw error;
    return [finding];
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The file itself behind links. A link that points nowhere is refused by `realpath`, since writing would replace the link. */
async function resolveLink(path: string, exists: boolean): Promise<string> {
  if (exists) return realpath(path);
  try {
    await lstat(path);
  } catch (error) {
    if (isMissing(error)) return path;
    throw error;
  }
  return realpath(path);
}
