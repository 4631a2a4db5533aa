import type { Duty } from "../duty";
import { isCdkGeneration } from "../generation";
import type { Grant } from "../grant";
import { constructFacts, CUSTOM_DOMAIN_SERVICES, servicesOfConstructs } from "../knowledge/constructs";
import { allow, type Need } from "../knowledge/need";
import type { AppTarget } from "../knowledge/target";
import type { ServiceSelection } from "./model";

/**
 * From what the config names (constructs, services, a custom domain) to full access to those services, as SST's page on IAM
 * credentials documents it: `cloudformation:*`, then the services, then those of a custom domain.
 */
const SST_PAGE = "anomalyco/sst@v1.18.4:www/docs/advanced/iam-credentials.md";

/** Full access to the services of the constructs and of `services`, and to those of a custom domain; one statement each. */
export function selectedServices(duty: Duty, target: AppTarget, selection: ServiceSelection): readonly Grant[] {
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

/** `cloudformation:*`, for the generations that deploy through CloudFormation. */
export function allCloudFormation(duty: Duty, target: AppTarget): readonly Grant[] {
  if (!isCdkGeneration(target.sst)) return [];
  return allow(duty, [
    {
      purpose: "CloudFormationStacks",
      actions: ["cloudformation:*"],
      resources: ["*"],
      because: "SST deploys its stacks through CloudFormation.",
      sources: [{ where: SST_PAGE, what: "ManageCloudFormationStacks" }],
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
