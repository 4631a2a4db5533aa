import type { AccountPlan } from "../../plan/model";
import { isCdkGeneration, type Generation } from "../../policy/generation";
import { cloudFormationRole } from "../roles";

/** The command that deploys, and what it reads. */
export interface DeployCommand {
  /** A line for a POSIX shell, reading `STAGE` and, where they are in `variables`, the others. */
  readonly line: string;
  /** Variables beside `STAGE` that the line or SST itself reads. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * How each generation deploys with the credentials of the environment.
 *
 * - v0 and v1: `--region` comes before the app's own region, and `--role-arn` hands CloudFormation its service role
 *   (`@serverless-stack/cli@1.18.4:packages/cli/bin/scripts.mjs`).
 * - v2: `--region` likewise (`sst@2.49.8:packages/sst/src/cli/program.ts`); the service role stands in `sst.config.ts`.
 * - v3 and v4: the region is in `sst.config.ts`. `SST_AWS_NO_PROFILE`, whatever its value, drops the profile that stands
 *   there, which CI has not (`anomalyco/sst:pkg/project/provider/aws.go`).
 */
export function deployCommand(account: AccountPlan): DeployCommand {
  const base = 'npx sst deploy --stage "$STAGE"';
  if (!isCdkGeneration(account.sst)) return { line: base, variables: { SST_AWS_NO_PROFILE: "1" } };
  const withRegion = `${base} --region "$AWS_REGION"`;
  const service = account.sst === "v2" ? undefined : cloudFormationRole(account);
  return service === undefined
    ? { line: withRegion, variables: {} }
    : {
        line: `${withRegion} --role-arn "$CLOUDFORMATION_ROLE_ARN"`,
        variables: { CLOUDFORMATION_ROLE_ARN: service.arn },
      };
}

/** The version of Node.js that each generation's CLI was released for, in its last versions. */
export function nodeVersion(sst: Generation): string {
  return isCdkGeneration(sst) ? "20" : "22";
}
