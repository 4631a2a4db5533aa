import { arn } from "../arn";
import type { ConditionBlock } from "../document";
import type { Duty } from "../duty";
import type { Grant } from "../grant";
import { appNamePatterns } from "../knowledge/appNames";
import { allow } from "../knowledge/need";
import {
  type ActionsOn,
  isOf,
  type NamedResource,
  type Residue,
  SCOPE_SOURCES,
  type ServiceScope,
  type Tagging,
} from "../knowledge/scope/model";
import { serviceScope } from "../knowledge/scope/services";
import { type AppTarget, withCompanionRegion } from "../knowledge/target";
import { onAppFunctions } from "./appFunctions";
import { otherApps } from "./otherApps";

/**
 * `scope: app`: the services of the app, on its own and its stages' resources only.
 *
 * Statements allow what is named after app and stage; what carries their tags; making something that gets their tags; tagging
 * it; what names one of the app's functions; and the residue, whose Sids end in `Residue`. Others deny what carries another
 * app's or stage's tags, and writing such tags: that holds too where the name of another app's resource matches a pattern
 * (`prod-notes-*` and the app `notes-admin`).
 *
 * Actions and ARNs of several services stand in one statement: an action reaches no ARN of another service, so that this
 * grants what a statement each would.
 */
export function appServices(duty: Duty, target: AppTarget, services: readonly string[]): readonly Grant[] {
  const scopes = services.flatMap((service): readonly Scoped[] => {
    const scope = serviceScope(service);
    return scope === undefined ? [] : [{ service, scope }];
  });
  return [
    ...byName(duty, target, scopes),
    ...byTag(duty, target, scopes),
    ...made(duty, target, scopes),
    ...tagging(duty, target, scopes),
    ...onAppFunctions(
      duty,
      target,
      scopes.flatMap(({ service, scope }) => prefixed(service, scope.onFunctions ?? [])),
    ),
    ...residue(duty, target, scopes),
    ...(scopes.length > 0 ? otherApps(duty, target) : []),
  ];
}

interface Scoped {
  readonly service: string;
  readonly scope: ServiceScope;
}

function byName(duty: Duty, target: AppTarget, scopes: readonly Scoped[]): readonly Grant[] {
  // functions at the edge live in the companion region, whatever the app's own
  const edge = scopes.some(({ service }) => service === "cloudfront") ? withCompanionRegion(target) : target;
  const named = scopes.flatMap(({ service, scope }) => {
    const where = service === "lambda" ? edge : target;
    const resources = (scope.named ?? []).flatMap((resource) => namedArns(where, resource));
    return resources.length > 0 ? [{ service, resources }] : [];
  });
  if (named.length === 0) return [];
  return allow(duty, [
    {
      purpose: "ServicesByName",
      actions: named.map(({ service }) => `${service}:*`),
      resources: named.flatMap(({ resources }) => resources),
      because: "What SST names after the app and the stage is theirs.",
      sources: SCOPE_SOURCES,
    },
  ]);
}

/** ARN patterns of the app's resources of one kind, in every region. */
export function namedArns(target: AppTarget, named: NamedResource): readonly string[] {
  if (!isOf(target.sst, named)) return [];
  return appNamePatterns(target, named.rule).flatMap((name) =>
    arnsOf(target, named.service, named.place, named.resource).map((pattern) => pattern.replace("{}", name)),
  );
}

function byTag(duty: Duty, target: AppTarget, scopes: readonly Scoped[]): readonly Grant[] {
  const actions = scopes.flatMap(({ service, scope }) => prefixed(service, scope.tagged ?? []));
  if (actions.length === 0) return [];
  return allow(duty, [
    {
      purpose: "ServicesByTag",
      actions,
      resources: ["*"],
      condition: ownTags("ResourceTag", target),
      because:
        "What has a generated id, or a name that was cut, is the app's and the stage's if it carries their tags.",
      sources: SCOPE_SOURCES,
    },
  ]);
}

function made(duty: Duty, target: AppTarget, scopes: readonly Scoped[]): readonly Grant[] {
  return inStatements(target, scopes, (scope) => scope.made ?? []).flatMap(({ actions, resources }, index) =>
    allow(duty, [
      {
        purpose: `ServicesNew${nth(index)}`,
        actions,
        resources,
        condition: ownTags("RequestTag", target),
        because: "What gets a generated id must get the app's and the stage's tags when it is made.",
        sources: SCOPE_SOURCES,
      },
    ]),
  );
}

/** Tagging: where AWS says that it is part of making something, only there; elsewhere as residue. */
function tagging(duty: Duty, target: AppTarget, scopes: readonly Scoped[]): readonly Grant[] {
  const own = ownTags("RequestTag", target);
  const parts = scopes.flatMap(({ scope }) => scope.tagging ?? []);
  const keys = [...new Set(parts.flatMap(({ createAction }) => createAction?.key ?? []))];
  const statements = (of: (part: Tagging) => boolean) =>
    inStatements(target, scopes, (scope) => (scope.tagging ?? []).filter(of));
  const grants = (
    purpose: (index: number) => string,
    condition: ConditionBlock,
    because: string,
    found: readonly Statement<Tagging>[],
  ) =>
    found.flatMap(({ actions, resources }, index) =>
      allow(duty, [{ purpose: purpose(index), actions, resources, condition, because, sources: SCOPE_SOURCES }]),
    );
  return [
    ...keys.flatMap((key, number) =>
      grants(
        () => `ServicesTagsNew${nth(number)}`,
        { ...own, Null: { [key]: ["false"] } },
        "AWS says of this service whether something is tagged in the call that makes it.",
        statements(({ createAction }) => createAction?.key === key),
      ),
    ),
    ...grants(
      (index) => `ServicesTags${nth(index)}`,
      own,
      "In the call that makes it AWS asks for the tags of `*`, since there is no id yet; nothing that is there already is meant.",
      statements((part) => part.createAction === undefined && part.claims === undefined),
    ),
    ...grants(
      (index) => `ServicesTags${nth(index)}Residue`,
      own,
      "Tagging what has just been made looks to IAM like tagging anything that has no app's tag yet, so that such a thing can be claimed.",
      statements(({ claims }) => claims === true),
    ),
  ];
}

function residue(duty: Duty, target: AppTarget, scopes: readonly Scoped[]): readonly Grant[] {
  return inStatements(target, scopes, (scope) => scope.residue ?? []).flatMap(({ actions, resources, parts }, index) =>
    allow(duty, [
      {
        purpose: resources.includes("*") ? `Services${nth(index)}Residue` : `ServicesIds${nth(index)}Residue`,
        actions,
        resources,
        because: `Can't be held to the app: ${reasons(parts)}.`,
        sources: SCOPE_SOURCES,
      },
    ]),
  );
}

/** `lists take no resource (acm, logs); …`. */
function reasons(parts: readonly (Residue & { service: string })[]): string {
  const byReason = new Map<string, string[]>();
  for (const { because, service } of parts) byReason.set(because, [...(byReason.get(because) ?? []), service]);
  return [...byReason].map(([because, services]) => `${because} (${services.join(", ")})`).join("; ");
}

/** The tags of the app and of one of its stages, on the resource or in the request. */
export function ownTags(kind: "ResourceTag" | "RequestTag", target: AppTarget) {
  return {
    StringEquals: { [`aws:${kind}/sst:app`]: [target.app] },
    StringLike: { [`aws:${kind}/sst:stage`]: target.stages },
  };
}

interface Statement<T> {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly parts: readonly (T & { service: string })[];
}

/**
 * What several services ask for, in as few statements as grant the same: everything without a resource in one; of what has
 * ARNs, at most one part of each service a statement, since the actions of two parts would reach one another's ARNs.
 */
function inStatements<T extends ActionsOn>(
  target: AppTarget,
  scopes: readonly Scoped[],
  partsOf: (scope: ServiceScope) => readonly T[],
): readonly Statement<T>[] {
  const parts = scopes.flatMap(({ service, scope }) =>
    partsOf(scope)
      .filter((part) => isOf(target.sst, part))
      .map((part) => ({ ...part, service })),
  );
  const everywhere = parts.filter((part) => part.resources === undefined);
  const limited: (T & { service: string })[][] = [];
  for (const part of parts.filter((each) => each.resources !== undefined)) {
    const free = limited.find((statement) => statement.every((other) => !meet(other, part)));
    if (free) free.push(part);
    else limited.push([part]);
  }
  return [...(everywhere.length > 0 ? [everywhere] : []), ...limited].map((statement) => ({
    actions: statement.flatMap((part) => prefixed(part.service, part.actions)),
    resources: statement.flatMap(
      (part) =>
        part.resources?.flatMap((resource) =>
          arnsOf(target, part.arnService ?? part.service, part.place ?? "regional", resource),
        ) ?? ["*"],
    ),
    parts: statement,
  }));
}

/** True if the actions of one part could reach the ARNs of the other. */
function meet(one: ActionsOn & { service: string }, other: ActionsOn & { service: string }): boolean {
  return [one.service, one.arnService].some(
    (service) => service !== undefined && [other.service, other.arnService].includes(service),
  );
}

function arnsOf(
  target: AppTarget,
  service: string,
  place: NonNullable<ActionsOn["place"]>,
  resource: string,
): readonly string[] {
  const { partition, accountId, regions } = target;
  const at = (region: string, account: string, text = resource) => arn(partition, service, region, account, text);
  switch (place) {
    case "anyRegion":
      return [at("*", accountId)];
    case "bare":
      return [at("", "")];
    case "global":
      return resource.includes("{region}")
        ? regions.map((region) => at("", accountId, resource.replace("{region}", region)))
        : [at("", accountId)];
    case "regional":
      return regions.map((region) => at(region, accountId));
    case "unowned":
      return regions.map((region) => at(region, ""));
  }
}

function prefixed(service: string, actions: readonly string[]): readonly string[] {
  return actions.map((action) => `${service}:${action}`);
}

/** Nothing for the first, then 2, 3 …: several statements of one purpose. */
function nth(index: number): string {
  return index === 0 ? "" : String(index + 1);
}
