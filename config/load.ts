import * as pulumi from "@pulumi/pulumi";
import { hasErrors } from "../policy/finding";
import { CONFIG_NAMESPACE } from "./model";
import { checkForeignKey, isOwnKey, parseConfigKey } from "./namespace";
import { parseConfig, type ConfigResult } from "./parse";
import { withoutRepeats } from "./repeats";
import { Report } from "./report";
import { reportSecret } from "./secret";

/**
 * The config of the stack that the engine runs the program for; the only reader of `pulumi.Config`. The same file gives
 * the same model here as through `config/file.ts`. Never throws for what a user wrote.
 *
 * All keys are looked at, not only those that are known, so that a misspelt one is found.
 */
export function loadStageConfig(): ConfigResult {
  const report = new Report();
  const project = pulumi.getProject();
  const config = new pulumi.Config(CONFIG_NAMESPACE);
  const values: [string, string | undefined][] = [];
  for (const written of Object.keys(pulumi.runtime.allConfig()).sort()) {
    const key = parseConfigKey(written, project);
    if (!isOwnKey(key)) {
      checkForeignKey(key, project, report);
    } else if (isSecret(written)) {
      reportSecret([key.name], report);
      // Something stands there, so that it isn't reported as missing too; what it is, is nobody's business.
      values.push([key.name, "[secret]"]);
    } else {
      values.push([key.name, config.get(key.name)]);
    }
  }
  const parsed = parseConfig(pulumi.getStack(), Object.fromEntries(values));
  const findings = withoutRepeats(report.findings, parsed.findings);
  return parsed.ok && !hasErrors(report.findings) ? { ...parsed, findings } : { ok: false, findings };
}

/**
 * True if the engine says that the value is a secret. The SDK exports the function, but leaves it out of its typings
 * (`pulumi/pulumi@v3.248.0:sdk/nodejs/runtime/config.ts#isConfigSecret`).
 */
function isSecret(key: string): boolean {
  return (pulumi.runtime as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);
}
