import { appParameters } from "../knowledge/parameters";
import { cdkAssetsRead, cdkRoles, cdkV1Assets, cdkVersion, passCdkExecutionRole } from "../knowledge/cdk";
import type { Need } from "../knowledge/need";
import { assets, vpcParameters } from "../knowledge/pulumi";
import { stateObjects, stateParameters } from "../knowledge/pulumiState";
import { hasSstBootstrap, sstBootstrapObjects, sstBootstrapStatus } from "../knowledge/sstBootstrap";
import { appStackNames, stackArns } from "../knowledge/stackNames";
import type { AppTarget } from "../knowledge/target";
import type { ServicesStrategy } from "./model";

/** What every command of v0 to v2 that deploys needs, whoever makes the app's resources. */
export function common(target: AppTarget): readonly Need[] {
  return [
    cdkVersion(target),
    cdkAssetsRead(target),
    ...(target.sst === "v0" ? [cdkV1Assets(target)] : []),
    ...(hasSstBootstrap(target) ? [...sstBootstrapStatus(target), ...sstBootstrapObjects(target)] : []),
  ];
}

/** What deploying takes on v0 to v2 beside the app's services, where CDK's own roles deploy. */
export function cdkCore(target: AppTarget): readonly Need[] {
  return [
    cdkRoles(target, ["deploy", "file-publishing", "image-publishing", "lookup"]),
    appParameters(target),
    ...(target.sst === "v2" ? [passCdkExecutionRole(target)] : []),
    ...common(target),
  ];
}

/** What deploying takes on v3 and v4 beside the app's services: state, assets and parameters. */
export function pulumiCore(target: AppTarget, strategy: ServicesStrategy): readonly Need[] {
  return [
    ...stateObjects(target),
    ...stateParameters(target),
    ...assets(target),
    ...(strategy.constructs.includes("Vpc") ? [vpcParameters(target)] : []),
  ];
}

/**
 * Deleting the app's stacks, and the metadata of the app.
 *
 * @param hands `cdk`: with CDK's deploy role; `own`: with the caller's rights and the stacks' own service role
 */
export function cdkRemove(target: AppTarget, hands: "cdk" | "own" = "cdk"): readonly Need[] {
  const stacks: Need = {
    purpose: "AppStacks",
    actions: [
      "cloudformation:DeleteStack",
      "cloudformation:DescribeEvents",
      "cloudformation:DescribeStackEvents",
      "cloudformation:DescribeStackResources",
      "cloudformation:DescribeStacks",
      "cloudformation:GetTemplate",
      "cloudformation:ListStackResources",
    ],
    resources: stackArns(target, appStackNames(target)),
    because: "`sst remove` deletes the app's stacks and follows their events.",
    sources: [
      { where: "anomalyco/v2@v2.49.8:packages/sst/src/stacks/remove.ts" },
      { where: "anomalyco/sst@v1.18.4:packages/core/src/index.ts" },
    ],
  };
  return [stacks, cdkRoles(target, hands === "cdk" ? ["deploy", "lookup"] : ["lookup"]), ...common(target)];
}
