import type { PolicyDocument } from "../document";
import { isCdkGeneration } from "../generation";
import { serviceScope } from "../knowledge/scope/services";
import { appStackNames } from "../knowledge/stackNames";
import { type AppTarget, regionalArns, s3Arn } from "../knowledge/target";
import { namedArns, ownTags } from "../strategies/appScope";
import { appNames, appRoleArns } from "./appRoles";
import { bootstrapState } from "./bootstrap";
import { BASE_RUNTIME_ACTIONS, functionArns, RUNTIME_ACTIONS } from "./runtime";
import type { Guardrail } from "./statement";
import { boundaryDocument, denies, inAnyRegion, line, passedTo, type StrictInput } from "./strict";
import { NEVER_ALLOWED } from "./writes";

/** The boundary that every role of the app must have. With `scope: app` it holds them to the app's resources, too. */
export function appBoundary(narrow: StrictInput): PolicyDocument {
  const input = inAnyRegion(narrow);
  const { target } = input;
  const roles = appRoleArns(target, "whole");
  const lines = [
    ...(input.scope === "app" ? ownServiceLines(input) : serviceLines(input)),
    line("Assets", ["s3:GetObject", "s3:ListBucket"], assetBuckets(target)),
    line("Parameters", ["ssm:*Parameter", "ssm:GetParameter*"], appParameterArns(target)),
    line("Functions", ["lambda:*"], functionArns(target, appNames(target, "whole"))),
    line("AppRoles", ["sts:AssumeRole", "sts:TagSession"], roles),
    line("PassRole", ["iam:PassRole"], roles, passedTo(target)),
  ];
  return boundaryDocument([
    ...lines.filter((each) => each.actions.length > 0 && each.resources?.length !== 0),
    ...denies(target, roles),
    // with scope: app no bucket but the app's own is within reach
    ...(isCdkGeneration(target.sst) || input.scope === "app" ? [] : [bootstrapState(target)]),
  ]);
}

/** What runs may do of the app's services, on whatever there is of them. */
function serviceLines({ appServices }: StrictInput): readonly Guardrail[] {
  return [line("Services", appServices.flatMap(runtimeActions), ["*"]), line("Runtime", BASE_RUNTIME_ACTIONS, ["*"])];
}

/** The same on what is named after the app and its stages, or carries their tags; keys only by way of other services. */
function ownServiceLines({ target, appServices }: StrictInput): readonly Guardrail[] {
  const services = [...new Set([...appServices, "logs"])];
  const actions = [...services.flatMap(runtimeActions), "logs:*"];
  const named = services.flatMap((service) => serviceScope(service)?.named ?? []);
  const keys = BASE_RUNTIME_ACTIONS.filter((action) => action.startsWith("kms:"));
  const others = BASE_RUNTIME_ACTIONS.filter((action) => !/^(?:kms|logs):/.test(action));
  return [
    line(
      "Services",
      actions,
      named.flatMap((resource) => namedArns(target, resource)),
    ),
    line("Tagged", actions, ["*"], ownTags("ResourceTag", target)),
    line("Runtime", others, ["*"]),
    line("Keys", keys, ["*"], { StringLike: { "kms:ViaService": ["*.amazonaws.com"] } }),
  ];
}

function runtimeActions(service: string): readonly string[] {
  return (NEVER_ALLOWED as readonly string[]).includes(service) ? [] : (RUNTIME_ACTIONS[service] ?? [`${service}:*`]);
}

function assetBuckets(target: AppTarget): readonly string[] {
  const buckets = isCdkGeneration(target.sst)
    ? [`cdk-${target.cdk.qualifier}-assets-*`, "sstbootstrap-*"]
    : ["sst-asset-*"];
  return buckets.map((name) => s3Arn(target, name));
}

function appParameterArns(target: AppTarget): readonly string[] {
  const names = target.sst === "v0" ? appStackNames(target).map((stack) => `sst/${stack}`) : [`sst/${target.app}/*`];
  return names.flatMap((name) => regionalArns(target, "ssm", `parameter/${name}`));
}
