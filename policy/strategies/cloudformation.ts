import type { Grant } from "../grant";
import { appStacks, onlyWith, passServiceRole, STACK_CHANGES } from "../knowledge/appStacks";
import {
  cdkAssetsRead,
  cdkImagesRead,
  cdkRoles,
  cdkToolkitResources,
  cdkToolkitStack,
  cdkV1Assets,
  cdkVersion,
} from "../knowledge/cdk";
import { debugStackResources, debugStackUse, hasDebugStack } from "../knowledge/debugStack";
import { liveDevelopment } from "../knowledge/live";
import { allow, type Need } from "../knowledge/need";
import { appParameters, secrets } from "../knowledge/parameters";
import {
  hasSstBootstrap,
  sstBootstrapObjects,
  sstBootstrapResources,
  sstBootstrapStack,
  sstBootstrapStatus,
} from "../knowledge/sstBootstrap";
import type { AppTarget } from "../knowledge/target";
import { serviceTrustPolicy } from "../trust";
import type { CloudFormationStrategy, ServiceSelection } from "./model";
import type { RolePermissions } from "./permissions";
import { selectedServices } from "./selection";

/**
 * Strategy 4: CloudFormation deploys with a service role of its own, which holds the services' permissions; the deployer
 * drives CloudFormation on the app's own stacks and does what SST's command line does itself. For v0, v1 and v2 only.
 *
 * The deployer may not assume CDK's deploy role: that role may pass nothing but CDK's own execution role
 * (`bootstrap-template.yaml#DeploymentActionRole`), so that CDK with `--role-arn` would fail. Where CDK can't assume it, it
 * goes on with the caller's credentials (`aws/aws-cdk@v2.50.0:packages/aws-cdk/lib/api/aws-auth/sdk-provider.ts`, "Proceeding
 * anyway"), and these may pass the service role. v0 before 0.59 uses the caller's credentials anyway.
 *
 * @param serviceRoleArn ARN of the service role that this strategy makes
 */
export function cloudFormation(
  target: AppTarget,
  strategy: CloudFormationStrategy,
  serviceRoleArn: string,
): readonly RolePermissions[] {
  return [
    {
      duty: "deploy",
      purpose: "drives CloudFormation on the app's own stacks",
      managedPolicyArns: [],
      asked: [],
      beside: deployer(target, serviceRoleArn),
      trust: "callers",
    },
    {
      duty: "cloudformation",
      purpose: "CloudFormation deploys the app's stacks with it",
      managedPolicyArns: [],
      ...stackPermissions(target, strategy),
      trust: serviceTrustPolicy("cloudformation.amazonaws.com"),
    },
  ];
}

/** What the role with which CloudFormation deploys the app's stacks may do. */
export function stackPermissions(
  target: AppTarget,
  selection: ServiceSelection,
): Pick<RolePermissions, "asked" | "beside"> {
  return { asked: selectedServices("cloudformation", target, selection), beside: serviceRole(target) };
}

function deployer(target: AppTarget, serviceRoleArn: string): readonly Grant[] {
  return [
    ...allow("deploy", [
      ...appStacks(target, serviceRoleArn),
      passServiceRole(serviceRoleArn),
      cdkRoles(target, ["file-publishing", "image-publishing", "lookup"]),
      cdkVersion(target),
      cdkAssetsRead(target),
      ...(target.sst === "v0" ? [cdkV1Assets(target)] : []),
      ...sstBootstrapStatus(target),
      ...(hasSstBootstrap(target) ? sstBootstrapObjects(target) : []),
    ]),
    ...allow("secrets", secrets(target)),
    ...(target.bootstrap ? allow("bootstrap", bootstrapByDeployer(target, serviceRoleArn)) : []),
    ...(target.liveDevelopment
      ? allow("dev", [...(hasDebugStack(target) ? debugStackUse(target) : []), ...liveDevelopment(target)])
      : []),
  ];
}

/**
 * v0 and v1 pass `--role-arn` to `cdk bootstrap` too; v2 bootstraps CDK with the caller's own rights, and deploys only its
 * own bootstrap stack with the service role (`anomalyco/v2@v2.49.8:packages/sst/src/bootstrap.ts`).
 */
function bootstrapByDeployer(target: AppTarget, serviceRoleArn: string): readonly Need[] {
  const sstBootstrap = hasSstBootstrap(target)
    ? sstBootstrapStack(target).map((need) => forced(need, serviceRoleArn))
    : [];
  return target.sst === "v2"
    ? [...cdkToolkitStack(target), ...cdkToolkitResources(target, "caller"), ...sstBootstrap]
    : [...cdkToolkitStack(target).map((need) => forced(need, serviceRoleArn)), ...sstBootstrap];
}

/** The need; where it changes stacks, only with the service role. */
export function forced(need: Need, serviceRoleArn: string): Need {
  return need.actions === STACK_CHANGES ? { ...need, condition: onlyWith(serviceRoleArn) } : need;
}

function serviceRole(target: AppTarget): readonly Grant[] {
  return allow("cloudformation", [
    cdkAssetsRead(target),
    cdkImagesRead(target),
    cdkVersion(target),
    appParameters(target),
    ...(target.sst === "v0" ? [cdkV1Assets(target)] : []),
    ...(bootstrapsToolkit(target) ? cdkToolkitResources(target, "service-role") : []),
    ...(target.bootstrap && hasSstBootstrap(target) ? sstBootstrapResources(target) : []),
    ...(target.liveDevelopment && hasDebugStack(target) ? debugStackResources(target) : []),
  ]);
}

/** v2 makes CDK's bootstrap stack with the caller's rights; with a bootstrap role of its own, so do v0 and v1. */
function bootstrapsToolkit(target: AppTarget): boolean {
  return target.bootstrap && target.sst !== "v2" && target.duties === "combined";
}
