import type { AccountConfig } from "../config/model";
import type { Finding } from "../policy/finding";
import { isCdkGeneration } from "../policy/generation";
import { appNamePatterns, isStackNameCut, roomForName, STACK_PART } from "../policy/knowledge/appNames";
import { serviceScope } from "../policy/knowledge/scope/services";
import { claimableServices } from "../policy/knowledge/scope/tagging";
import { DEFAULT_CDK_NAMES, type AppTarget } from "../policy/knowledge/target";
import { globCovers } from "../policy/match";
import type { ServiceSelection } from "../policy/strategies/model";
import { scopedServices, selectionOf } from "../policy/strategies/selection";

/**
 * What `scope: app` can't hold: names that other apps' resources have too, names that are cut, zones that aren't named. All
 * of them warnings: the policies are as narrow as the names and tags allow.
 */
export function scopeWarnings(account: AccountConfig, app: string): readonly Finding[] {
  const selection = selectionOf(account.strategy);
  if (selection?.scope !== "app") return [];
  const target: AppTarget = { ...account, app, cdk: { ...DEFAULT_CDK_NAMES, ...account.cdk } };
  return [
    ...namesOfOthers(account, target),
    ...coveredStages(account),
    ...capitals(account, target),
    ...cutNames(account, target, selection),
    ...openZones(account, target, selection),
    ...openExecution(account),
    ...claims(account, target, selection),
    ...openApis(account, target, selection),
  ];
}

/** The fewest characters that a component's own name should have room for. */
const ENOUGH_ROOM = 24;

function warning(finding: Omit<Finding, "severity">): Finding {
  return { severity: "warning", ...finding };
}

/** A hyphen ends no name: what begins with the app's name and a hyphen may be another app's, or another stage's. */
function namesOfOthers(account: AccountConfig, target: AppTarget): readonly Finding[] {
  const [pattern = ""] = appNamePatterns(target, { maximum: 64 });
  const [stage = ""] = target.stages;
  const other = isCdkGeneration(target.sst)
    ? `an app ${target.app}-admin in the stage ${stage}`
    : `a stage ${stage}-eu of the app ${target.app}`;
  return [
    warning({
      code: "scope-names-of-others",
      path: `${account.path}.strategy.scope`,
      message: `The pattern ${pattern} also matches the resources of ${other}. Where they carry the tags sst:app and sst:stage and AWS evaluates these, they are denied; S3 buckets, log groups and passing a role aren't.`,
      value: pattern,
      fix: isCdkGeneration(target.sst)
        ? `Have no other app in the account whose name begins with ${target.app}-, or give it an account of its own.`
        : `Have no other stage in the account whose name begins with ${stage}-, and no other app whose name begins with ${target.app}-${stage}-, or give it an account of its own.`,
    }),
  ];
}

function coveredStages(account: AccountConfig): readonly Finding[] {
  return account.stages.flatMap((stage) => {
    const outer = account.stages.find((other) => other !== stage && globCovers(other, stage));
    if (outer === undefined) return [];
    return [
      warning({
        code: "scope-stages-overlap",
        path: `${account.path}.stages`,
        message: `The pattern ${outer} matches the stage ${stage} too.`,
        value: stage,
        fix: `Remove ${stage}, or name the stages of ${outer} one by one.`,
      }),
    ];
  });
}

/** Buckets, databases and the like are named in small letters, so that capitals don't tell two apps apart there. */
function capitals(account: AccountConfig, target: AppTarget): readonly Finding[] {
  const names = [target.app, ...target.stages].filter((name) => name !== name.toLowerCase());
  return names.map((name) =>
    warning({
      code: "scope-capitals",
      path: `${account.path}.strategy.scope`,
      message: `SST writes ${name} in small letters in the names of buckets and databases, so that capitals don't tell it from ${name.toLowerCase()} there.`,
      value: name,
      fix: `Have no ${name.toLowerCase()} in the account.`,
    }),
  );
}

function cutNames(account: AccountConfig, target: AppTarget, selection: ServiceSelection): readonly Finding[] {
  const path = `${account.path}.strategy.scope`;
  if (isCdkGeneration(target.sst)) {
    if (!isStackNameCut(target)) return [];
    return [
      warning({
        code: "scope-names-cut",
        path,
        message: `CloudFormation keeps about ${STACK_PART} characters of a stack's name in the names that it generates, and <stage>-${target.app}- may be longer. What is named so is out of reach.`,
        value: target.app,
        fix: "Use a shorter stage (patterns count as 4 characters where the * stands), or name such resources yourself.",
      }),
    ];
  }
  const tight = scopedServices(target, selection).flatMap((service) => {
    const scope = serviceScope(service);
    const rooms = (scope?.named ?? [])
      .filter((named) => named.only !== "cdk")
      .map((named) => ({
        kind: `${named.service}:${named.resource.replace("{}", "…")}`,
        room: roomForName(target, named.rule),
      }));
    return rooms.filter(({ room }) => room < ENOUGH_ROOM);
  });
  if (tight.length === 0) return [];
  const kinds = tight.map(({ kind, room }) => `${kind} (${room > 0 ? room : "none"})`);
  return [
    warning({
      code: "scope-names-cut",
      path,
      message: `SST cuts the app's name where the whole gets too long, and what is named so can't be made. Characters left for a component's own name: ${kinds.join(", ")}.`,
      value: target.app,
      fix: "Keep the names of these components short, use a shorter stage, or set the physical name yourself so that it begins with the app and the stage.",
    }),
  ];
}

function openZones(account: AccountConfig, target: AppTarget, selection: ServiceSelection): readonly Finding[] {
  if (selection.hostedZones !== undefined || !scopedServices(target, selection).includes("route53")) return [];
  return [
    warning({
      code: "scope-zones-open",
      path: `${account.path}.strategy.hostedZones`,
      message:
        "Hosted zones have generated ids and no tags that IAM evaluates, so that records in every zone of the account can be written.",
      value: [],
      fix: "Name the zones of the app's domains by their id: hostedZones: [Z…].",
    }),
  ];
}

/** CDK v2 makes the app's resources with its own execution role, which nothing here narrows unless it is bootstrapped so. */
function openExecution(account: AccountConfig): readonly Finding[] {
  if (!isCdkGeneration(account.sst) || account.strategy.type === "cloudformation") return [];
  if (account.cdk !== undefined && account.cdk.execution !== "existing") return [];
  return [
    warning({
      code: "scope-execution-open",
      path: `${account.path}.strategy.scope`,
      message:
        "CDK makes the app's resources with its own execution role, which isn't held to the app: only what the deployer does itself is.",
      value: "app",
      fix: "Use the strategy cloudformation with scope: app, or cdk: { execution: bootstrap }.",
    }),
  ];
}

/** Tagging what has just been made can't always be told from tagging what is there already. */
function claims(account: AccountConfig, target: AppTarget, selection: ServiceSelection): readonly Finding[] {
  const services = claimableServices(target.sst, scopedServices(target, selection));
  if (services.length === 0) return [];
  return [
    warning({
      code: "scope-claims",
      path: `${account.path}.strategy.scope`,
      message:
        "In some services AWS can't tell tagging what is being made from tagging what is there already, so that something without the tags sst:app and sst:stage can be tagged as the app's there, and is then reached.",
      value: services,
      fix: "Tag what isn't the app's with sst:app or sst:stage of its own, or keep it in another account.",
    }),
  ];
}

/** Below its API, AppSync evaluates neither tags nor ARNs. */
function openApis(account: AccountConfig, target: AppTarget, selection: ServiceSelection): readonly Finding[] {
  if (!scopedServices(target, selection).includes("appsync")) return [];
  return [
    warning({
      code: "scope-appsync-open",
      path: `${account.path}.strategy.scope`,
      message:
        "AppSync's keys, data sources, functions, resolvers and schemas carry no tags that IAM evaluates, so that those of every GraphQL API in the account can be written.",
      value: "appsync",
      fix: "Have no GraphQL API of others in the account, or give the app an account of its own.",
    }),
  ];
}
