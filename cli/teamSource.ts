import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { HandoverPlan } from "../exports/handover";
import { parseTeamFile } from "../exports/team";
import { UserError, userError } from "./errors";
import type { Terminal } from "./model";

/** Larger than any team file: a thousand accounts take half of it. */
const MAX_BYTES = 2_000_000;
const TIMEOUT_MS = 20_000;
const MAX_REDIRECTS = 5;

/**
 * Reads a team file from a path or an https address. Plain http is taken from the loopback interface alone: whoever could
 * change the file on its way could send people into an account of theirs.
 *
 * @throws UserError where there is none, or where it isn't one
 */
export async function readTeam(
  source: string,
  terminal: Terminal,
): Promise<readonly [HandoverPlan, ...HandoverPlan[]]> {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(source)
    ? await download(source)
    : await readLocal(resolve(terminal.workingDirectory, source));
  const team = parseTeamFile(text, source);
  if (!team.ok) throw new UserError(team.findings);
  return team.plans;
}

async function readLocal(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > MAX_BYTES) throw unreadable(path, "it is larger than any team file");
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
}

async function download(source: string): Promise<string> {
  let url = source;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const address = safeAddress(url, source);
    let response: Response;
    try {
      response = await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      throw unreadable(source, reasonOf(error));
    }
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location !== null) {
      url = new URL(location, address).href;
      continue;
    }
    if (!response.ok) throw unreadable(source, `the server answers ${response.status} ${response.statusText}`.trim());
    return await bodyOf(response, source);
  }
  throw unreadable(source, `it leads through more than ${MAX_REDIRECTS} redirects`);
}

/** The address, if nobody on the way can change what comes from it. */
function safeAddress(url: string, source: string): URL {
  if (!URL.canParse(url)) throw unreadable(source, "that is no address");
  const address = new URL(url);
  const loopback = ["localhost", "127.0.0.1", "[::1]"].includes(address.hostname);
  if (address.protocol === "https:" || (address.protocol === "http:" && loopback)) return address;
  throw unreadable(source, `${address.protocol}// isn't taken, only https`);
}

/** The text, as long as it isn't larger than any team file. */
async function bodyOf(response: Response, source: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > MAX_BYTES) throw unreadable(source, "it is larger than any team file");
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unreadable(source, reasonOf(error));
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What fetch failed with: its own message only says that it did. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function unreadable(source: string, reason: string): UserError {
  return userError({
    code: "team-file-unreadable",
    path: "team file",
    message: `The team file can't be read: ${reason}.`,
    value: source,
    fix: "Name a file, or an https address that you can open in a browser without signing in.",
  });
}
