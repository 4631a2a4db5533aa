import { isCdkGeneration } from "../generation";
import type { Grant } from "../grant";
import { cdkToolkitResources, cdkToolkitStack } from "../knowledge/cdk";
import { sidOf } from "../knowledge/need";
import { stateBootstrap } from "../knowledge/pulumiState";
import { hasSstBootstrap, sstBootstrapResources, sstBootstrapStack } from "../knowledge/sstBootstrap";
import type { AppTarget } from "../knowledge/target";

/** What a bootstrap makes is denied, so that a service among the app's own (`s3:*`) doesn't reach it. */
export function notBootstrap(duty: "deploy" | "remove", target: AppTarget): readonly Grant[] {
  const needs = isCdkGeneration(target.sst)
    ? [
        ...cdkToolkitStack(target),
        ...cdkToolkitResources(target, "caller"),
        ...(hasSstBootstrap(target) ? [...sstBootstrapStack(target), ...sstBootstrapResources(target)] : []),
      ]
    : stateBootstrap(target);
  const owned = needs.filter((need) => need.condition === undefined && !need.resources.includes("*"));
  const first = needs[0];
  if (first === undefined) return [];
  return [
    {
      sid: sidOf(duty, "NotBootstrap"),
      duty,
      effect: "Deny",
      actions: owned.flatMap((need) => need.actions.filter((action) => CHANGES.test(action))),
      resources: owned.flatMap((need) => need.resources),
      because: "Only the bootstrap role makes, changes or deletes what CDK and SST need once an account and region.",
      sources: first.sources,
    },
  ];
}

/** Actions that make, change or delete a resource; not those on objects in a bucket. */
const CHANGES = /:(?:Attach|Create|Delete|Detach|Execute|Put|Remove|Set|Tag|Untag|Update)(?!Object)[A-Za-z]+$/;

/** Calls that make something, of services whose calls aren't named `Create…`, or not all of them. */
const MAKING_CALLS: Readonly<Record<string, readonly string[]>> = {
  acm: ["RequestCertificate"],
  apigateway: ["POST"],
  "application-autoscaling": ["RegisterScalableTarget"],
  "cloudfront-keyvaluestore": [],
  ec2: ["AllocateAddress", "Create*", "ImportKeyPair", "RunInstances"],
  ecs: ["Create*", "RegisterTaskDefinition", "RunTask"],
  events: ["CreateEventBus", "PutRule"],
  "rds-data": [],
  states: ["Create*", "StartExecution"],
  sts: [],
};

/** Removing makes nothing: the calls of the app's services that make something are denied. */
export function nothingNew(services: readonly string[]): readonly Grant[] {
  const actions = services.flatMap((service) =>
    (MAKING_CALLS[service] ?? ["Create*"]).map((action) => `${service}:${action}`),
  );
  if (actions.length === 0) return [];
  return [
    {
      sid: "RemoveNothingNew",
      duty: "remove",
      effect: "Deny",
      actions,
      resources: ["*"],
      because: "Removing an app makes nothing new.",
      sources: [{ where: "anomalyco/sst@v4.17.0:pkg/project/run.go", what: "pulumi destroy" }],
    },
  ];
}
