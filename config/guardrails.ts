import { parseArn } from "../policy/arn";
import { isCdkGeneration, type Generation } from "../policy/generation";
import type { CdkExecution, GuardrailLevel } from "../policy/guardrails/model";
import { NEVER_ALLOWED } from "../policy/guardrails/writes";
import { DEFAULT_CDK_NAMES } from "../policy/knowledge/target";
import type { Partition } from "../policy/partition";
import type { Strategy } from "../policy/strategies/model";
import type { CdkConfig } from "./model";
import type { ConfigPath } from "./path";
import type { Report } from "./report";
import { cdkSchema } from "./schema";
import { readObject } from "./shape";

/** What the guardrails of an account depend on; `undefined` where it couldn't be read, and isn't checked then. */
export interface GuardrailContext {
  readonly accountId: string | undefined;
  readonly partition: Partition | undefined;
  readonly sst: Generation | undefined;
  readonly strategy: Strategy | undefined;
  /** Whether `bootstrap: true` is written down. */
  readonly bootstrapAsked: boolean;
  /** Where each key stands, in the account or in the stage. */
  at(key: "guardrails" | "permissionsBoundary" | "cdk" | "bootstrap" | "strategy"): ConfigPath;
}

/** The keys as they were read; absent where they aren't written. */
export interface RawGuardrails {
  readonly guardrails?: GuardrailLevel | undefined;
  readonly permissionsBoundary?: string | undefined;
  readonly cdk?: object | undefined;
}

/** What becomes of them. */
export interface ReadGuardrails {
  readonly guardrails: GuardrailLevel;
  readonly permissionsBoundary?: string;
  readonly cdk?: CdkConfig;
  /** False where what a bootstrap makes has to be there before the deployer comes. */
  readonly mayBootstrap: boolean;
}

/**
 * What `cdk bootstrap` takes as qualifier (`aws/aws-cdk@v2.50.0:packages/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml`,
 * `Qualifier`).
 */
const QUALIFIER = /^[A-Za-z0-9_-]{1,10}$/;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html, `StackName` */
const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

/** A managed policy's name, with its path where it has one: `app-boundary`, `team/app-boundary`. */
const POLICY = /^(?:[A-Za-z0-9_+=,.@-]+\/)*[A-Za-z0-9_+=,.@-]{1,128}$/;

/** Constructs whose custom resource makes a role of its own, without a boundary. */
const UNBOUNDED_CONSTRUCTS: Readonly<Partial<Record<Generation, readonly string[]>>> = {
  // `anomalyco/v2@v2.49.8:packages/sst/src/constructs/WebSocketApi.ts#createCloudWatchRole`
  v2: ["WebSocketApi"],
};

/** Reads the keys, and checks them against one another and against the strategy. */
export function readGuardrails(raw: RawGuardrails, context: GuardrailContext, report: Report): ReadGuardrails {
  const { sst, strategy } = context;
  const unlimited = attachesAdministratorAccess(strategy);
  const guardrails = raw.guardrails ?? (unlimited ? "off" : "standard");
  const cdk = readCdk(raw.cdk, context, report);
  const permissionsBoundary =
    raw.permissionsBoundary === undefined ? undefined : readBoundary(raw.permissionsBoundary, context, report);
  if (permissionsBoundary !== undefined) checkRequired(guardrails, cdk, unlimited, context, raw, report);
  if (guardrails === "strict") checkStrict(cdk, unlimited, context, report);
  const beforehand = guardrails === "strict" || cdk?.execution === "bootstrap";
  if (beforehand && context.bootstrapAsked) reportBootstrap(context, report);
  return {
    guardrails,
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    ...(cdk === undefined || sst === undefined || !isCdkGeneration(sst) ? {} : { cdk }),
    mayBootstrap: !beforehand,
  };
}

/** True for the strategies that attach AWS's AdministratorAccess, which no guardrail makes less than that. */
function attachesAdministratorAccess(strategy: Strategy | undefined): boolean {
  return (
    strategy?.type === "administrator" ||
    (strategy?.type === "access-analyzer" && strategy.broad.type === "administrator")
  );
}

/** The ways that a strategy has, its default first. */
function executionsOf(strategy: Strategy): readonly [CdkExecution, ...CdkExecution[]] {
  if (strategy.type === "cloudformation") return ["serviceRole"];
  return attachesAdministratorAccess(strategy) ? ["existing"] : ["existing", "bootstrap"];
}

function readCdk(raw: object | undefined, context: GuardrailContext, report: Report): CdkConfig | undefined {
  const { sst, strategy } = context;
  if (sst !== undefined && !isCdkGeneration(sst)) return undefined;
  const path = context.at("cdk");
  const known = raw === undefined ? {} : readObject(cdkSchema, raw, path, report, "{ execution: bootstrap }");
  checkNames(known, path, report);
  const possible: readonly [CdkExecution, ...CdkExecution[]] =
    strategy === undefined ? ["existing"] : executionsOf(strategy);
  if (known.execution !== undefined && strategy !== undefined && !possible.includes(known.execution)) {
    report.error([...path, "execution"], {
      code: "execution-not-possible",
      message:
        known.execution === "serviceRole"
          ? `The strategy ${strategy.type} has no service role that CloudFormation could use.`
          : strategy.type === "cloudformation"
            ? "The strategy cloudformation deploys with its own service role and not with CDK's execution role."
            : "AdministratorAccess needs no execution policies: the deployer may do anything without them.",
      value: known.execution,
      allowed: possible,
      fix:
        known.execution === "serviceRole"
          ? "Use the strategy cloudformation, or execution: bootstrap."
          : `Leave execution out, or write execution: ${possible[0]}.`,
    });
  }
  return {
    qualifier: known.qualifier ?? DEFAULT_CDK_NAMES.qualifier,
    toolkitStackName: known.toolkitStackName ?? DEFAULT_CDK_NAMES.toolkitStackName,
    execution: known.execution ?? possible[0],
  };
}

function checkNames(
  known: { readonly qualifier?: string | undefined; readonly toolkitStackName?: string | undefined },
  path: ConfigPath,
  report: Report,
): void {
  if (known.qualifier !== undefined && !QUALIFIER.test(known.qualifier)) {
    report.error([...path, "qualifier"], {
      code: "invalid-qualifier",
      message: "CDK takes 1 to 10 letters, digits, - and _ as a qualifier.",
      value: known.qualifier,
      fix: "Write the qualifier that the account was bootstrapped with, or leave it out for CDK's own.",
    });
  }
  if (known.toolkitStackName !== undefined && !STACK_NAME.test(known.toolkitStackName)) {
    report.error([...path, "toolkitStackName"], {
      code: "invalid-toolkit-stack-name",
      message: "CloudFormation takes at most 128 letters, digits and hyphens as a stack's name, a letter first.",
      value: known.toolkitStackName,
      fix: "Write the name of CDK's bootstrap stack, or leave it out for CDKToolkit.",
    });
  }
}

/** Reports that `cdk` says something of a generation that has no CDK. */
export function reportNoCdk(path: ConfigPath, value: object, report: Report): void {
  report.error(path, {
    code: "cdk-not-possible",
    message: "SST v3 and v4 don't deploy with CDK, so there is nothing to say about it.",
    value,
    fix: "Remove the key.",
  });
}

/** The ARN of the boundary; `undefined` after reporting what is wrong with it. */
function readBoundary(text: string, context: GuardrailContext, report: Report): string | undefined {
  const { accountId, partition } = context;
  const refuse = (message: string): undefined => {
    report.error(context.at("permissionsBoundary"), {
      code: "invalid-permissions-boundary",
      message,
      value: text,
      fix: "Write the policy's name with its path (team/app-boundary), or its ARN in the account.",
    });
    return undefined;
  };
  if (!text.startsWith("arn:")) {
    if (!POLICY.test(text)) {
      refuse("The text is neither an ARN nor the name of a managed policy.");
      return;
    }
    return `arn:${partition ?? "aws"}:iam::${accountId ?? ""}:policy/${text}`;
  }
  const parsed = parseArn(text);
  if (parsed?.service !== "iam" || !parsed.resource.startsWith("policy/") || !POLICY.test(parsed.resource.slice(7))) {
    refuse("The ARN isn't that of a managed policy.");
    return;
  }
  if (partition !== undefined && parsed.partition !== partition) {
    refuse("The policy is in another partition than the account.");
    return;
  }
  if (accountId !== undefined && parsed.accountId !== "aws" && parsed.accountId !== accountId) {
    refuse("The policy is of another account; IAM takes boundaries of the role's own account, and AWS's.");
    return;
  }
  return text;
}

/** Reports a boundary that the app's roles could be made without. */
function checkRequired(
  guardrails: GuardrailLevel,
  cdk: CdkConfig | undefined,
  unlimited: boolean,
  context: GuardrailContext,
  raw: RawGuardrails,
  report: Report,
): void {
  const refuse = (message: string, fix: string) => {
    const value = raw.permissionsBoundary;
    report.error(context.at("permissionsBoundary"), { code: "boundary-not-required", message, value, fix });
  };
  if (guardrails === "off") {
    refuse(
      "Without guardrails nothing would require the boundary on the roles that the app creates.",
      "Write guardrails: standard (or strict), or remove the boundary.",
    );
  }
  // strict says the same of CDK's execution role by itself
  const unbound = guardrails === "standard" && cdk?.execution === "existing";
  if (unbound && context.sst !== undefined && context.strategy !== undefined) {
    refuse(
      "CDK's execution role, as it is, makes the app's roles, and nothing would require the boundary of it.",
      unlimited
        ? "Use the strategy services with cdk: { execution: bootstrap }, the strategy cloudformation, or remove the boundary."
        : "Write cdk: { execution: bootstrap }, use the strategy cloudformation, or remove the boundary.",
    );
  }
}

function checkStrict(cdk: CdkConfig | undefined, unlimited: boolean, context: GuardrailContext, report: Report): void {
  const { sst, strategy } = context;
  if (unlimited) {
    report.error(context.at("guardrails"), {
      code: "guardrails-not-possible",
      message: "AdministratorAccess allows everything, and strict is a list of what is allowed.",
      value: "strict",
      allowed: ["standard", "off"],
      fix: "Use another strategy, or guardrails: off for this account.",
    });
    return;
  }
  if (sst !== undefined && strategy !== undefined && cdk?.execution === "existing") {
    report.error(context.at("guardrails"), {
      code: "guardrails-not-possible",
      message: "CloudFormation deploys with CDK's execution role as it is, which nothing bounds.",
      value: "strict",
      allowed: ["standard", "off"],
      fix: "Write cdk: { execution: bootstrap }, or use the strategy cloudformation.",
    });
  }
  const selection = strategy?.type === "access-analyzer" ? strategy.broad : strategy;
  if (selection === undefined || !("services" in selection)) return;
  for (const service of selection.services.filter((each) => (NEVER_ALLOWED as readonly string[]).includes(each))) {
    report.error(context.at("strategy"), {
      code: "service-not-in-strict",
      message: "The service reaches past the account's apps, so that no boundary allows it.",
      value: service,
      fix: "Remove the service, or use guardrails: standard.",
    });
  }
  const unbounded = sst === undefined ? [] : (UNBOUNDED_CONSTRUCTS[sst] ?? []);
  for (const construct of selection.constructs.filter((each) => unbounded.includes(each))) {
    report.error(context.at("strategy"), {
      code: "construct-not-in-strict",
      message: "The construct's custom resource makes a role without a boundary, which strict refuses.",
      value: construct,
      fix: "Leave the construct out of this app, or use guardrails: standard.",
    });
  }
}

function reportBootstrap(context: GuardrailContext, report: Report): void {
  const cdk = context.sst === undefined || isCdkGeneration(context.sst);
  report.error(context.at("bootstrap"), {
    code: "bootstrap-not-possible",
    message: cdk
      ? "The bootstrap stacks get policies and boundaries that the deployer may not change."
      : "Who may bootstrap SST may open the buckets with every app's state and secrets.",
    value: true,
    fix: cdk
      ? "Remove bootstrap, and bootstrap beforehand: npx deployers bootstrap."
      : "Remove bootstrap, and let an administrator run the account's first `sst deploy`.",
  });
}
