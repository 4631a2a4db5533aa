import type { AccountConfig } from "../config/model";
import type { Finding } from "../policy/finding";
import { isCdkGeneration } from "../policy/generation";
import {
  appNames,
  LONG_PATTERN,
  roomInRoleNames,
  stageOfCutRoles,
  USUAL_OWN_PART,
} from "../policy/guardrails/appRoles";
import { API_GATEWAY_ACCOUNT_COMPONENTS } from "../policy/knowledge/apiGatewayAccount";
import { STACK_PART } from "../policy/knowledge/appNames";
import { type AppTarget, DEFAULT_CDK_NAMES } from "../policy/knowledge/target";
import { selectionOf } from "../policy/strategies/selection";

/**
 * What the account's guardrails leave undone, and what has to be done beside them. Accounts that are configured alike get
 * findings of the same text.
 */
export function guardrailWarnings(account: AccountConfig, app: string, stack: string): readonly Finding[] {
  return [
    ...off(account),
    ...unknownBoundary(account),
    ...beforehand(account),
    ...sharedAssets(account),
    ...requiredBoundary(account, stack),
    ...users(account),
    ...apiGatewayRole(account),
    ...cutNames(account, app),
  ];
}

function off(account: AccountConfig): readonly Finding[] {
  const { guardrails, strategy } = account;
  const byDefault =
    strategy.type === "administrator" ||
    (strategy.type === "access-analyzer" && strategy.broad.type === "administrator");
  if (guardrails !== "off" || byDefault) return [];
  return [
    warning(account, "guardrails-off", "guardrails", "off", {
      message: "Nothing keeps the deployer from the roles, users and settings of the account that its services reach.",
      fix: "Leave guardrails out for standard, or write strict.",
    }),
  ];
}

function unknownBoundary(account: AccountConfig): readonly Finding[] {
  const { permissionsBoundary } = account;
  if (permissionsBoundary === undefined) return [];
  return [
    warning(account, "boundary-not-known", "permissionsBoundary", permissionsBoundary, {
      message: "What your own boundary permits isn't known here, so that the plan takes it to permit everything.",
      fix: "Make sure that the policy is in the account before this is deployed, and permits what deployer and app need.",
    }),
  ];
}

/** The bootstrap stacks, which the deployer may not make. */
function beforehand(account: AccountConfig): readonly Finding[] {
  const { cdk, guardrails, regions, sst } = account;
  if (isStrictPulumi(account)) return [stateBeforehand(account)];
  if (cdk === undefined || (guardrails !== "strict" && cdk.execution !== "bootstrap")) return [];
  const message = [
    `The deployer can't make the bootstrap stacks of ${regions.join(", ")}.`,
    ...(guardrails === "strict" ? ["Templates before version 33 put the boundary on CDK's execution role alone."] : []),
    ...(guardrails === "strict" && sst === "v1" ? ["v1's SSTBootstrap makes a role without a boundary."] : []),
  ].join(" ");
  return [
    warning(account, "bootstrap-beforehand", "cdk", cdk.execution, {
      message,
      fix: "Bootstrap after `pulumi up` and before the first deploy, with CDK 2.1148.1 or later: npx deployers bootstrap.",
    }),
  ];
}

/**
 * The asset bucket and repository of CDK's own qualifier, to which every app that leaves it there publishes
 * (https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html).
 */
function sharedAssets(account: AccountConfig): readonly Finding[] {
  const { cdk, guardrails, strategy } = account;
  const scope = selectionOf(strategy)?.scope;
  if (cdk?.qualifier !== DEFAULT_CDK_NAMES.qualifier || guardrails !== "strict" || scope !== "app") return [];
  return [
    warning(account, "qualifier-shared", "cdk.qualifier", cdk.qualifier, {
      message:
        "Apps that leave CDK's qualifier as it is publish to one bucket, and may replace each other's code in it.",
      fix: "Give the app a qualifier and a toolkit stack of its own: cdk: { qualifier: …, toolkitStackName: … }.",
    }),
  ];
}

/**
 * What v3 and v4 keep once an account and region: `anomalyco/sst@v4.17.0:pkg/project/provider/aws.go#Bootstrap` makes it, and
 * adds to it when a newer SST has more `steps`, whenever a command opens the project (`cmd/sst/cli/project.go#InitProject`).
 */
function stateBeforehand(account: AccountConfig): Finding {
  return warning(account, "bootstrap-beforehand", "guardrails", "strict", {
    message:
      "The deployer can't make SST's shared buckets, repository and parameter /sst/bootstrap, nor change them for a newer SST.",
    fix: "Let an administrator run `npx sst deploy` first, once an account and region; `npx sst secret list` does for the app's main region.",
  });
}

/** The app's side of a boundary, and what no policy can ask of IAM. */
function requiredBoundary(account: AccountConfig, stack: string): readonly Finding[] {
  const { guardrails, permissionsBoundary } = account;
  if (guardrails === "off" || (guardrails !== "strict" && permissionsBoundary === undefined)) return [];
  const [key, value] =
    permissionsBoundary === undefined ? ["guardrails", guardrails] : ["permissionsBoundary", permissionsBoundary];
  return [
    warning(account, "boundary-in-app", key, value, {
      message: "Every role that the app makes must have the boundary, and SST gives it to none by itself.",
      fix: `Have the app set it: npx deployers export --stack ${stack} --for boundary.`,
    }),
    warning(account, "roles-without-boundary", key, value, {
      message:
        "A role from before, with a name like the app's and without the boundary, can be passed and assumed all the same.",
      fix: "Look for such roles as docs/guardrails.md shows (Moving a living app), and give them the boundary or delete them.",
    }),
  ];
}

/**
 * Users, which only `services: [iam]` lets v3 and v4 make: no component of `sst.aws` does
 * (`anomalyco/sst@v4.17.0:platform/src/components/cloudflare/worker.ts#createAwsCredentials`).
 */
function users(account: AccountConfig): readonly Finding[] {
  if (!isStrictPulumi(account) || selectionOf(account.strategy)?.services.includes("iam") !== true) return [];
  return [
    warning(account, "users-not-in-strict", "guardrails", "strict", {
      message: "A Worker of Cloudflare that is linked to AWS makes an IAM user, which strict refuses.",
      fix: "Link no such Worker to AWS; where the app has none, there is nothing to do.",
    }),
  ];
}

/** API Gateway's role for logs, which isn't named after the app; `standard` lets the components make it that are named. */
function apiGatewayRole(account: AccountConfig): readonly Finding[] {
  const { guardrails, sst, strategy } = account;
  const { constructs = [], services = [] } = selectionOf(strategy) ?? {};
  const named = constructs.filter((name) => API_GATEWAY_ACCOUNT_COMPONENTS.includes(name));
  if (isCdkGeneration(sst) || guardrails === "off" || (named.length > 0 && guardrails === "standard")) return [];
  if (named.length === 0 && !services.includes("apigateway")) return [];
  const who = named.length > 0 ? named.join(" and ") : `An ${API_GATEWAY_ACCOUNT_COMPONENTS.join(" or an ")}`;
  const once =
    "aws apigateway update-account --patch-operations op=replace,path=/cloudwatchRoleArn,value=ROLE_ARN, with a role as docs/guardrails.md shows";
  return [
    warning(account, "construct-needs-account-role", "strategy", named.length > 0 ? named : ["apigateway"], {
      message: `${who} makes the role by which API Gateway writes logs, where the account and region have none, and the guardrails refuse it.`,
      fix: `${guardrails === "standard" ? "Name the component under constructs, or set" : "Set"} the role once an account and region: ${once}.`,
    }),
  ];
}

/** Roles whose names no longer tell the app, and that guardrails therefore take for others'. */
function cutNames(account: AccountConfig, app: string): readonly Finding[] {
  const { cdk, guardrails, sst } = account;
  // CDK's execution role as it is writes the app's roles whatever their names are
  if (guardrails === "off" || cdk?.execution === "existing") return [];
  const names = guardrails === "strict" ? "whole" : "cut";
  const target: AppTarget = { ...account, app, cdk: DEFAULT_CDK_NAMES };
  if (isCdkGeneration(sst)) {
    const stage = stageOfCutRoles(target, names);
    if (stage === undefined) return [];
    const [pattern = ""] = appNames({ ...target, stages: [stage] }, names);
    return [
      warning(account, "role-names-cut", "guardrails", pattern, {
        message: `CloudFormation keeps about ${STACK_PART} characters of a stack's name in a role's name, and ${guardrails} takes a role that ${pattern} doesn't match for another app's.`,
        fix: `Shorten the app's or the stage's name (patterns count as ${LONG_PATTERN} characters where the * stands), or name such roles yourself: <stage>-<app>-….`,
      }),
    ];
  }
  const room = roomInRoleNames(target, names);
  if (room >= USUAL_OWN_PART) return [];
  return [
    warning(account, "role-names-cut", "guardrails", room, {
      message: `SST cuts the app's name in a role's name where the component's own part has more than ${room} letters, and ${guardrails} takes such a role for another app's.`,
      fix: "Shorten the app's or the stage's name, or name such roles in a transform: <app>-<stage>-….",
    }),
  ];
}

function isStrictPulumi({ guardrails, sst }: AccountConfig): boolean {
  return guardrails === "strict" && !isCdkGeneration(sst);
}

function warning(
  account: AccountConfig,
  code: string,
  key: string,
  value: unknown,
  texts: Pick<Finding, "message" | "fix">,
): Finding {
  return { severity: "warning", code, path: `${account.path}.${key}`, value, ...texts };
}
