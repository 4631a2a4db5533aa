import { IAM_PATH } from "../../policy/names";
import type { Finding } from "../../policy/finding";
import type { AwsFileKind } from "../model";
import { blockKind, sharedIdentity } from "./blocks";
import { isOurSetting } from "./ownSettings";
import type { Line } from "./lines";
import { sectionIdentity } from "./sections";

/**
 * What a user added inside our block: `aws configure set --profile prod-eu output json` writes there, and so do people.
 * Those lines are theirs and stay.
 */

/** The user's lines inside a block, by the section they belong to. */
export interface Carried {
  /** Comments before the first section. */
  readonly preamble: readonly string[];
  /** Section identity → lines, without line breaks. */
  readonly sections: ReadonlyMap<string, readonly string[]>;
}

/** The user's lines, or the lines that can't be kept where they are. */
export type CarriedResult =
  { readonly ok: true; readonly carried: Carried } | { readonly ok: false; readonly findings: readonly Finding[] };

interface OpenSection {
  readonly identity: string;
  readonly line: number;
  readonly users: string[];
  ours: boolean;
}

/** The setting by which a section is known to be one that this tool wrote. */
const OUR_MARK = new RegExp(
  `^(?:role_arn\\s*=.*:role${IAM_PATH}|credential_process\\s*=\\s*aws configure export-credentials --profile )`,
);

/**
 * Reads the inside of a block.
 *
 * @param lines between the markers, without them
 * @param id whose block it is: which settings are ours depends on what it holds
 * @param kept identities of the sections that will be there afterwards; a section of ours that isn't among them goes away,
 *   but not if it holds anything of the user's
 * @param path the file, shown in findings
 */
export function carriedLines(
  lines: readonly Line[],
  file: AwsFileKind,
  id: string,
  kept: ReadonlySet<string>,
  path: string,
): CarriedResult {
  const preamble: string[] = [];
  const sections: OpenSection[] = [];
  const findings: Finding[] = [];
  const kind = blockKind(id);
  let nestedIsUsers = false;
  for (const { text, number } of lines) {
    const identity = sectionIdentity(file, text);
    const section = sections.at(-1);
    if (identity !== undefined) {
      sections.push({ identity, line: number, users: [], ours: identity === sharedIdentity(id) });
      nestedIsUsers = false;
    } else if (text.trim() === "" || text.startsWith("#:")) {
      continue;
    } else if (/^\s*[#;]/.test(text)) {
      (section?.users ?? preamble).push(text);
    } else if (!section) {
      findings.push(notOurs(path, number, text, "A setting stands in our block before any profile."));
    } else if (isOurSetting(kind, text, nestedIsUsers)) {
      nestedIsUsers = false;
      if (OUR_MARK.test(text.trim())) section.ours = true;
    } else {
      section.users.push(text);
      nestedIsUsers = nestedIsUsers || !/^\s/.test(text);
    }
  }
  for (const { identity, line, users, ours } of sections) {
    if (!kept.has(identity) && (!ours || users.length > 0)) {
      findings.push(
        notOurs(path, line, identity, "This section stands in our block, would be removed, and holds lines of yours."),
      );
    }
  }
  if (findings.length > 0) return { ok: false, findings };
  const bySection = new Map<string, string[]>();
  for (const { identity, users } of sections) bySection.set(identity, [...(bySection.get(identity) ?? []), ...users]);
  return { ok: true, carried: { preamble, sections: bySection } };
}

function notOurs(path: string, line: number, value: string, message: string): Finding {
  return {
    severity: "error",
    code: "not-ours",
    path: `${path}:${line}`,
    message,
    value,
    fix: "Move these lines out of the markers, or delete them. Nothing was written.",
  };
}
