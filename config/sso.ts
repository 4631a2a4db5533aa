import * as v from "valibot";
import { REGIONS } from "../policy/partition";
import type { SsoConfig } from "./model";
import type { ConfigPath } from "./path";
import type { Report } from "./report";
import { optionalText, text } from "./schema";
import { readObject } from "./shape";

/** How people sign in to IAM Identity Center. */
export const ssoSchema = v.object({
  startUrl: text("the start URL of the access portal", "https://acme.awsapps.com/start"),
  region: text("the region of IAM Identity Center", "eu-west-1"),
  session: optionalText("a name for the session", "acme"),
});

const EXAMPLE = "{ startUrl: https://acme.awsapps.com/start, region: eu-west-1 }";

/** A URL that a profile file holds without quotes: some readers take what follows a blank and `#` or `;` for a comment. */
const START_URL = /^https:\/\/[^\s"'\\;]+$/;

/** What profile files take as the name of a session without quotes. */
const SESSION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The access portal's own addresses begin with the organization's alias. */
const PORTAL = /^https:\/\/([A-Za-z0-9][A-Za-z0-9-]*)\.awsapps\.com(?:\/|$)/;

/** Reads `sso:`; `undefined` after reporting what is wrong with it. */
export function readSso(raw: unknown, path: ConfigPath, report: Report): SsoConfig | undefined {
  const before = report.findings.length;
  const { startUrl, region, session } = readObject(ssoSchema, raw, path, report, EXAMPLE);
  if (startUrl !== undefined && !START_URL.test(startUrl)) {
    report.error([...path, "startUrl"], {
      code: "invalid-start-url",
      message: "The start URL is the https address of the access portal, without blanks and quotes.",
      value: startUrl,
      fix: "Copy it from the settings of IAM Identity Center, e.g. https://acme.awsapps.com/start.",
    });
  }
  if (region !== undefined && !Object.values(REGIONS).flat().includes(region)) {
    report.notAllowed(
      [...path, "region"],
      {
        code: "unknown-region",
        message: "There is no such region.",
        value: region,
        fix: "Write the region in which IAM Identity Center is, not those of the app.",
      },
      Object.values(REGIONS).flat(),
    );
  }
  if (session !== undefined && !SESSION.test(session)) {
    report.error([...path, "session"], {
      code: "invalid-sso-session",
      message:
        "The session's name becomes that of a section: 1 to 64 letters, digits and . _ -, a letter or digit first.",
      value: session,
      fix: "Choose a name such as acme, or leave it out.",
    });
  }
  if (report.findings.length > before || startUrl === undefined || region === undefined) return undefined;
  return { startUrl, region, session: session ?? PORTAL.exec(startUrl)?.[1] ?? "sst-deployers" };
}
