import * as pulumi from "@pulumi/pulumi";
import { formatFindings } from "../config/describe";
import type { ConfigResult } from "../config/parse";
import { placeholderFindings } from "../config/placeholders";
import type { Plan } from "../plan/model";
import { plan } from "../plan/plan";
import type { Finding } from "../policy/finding";
import { reachesOnlyThisMachine } from "./localEndpoint";

/**
 * The plan of the stack that the engine runs the program for. Warnings are logged; nothing is created before this returns.
 *
 * The ids that the shipped stack files use as placeholders are refused, unless every call stays on this machine.
 *
 * @param loaded the stack config as it was read
 * @param environment the program's environment variables
 * @throws pulumi.RunError with every error at once, of the config and of the plan. The engine shows its text alone, without
 *   a stack trace: it is the user's mistake and not the program's.
 */
export function plannedStage(loaded: ConfigResult, environment: NodeJS.ProcessEnv): Plan {
  if (!loaded.ok) throw refusal(loaded.findings);

  const placeholders = reachesOnlyThisMachine(environment) ? [] : placeholderFindings(loaded.config, "error");
  const planned = plan(loaded.config);
  const findings = [...loaded.findings, ...placeholders, ...planned.findings];
  if (!planned.ok || placeholders.length > 0) throw refusal(findings);

  if (findings.length > 0) void pulumi.log.warn(formatFindings(findings));
  return planned.plan;
}

function refusal(findings: readonly Finding[]): pulumi.RunError {
  return new pulumi.RunError(`The stack config can't be used.\n\n${formatFindings(findings)}`);
}
