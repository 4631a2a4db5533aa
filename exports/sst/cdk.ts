import { DEFAULT_CDK_NAMES } from "../../policy/knowledge/target";
import type { HandoverAccount, HandoverPlan } from "../handover";
import type { ExportOptions } from "../model";
import { profileName } from "../profiles";
import { cloudFormationRole } from "../roles";

/**
 * SST v0 and v1 take nothing from `sst.json` that could name a profile or a role: both stand on the command line, so they
 * are scripts for the app's `package.json`.
 *
 * `--role-arn` is CloudFormation's service role and not the role to assume, whatever its description says
 * (`sst/sst@v1.18.4:packages/cli/bin/scripts.mjs`: handed to `cdk deploy --role-arn`); it is there with the strategy
 * `cloudformation` alone. The deployer role is the profile's.
 */
export function packageScripts(account: HandoverAccount, options: ExportOptions): string {
  const role = cloudFormationRole(account);
  const [stage] = account.stages.filter((each) => !each.includes("*"));
  const only = account.stages.length === 1 ? stage : undefined;
  const line = (command: string) =>
    [
      `AWS_PROFILE=${profileName(account, options)}`,
      `sst ${command}`,
      ...(only === undefined ? [] : [`--stage ${only}`]),
      `--region ${account.region}`,
      ...(role ? [`--role-arn ${role.arn}`] : []),
    ].join(" ");
  const scripts = { [`deploy:${account.name}`]: line("deploy"), [`remove:${account.name}`]: line("remove") };
  return `${JSON.stringify({ scripts }, null, 2)}\n`;
}

/**
 * What SST v2 takes in the config of `sst.config.ts`: `profile`, `region`, and under `cdk` CloudFormation's service role and
 * the names that CDK was bootstrapped with, where they aren't CDK's own.
 *
 * Source: `anomalyco/v2:packages/sst/src/project.ts#ConfigOptions`. Not `role`: it is used with a web identity token alone.
 */
export function v2Config(plan: HandoverPlan, account: HandoverAccount, options: ExportOptions): string {
  const role = cloudFormationRole(account);
  const { cdk } = account;
  const name = identifier(account.name);
  const bootstrap = {
    ...(cdk && cdk.qualifier !== DEFAULT_CDK_NAMES.qualifier ? { qualifier: cdk.qualifier } : {}),
    ...(cdk && cdk.toolkitStackName !== DEFAULT_CDK_NAMES.toolkitStackName
      ? { toolkitStackName: cdk.toolkitStackName }
      : {}),
    ...(role ? { cloudFormationExecutionRole: role.arn } : {}),
  };
  const entries = Object.entries(bootstrap);
  return [
    `// The deployer of ${plan.app}, stack ${plan.stack}, in ${account.name} (${account.accountId}), for sst.config.ts of SST v2:`,
    `// config() { return { name: ${JSON.stringify(plan.app)}, ...${name} }; }`,
    'import type { SSTConfig } from "sst";',
    "",
    'type Config = Awaited<ReturnType<SSTConfig["config"]>>;',
    "",
    `export const ${name}: Omit<Config, "name"> = {`,
    `  region: ${JSON.stringify(account.region)},`,
    "  // Ignored where AWS_ACCESS_KEY_ID is set, as in CI.",
    `  profile: ${JSON.stringify(profileName(account, options))},`,
    ...(entries.length === 0
      ? []
      : ["  cdk: {", ...entries.map(([key, value]) => `    ${key}: ${JSON.stringify(value)},`), "  },"]),
    "};",
    "",
  ].join("\n");
}

/** An account's name as a name of TypeScript's: `prod-eu` becomes `prodEu`. */
export function identifier(name: string): string {
  const [first = "", ...others] = name.split(/[^A-Za-z0-9]+/).filter((part) => part !== "");
  const joined = first + others.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");
  return /^[0-9]/.test(joined) || RESERVED.has(joined) ? `_${joined}` : joined;
}

/** Words that can't name a constant. Source: ECMA-262, reserved words, with those of strict mode. */
const RESERVED = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public return static " +
    "super switch this throw true try typeof var void while with yield Config"
  ).split(" "),
);
