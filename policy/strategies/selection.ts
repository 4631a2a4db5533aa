import type { Duty } from "../duty";
import { isCdkGeneration } from "../generation";
import type { Grant } from "../grant";
import { constructFacts, CUSTOM_DOMAIN_SERVICES, servicesOfConstructs } from "../knowledge/constructs";
import { allow, type Need } from "../knowledge/need";
import { appStackNames, stackArns } from "../knowledge/stackNames";
import type { AppTarget } from "../knowledge/target";
import { appServices } from "./appScope";
import { hostedZones } from "./hostedZones";
import type { ServiceSelection, Strategy } from "./model";

/**
 * From what the config names (constructs, services, a custom domain) to full access to those services, as SST's page on IAM
 * credentials documents it: `cloudformation:*`, then the services, then those of a custom domain.
 */
const SST_PAGE = "anomalyco/sst@v1.18.4:www/docs/advanced/iam-credentials.md";

/**
 * Access to the services of the constructs and of `services`, and to those of a custom domain: full access, one statement
 * each, or with `scope: app` to the app's own resources ({@link appServices}).
 */
export function selectedServices(duty: Duty, target: AppTarget, selection: ServiceSelection): readonly Grant[] {
  if (selection.scope === "app") {
    const services = scopedServices(target, selection);
    return [
      ...appServices(duty, target, services),
      ...(services.includes("route53") ? hostedZones(duty, target, selection.hostedZones ?? []) : []),
    ];
  }
  const services = new Set([...servicesOfConstructs(target.sst, selection.constructs), ...selection.services]);
  const needs: Need[] = [];
  if (services.size > 0) {
    needs.push({
      purpose: "Services",
      actions: allActions(services),
      resources: ["*"],
      because: `The app uses ${named(selection)}.`,
      sources: [
        { where: SST_PAGE, what: "ManageApi" },
        ...selection.constructs.flatMap((name) => {
          const facts = constructFacts(target.sst)[name];
          return facts === undefined ? [] : [{ where: facts.source, what: name }];
        }),
      ],
    });
  }
  if (selection.customDomain) {
    needs.push({
      purpose: "CustomDomain",
      actions: allActions(CUSTOM_DOMAIN_SERVICES),
      resources: ["*"],
      because: "The app has a custom domain: a certificate, records and a distribution.",
      sources: [{ where: SST_PAGE, what: "ManageCustomDomain" }],
    });
  }
  return allow(duty, needs);
}

/** What the app uses; `undefined` where the strategy doesn't say. */
export function selectionOf(strategy: Strategy): ServiceSelection | undefined {
  if (strategy.type === "administrator") return undefined;
  return strategy.type === "access-analyzer" ? selectionOf(strategy.broad) : strategy;
}

/** Every service that a selection comes to, custom domain included, each once, in alphabetical order. */
export function scopedServices(target: AppTarget, selection: ServiceSelection): readonly string[] {
  const services = [
    ...servicesOfConstructs(target.sst, selection.constructs),
    ...selection.services,
    ...(selection.customDomain ? CUSTOM_DOMAIN_SERVICES : []),
  ];
  return [...new Set(services)].sort();
}

/**
 * CloudFormation, for the generations that deploy through it: `cloudformation:*`, or with `scope: app` all of it on the app's
 * own stacks.
 */
export function allCloudFormation(duty: Duty, target: AppTarget, scope: ServiceSelection["scope"]): readonly Grant[] {
  if (!isCdkGeneration(target.sst)) return [];
  const because = "SST deploys its stacks through CloudFormation.";
  const sources = [{ where: SST_PAGE, what: "ManageCloudFormationStacks" }] as const;
  const actions = ["cloudformation:*"];
  if (scope === "account") {
    return allow(duty, [{ purpose: "CloudFormationStacks", actions, resources: ["*"], because, sources }]);
  }
  return allow(duty, [
    {
      purpose: "CloudFormationStacks",
      actions,
      resources: stackArns(target, appStackNames(target)),
      because,
      sources,
    },
    {
      purpose: "CloudFormationResidue",
      actions: [
        "cloudformation:ListExports",
        "cloudformation:ListImports",
        "cloudformation:ListStacks",
        "cloudformation:ValidateTemplate",
      ],
      resources: ["*"],
      because: "Can't be held to the app: exports, lists and checks of templates take no resource.",
      sources,
    },
  ]);
}

function allActions(services: Iterable<string>): readonly string[] {
  return [...services].sort().map((service) => `${service}:*`);
}

function named(selection: ServiceSelection): string {
  const parts = [
    ...(selection.constructs.length > 0 ? [`the constructs ${[...selection.constructs].sort().join(", ")}`] : []),
    ...(selection.services.length > 0 ? [`the services ${[...selection.services].sort().join(", ")}`] : []),
  ];
  return parts.join(" and ");
}
