import { IAM_SERVICES } from "../policy/knowledge/iamServices";
import { SCOPED_SERVICES } from "../policy/knowledge/scope/services";
import type { ConfigPath } from "./path";
import type { Report } from "./report";
import { readTexts } from "./shape";

/**
 * Ids of hosted zones: `Z` and up to 31 letters and digits
 * (https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZone.html: at most 32 characters).
 */
const HOSTED_ZONE = /^Z[A-Z0-9]{1,31}$/;

/** Reads `hostedZones:`; they narrow nothing without `scope: app`, and are refused there. */
export function readHostedZones(
  raw: readonly unknown[] | undefined,
  scope: "account" | "app",
  path: ConfigPath,
  report: Report,
): { readonly hostedZones?: readonly string[] } {
  if (raw === undefined) return {};
  if (scope === "account") {
    report.error(path, {
      code: "hosted-zones-not-used",
      message: "Hosted zones are named for scope: app; with scope: account every zone of the account is reached.",
      value: raw,
      fix: "Write scope: app as well, or remove hostedZones.",
    });
  }
  if (raw.length === 0) {
    report.error(path, {
      code: "no-hosted-zones",
      message: "The list of hosted zones is empty, which would reach every zone of the account.",
      value: raw,
      fix: "Name the zones of the app's domains by their id, or remove the key.",
    });
  }
  const texts = readTexts(raw, path, report, "the id of a hosted zone");
  for (const { text, path: where } of texts) {
    if (HOSTED_ZONE.test(text)) continue;
    report.error(where, {
      code: "invalid-hosted-zone",
      message: "The id of a hosted zone is Z and then capitals and digits, 32 characters at most.",
      value: text,
      fix: "Write the id as Route 53 shows it, without /hostedzone/ and not the domain's name, e.g. Z0123456789ABCDEFGHIJ.",
    });
  }
  return { hostedZones: texts.map(({ text }) => text) };
}

/** Reports services of which it isn't known how their resources are an app's. */
export function checkScopedServices(services: readonly string[], path: ConfigPath, report: Report): void {
  services.forEach((service, index) => {
    // what IAM doesn't know at all is reported where the list is read
    if (SCOPED_SERVICES.includes(service) || !IAM_SERVICES.has(service)) return;
    report.error([...path, index], {
      code: "scope-service-unknown",
      message: "It isn't known how this service's resources can be told to be an app's.",
      value: service,
      allowed: SCOPED_SERVICES,
      fix: "Remove the service, or write scope: account, which reaches every resource of all the services.",
    });
  });
}
