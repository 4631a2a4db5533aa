import type { Grant } from "../grant";
import { apiGatewayAccountRole } from "../knowledge/apiGatewayAccount";
import {
  cdkAssetsRead,
  cdkRoles,
  cdkToolkitResources,
  cdkToolkitStack,
  cdkV1Assets,
  cdkVersion,
  passCdkExecutionRole,
} from "../knowledge/cdk";
import { debugStackResources, debugStackUse, hasDebugStack } from "../knowledge/debugStack";
import { liveDevelopment } from "../knowledge/live";
import { allow, type Need } from "../knowledge/need";
import { appParameters, secrets } from "../knowledge/parameters";
import { assets, vpcParameters } from "../knowledge/pulumi";
import { stateBootstrap, stateObjects, stateParameters } from "../knowledge/pulumiState";
import { hasSstBootstrap, sstBootstrapObjects, sstBootstrapStack, sstBootstrapStatus } from "../knowledge/sstBootstrap";
import type { AppTarget } from "../knowledge/target";
import type { ServicesStrategy } from "./model";
import type { RolePermissions } from "./permissions";
import { allCloudFormation, selectedServices } from "./selection";

/**
 * Strategy 2: full access to the services that the app uses, as SST documents it, and beside it what SST, CDK and their
 * bootstrap need, each in a statement of its own and scoped to its resources by name.
 */
export function services(target: AppTarget, strategy: ServicesStrategy): readonly RolePermissions[] {
  return [
    {
      duty: "deploy",
      purpose: "deploys with the services that the app uses",
      managedPolicyArns: [],
      asked: [...allCloudFormation("deploy", target, strategy.scope), ...selectedServices("deploy", target, strategy)],
      beside: besideServices(target, strategy),
      trust: "callers",
    },
  ];
}

function besideServices(target: AppTarget, strategy: ServicesStrategy): readonly Grant[] {
  switch (target.sst) {
    case "v0":
    case "v1":
    case "v2":
      return besideCdk(target);
    case "v3":
    case "v4":
      return besidePulumi(target, strategy);
  }
}

function besideCdk(target: AppTarget): readonly Grant[] {
  return [
    ...allow("deploy", [
      cdkRoles(target, ["deploy", "file-publishing", "image-publishing", "lookup"]),
      cdkVersion(target),
      cdkAssetsRead(target),
      appParameters(target),
      ...(target.sst === "v0" ? [cdkV1Assets(target)] : []),
      ...(target.sst === "v2" ? [passCdkExecutionRole(target)] : []),
      ...(hasSstBootstrap(target) ? [...sstBootstrapStatus(target), ...sstBootstrapObjects(target)] : []),
    ]),
    ...allow("secrets", secrets(target)),
    ...(target.bootstrap
      ? allow("bootstrap", [
          ...cdkToolkitStack(target),
          ...cdkToolkitResources(target, "caller"),
          ...(hasSstBootstrap(target) ? sstBootstrapStack(target) : []),
        ])
      : []),
    ...(target.liveDevelopment ? allow("dev", [...debugStack(target), ...liveDevelopment(target)]) : []),
  ];
}

/** The debug stack's resources, and what \`sst start\` does with them; nothing for v2, v3 and v4. */
export function debugStack(target: AppTarget): readonly Need[] {
  return !hasDebugStack(target) ? [] : [...debugStackResources(target), ...debugStackUse(target)];
}

function besidePulumi(target: AppTarget, strategy: ServicesStrategy): readonly Grant[] {
  return [
    ...allow("deploy", [
      ...stateObjects(target),
      ...stateParameters(target),
      ...assets(target),
      ...(strategy.constructs.includes("Vpc") ? [vpcParameters(target)] : []),
      ...apiGatewayAccountRole(target, strategy.constructs),
    ]),
    ...(target.bootstrap ? allow("bootstrap", stateBootstrap(target)) : []),
    ...(target.liveDevelopment ? allow("dev", liveDevelopment(target)) : []),
  ];
}
