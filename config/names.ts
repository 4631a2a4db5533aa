import { isCdkGeneration, type Generation } from "../policy/generation";
import type { ConfigPath } from "./path";
import type { Report } from "./report";

/**
 * The rules for names: those that SST, Pulumi, IAM and profile files have. A name that one of them would change or refuse is
 * an error here, since roles and conditions made for it would fit nothing.
 */

/**
 * What Pulumi takes as the name of a stack: at most 100 letters, digits, hyphens, underscores and dots
 * (https://www.pulumi.com/docs/iac/concepts/stacks/#create-stack).
 */
const STACK_NAME = /^[A-Za-z0-9_.-]{1,100}$/;

/**
 * What v3 and v4 take as the name of an app (`anomalyco/sst:pkg/project/project.go#InvalidAppRegex`). v0 to v2 put it after
 * the stage into the names of CloudFormation stacks, so it may begin with a digit there
 * (`sst/sst@v1.18.4:packages/resources/src/App.ts#logicalPrefixedName`).
 */
const APP_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;
const CDK_APP_NAME = /^[A-Za-z0-9-]+$/;

/**
 * Stages, patterns included. v0 to v2: a letter first, since the stage begins the names of CloudFormation stacks
 * (`sst/sst@v1.18.4:packages/core/src/state/index.ts`, `anomalyco/v2:packages/sst/src/project.ts#isValidStageName`). v3 and
 * v4: letters, digits and hyphens (`anomalyco/sst:pkg/project/project.go#InvalidStageRegex`).
 */
const CDK_STAGE = /^[A-Za-z*][A-Za-z0-9*-]*$/;
const STAGE = /^[A-Za-z0-9*-]+$/;

/**
 * The name of an account becomes the header of a profile (`[profile NAME]`), the key of outputs and the argument of
 * `--profile`. These characters need no quotes in any of them, and every reader of profile files takes them
 * (https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html).
 */
const ACCOUNT_NAME = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/;

/** Reports a stack name that Pulumi wouldn't take. */
export function checkStackName(stack: string, report: Report): void {
  if (STACK_NAME.test(stack)) return;
  report.error([], {
    code: "invalid-stack-name",
    message: "The stack's name may hold only letters, digits, hyphens, underscores and dots, and at most 100 of them.",
    value: stack,
    fix: "Name the stack as Pulumi does, without its organization and project, e.g. prod.",
  });
}

/**
 * Reports an app name that a generation in use doesn't take.
 *
 * @param generations those of all accounts; empty where none could be read, which asks for the least
 */
export function checkAppName(app: string, generations: readonly Generation[], path: ConfigPath, report: Report): void {
  const letterFirst = generations.some((generation) => !isCdkGeneration(generation));
  if ((letterFirst ? APP_NAME : CDK_APP_NAME).test(app)) return;
  report.error(path, {
    code: "invalid-app-name",
    message: `SST takes only letters, digits and hyphens in an app's name${letterFirst ? ", a letter first" : ""}.`,
    value: app,
    fix: "Write the name exactly as it stands in the SST app's own config file.",
  });
}

/** Reports a stage (or a pattern of stages) that the generation doesn't take; true if it is fine. */
export function checkStage(stage: string, generation: Generation, path: ConfigPath, report: Report): boolean {
  const letterFirst = isCdkGeneration(generation);
  if ((letterFirst ? CDK_STAGE : STAGE).test(stage)) return true;
  report.error(path, {
    code: "invalid-stage",
    message: `SST ${generation} takes only letters, digits and hyphens in a stage's name${letterFirst ? ", a letter first" : ""}; a pattern may hold * as well.`,
    value: stage,
    fix: "Write the stage as it is passed to --stage, or a pattern such as pr-*; where it is the stack's name, set stages.",
  });
  return false;
}

/** Reports an account name that is no good as the name of a profile; true if it is fine. */
export function checkAccountName(name: string, path: ConfigPath, report: Report): boolean {
  if (name.toLowerCase() === "default") {
    report.error(path, {
      code: "reserved-account-name",
      message: "The name becomes that of a profile, and the default profile is the user's own.",
      value: name,
      fix: "Give the account a name of its own, e.g. prod-eu.",
    });
    return false;
  }
  if (ACCOUNT_NAME.test(name)) return true;
  report.error(path, {
    code: "invalid-account-name",
    message: "The name becomes that of a profile: 1 to 64 letters, digits and . _ @ + -, a letter or digit first.",
    value: name,
    fix: "Choose a name such as prod-eu; it is only a label, the roles aren't named after it.",
  });
  return false;
}
