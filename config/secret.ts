import type { ConfigPath } from "./path";
import type { Report } from "./report";

/**
 * The places of encrypted values: objects with the single key `secure`, as Pulumi writes them
 * (`pulumi/pulumi@v3.259.0:sdk/go/common/resource/config/object.go#isSecureValue`).
 */
export function secretPaths(value: unknown, path: ConfigPath): readonly ConfigPath[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((element, index) => secretPaths(element, [...path, index]));
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === "secure" && typeof entries[0][1] === "string") return [path];
  return entries.flatMap(([key, element]) => secretPaths(element, [...path, key]));
}

/**
 * Reports a secret among our keys. They are refused, both ways in: everything in this config ends in role names, policies,
 * profiles and stack outputs, which are no secrets, so encrypting it would promise what nothing keeps. Without the engine
 * the value couldn't be read either.
 */
export function reportSecret(path: ConfigPath, report: Report): void {
  report.error(path, {
    code: "secret-value",
    message:
      "The value is encrypted, but whatever stands here can be read in the roles, profiles and outputs made of it.",
    fix: "Write it in plain text; without the engine an encrypted value can't be read at all.",
  });
}
