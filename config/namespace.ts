import { CONFIG_KEYS } from "./keys";
import { CONFIG_NAMESPACE } from "./model";
import { nearest } from "./nearest";
import type { Report } from "./report";

/** A config key in its two parts. */
export interface ConfigKey {
  readonly namespace: string;
  readonly name: string;
}

/**
 * The parts of a key as Pulumi takes them: `namespace:name`, `namespace:config:name` of old, and a bare name, which belongs
 * to the project (`pulumi/pulumi@v3.259.0:sdk/go/common/resource/config/key.go#ParseKey`, `…/workspace/loaders.go`).
 *
 * @param project the project's name
 */
export function parseConfigKey(key: string, project: string): ConfigKey {
  const colon = key.indexOf(":");
  if (colon < 0) return { namespace: project, name: key };
  return { namespace: key.slice(0, colon), name: key.slice(colon + 1).replace(/^config:/, "") };
}

/** True if the key is one of ours; its name may still be unknown. */
export function isOwnKey(key: ConfigKey): boolean {
  return key.namespace === CONFIG_NAMESPACE;
}

/**
 * Reports a key of another namespace that was surely meant for this program: a misspelt namespace, or one of our keys in
 * the namespace of a renamed project. It would be ignored otherwise. Keys of providers and of Pulumi itself are none of
 * our business.
 */
export function checkForeignKey(key: ConfigKey, project: string, report: Report): void {
  const written = `${key.namespace}:${key.name}`;
  const renamed = key.namespace === project && CONFIG_KEYS.includes(key.name);
  if (!renamed && nearest(key.namespace, [CONFIG_NAMESPACE]) === undefined) return;
  report.error([written], {
    code: "unknown-namespace",
    message: renamed
      ? "The key belongs to the renamed project; this program reads its own namespace whatever the project is called."
      : "The key stands in a namespace that nothing reads.",
    value: written,
    nearest: `${CONFIG_NAMESPACE}:${key.name}`,
    fix: `Begin the key with ${CONFIG_NAMESPACE}: instead.`,
  });
}
