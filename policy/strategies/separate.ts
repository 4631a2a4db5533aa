import { isCdkGeneration } from "../generation";
import { apiGatewayAccountRole } from "../knowledge/apiGatewayAccount";
import { appStacks, passServiceRole } from "../knowledge/appStacks";
import {
  cdkAssetsRead,
  cdkRoles,
  cdkToolkitResources,
  cdkToolkitStack,
  cdkVersion,
  passCdkExecutionRole,
} from "../knowledge/cdk";
import { debugStackUse, hasDebugStack } from "../knowledge/debugStack";
import { liveDevelopment } from "../knowledge/live";
import { allow, type Need } from "../knowledge/need";
import { secrets } from "../knowledge/parameters";
import { componentReads } from "../knowledge/pulumi";
import { stateBootstrap, stateParameters, stateRead, stateSecrets } from "../knowledge/pulumiState";
import { hasSstBootstrap, sstBootstrapStack, sstBootstrapStatus } from "../knowledge/sstBootstrap";
import { appStackNames, stackArns } from "../knowledge/stackNames";
import type { AppTarget } from "../knowledge/target";
import { serviceTrustPolicy } from "../trust";
import { forced, stackPermissions } from "./cloudformation";
import { nothingNew, notBootstrap } from "./dutyDenies";
import { cdkCore, cdkRemove, common, pulumiCore } from "./dutyNeeds";
import type { CloudFormationStrategy, ServicesStrategy } from "./model";
import type { RolePermissions } from "./permissions";
import { allCloudFormation, scopedServices, selectedServices } from "./selection";
import { debugStack } from "./services";

/**
 * `duties: separate`: a role for each duty instead of one deployer role.
 *
 * | role | what it does |
 * |---|---|
 * | bootstrap | CDK's and SST's bootstrap resources, once an account and its regions; absent with `bootstrap: false` |
 * | deploy | `sst deploy` from day 2 on: bootstrap resources are denied to it |
 * | dev | `sst start`, `sst dev`, which deploy too; only with `liveDevelopment: true` |
 * | diff | `sst diff`, reading only |
 * | secrets | `sst secrets`; absent for v0, which has none |
 * | remove | `sst remove`: can make nothing new |
 *
 * The denies hold for the roles themselves. On CDK v2 CloudFormation makes an app's resources with CDK's execution role or
 * the service role, and what these may do they may do for a template that somebody with the deploy role wrote.
 */
export function separateServices(target: AppTarget, strategy: ServicesStrategy): readonly RolePermissions[] {
  const cdk = isCdkGeneration(target.sst);
  const asked = (duty: "deploy" | "remove") => [
    ...allCloudFormation(duty, target, strategy.scope),
    ...selectedServices(duty, target, strategy),
  ];
  const core = cdk ? cdkCore(target) : pulumiCore(target, strategy);
  const made = [...core, ...apiGatewayAccountRole(target, strategy.constructs)];
  const deploy = { asked: asked("deploy"), beside: [...allow("deploy", made), ...notBootstrap("deploy", target)] };
  // v1 and v2 remove stacks with the role that CloudFormation has kept, or with CDK's deploy role
  const removesItself = !cdk || target.sst === "v0";
  return [
    role("deploy", "deploys with the services that the app uses", deploy),
    ...(target.bootstrap ? [bootstrapOfServices(target)] : []),
    ...(target.liveDevelopment ? [devRole(target, deploy)] : []),
    diffRole(target),
    ...secretsRole(target),
    role("remove", "removes the app and makes nothing new", {
      asked: removesItself ? asked("remove") : [],
      beside: [
        ...allow("remove", cdk ? cdkRemove(target) : core),
        ...(removesItself ? nothingNew(scopedServices(target, strategy)) : []),
        ...notBootstrap("remove", target),
      ],
    }),
  ];
}

/** The same for the strategy `cloudformation`, with the service role last. */
export function separateCloudFormation(
  target: AppTarget,
  strategy: CloudFormationStrategy,
  serviceRoleArn: string,
): readonly RolePermissions[] {
  const core = [
    ...appStacks(target, serviceRoleArn),
    passServiceRole(serviceRoleArn),
    cdkRoles(target, ["file-publishing", "image-publishing", "lookup"]),
    ...common(target),
  ];
  const deploy = { asked: [], beside: [...allow("deploy", core), ...notBootstrap("deploy", target)] };
  const sstBootstrap = hasSstBootstrap(target)
    ? [
        ...sstBootstrapStack(target).map((need) => forced(need, serviceRoleArn)),
        passServiceRole(serviceRoleArn),
        cdkRoles(target, ["file-publishing", "lookup"]),
        ...sstBootstrapStatus(target),
        cdkAssetsRead(target),
      ]
    : [];
  return [
    role("deploy", "drives CloudFormation on the app's own stacks", deploy),
    ...(target.bootstrap
      ? [
          role("bootstrap", "makes CDK's and SST's bootstrap resources", {
            asked: [],
            beside: allow("bootstrap", [
              ...cdkToolkitStack(target),
              ...cdkToolkitResources(target, "caller"),
              cdkVersion(target),
              ...sstBootstrap,
            ]),
          }),
        ]
      : []),
    ...(target.liveDevelopment ? [devRole(target, deploy, hasDebugStack(target) ? debugStackUse(target) : [])] : []),
    diffRole(target),
    ...secretsRole(target),
    role("remove", "removes the app and makes nothing new", {
      asked: [],
      beside: allow("remove", cdkRemove(target, "own")),
    }),
    {
      duty: "cloudformation",
      purpose: "CloudFormation deploys the app's stacks with it",
      managedPolicyArns: [],
      ...stackPermissions(target, strategy),
      trust: serviceTrustPolicy("cloudformation.amazonaws.com"),
    },
  ];
}

type Statements = Pick<RolePermissions, "asked" | "beside">;

function role(duty: RolePermissions["duty"], purpose: string, statements: Statements): RolePermissions {
  return { duty, purpose, managedPolicyArns: [], ...statements, trust: "callers" };
}

/** CDK deploys SSTBootstrap like any stack, so that its roles are needed for it. */
function bootstrapOfServices(target: AppTarget): RolePermissions {
  const needs = isCdkGeneration(target.sst)
    ? [
        ...cdkToolkitStack(target),
        ...cdkToolkitResources(target, "caller"),
        cdkVersion(target),
        ...(hasSstBootstrap(target)
          ? [
              ...sstBootstrapStack(target),
              ...sstBootstrapStatus(target),
              cdkRoles(target, ["deploy", "file-publishing", "lookup"]),
              cdkAssetsRead(target),
              ...(target.sst === "v2" ? [passCdkExecutionRole(target)] : []),
            ]
          : []),
      ]
    : stateBootstrap(target);
  return role("bootstrap", "makes CDK's and SST's bootstrap resources", {
    asked: [],
    beside: allow("bootstrap", needs),
  });
}

/** `sst start` and `sst dev` deploy the app before they connect to it, and read its secrets. */
function devRole(target: AppTarget, deploy: Statements, debug: readonly Need[] = debugStack(target)): RolePermissions {
  return role("dev", "deploys and runs the app in live development", {
    asked: deploy.asked,
    beside: [
      ...deploy.beside,
      ...allow("secrets", secrets(target)),
      ...allow("dev", [...debug, ...liveDevelopment(target)]),
    ],
  });
}

function diffRole(target: AppTarget): RolePermissions {
  const needs = isCdkGeneration(target.sst)
    ? [
        {
          purpose: "AppStacks",
          actions: [
            "cloudformation:DescribeStackResources",
            "cloudformation:DescribeStacks",
            "cloudformation:GetTemplate",
            "cloudformation:ListStackResources",
          ],
          resources: stackArns(target, appStackNames(target)),
          because: "`sst diff` compares with the templates that are deployed.",
          sources: [
            { where: "anomalyco/v2@v2.49.8:packages/sst/src/cli/commands/diff.ts" },
            { where: "anomalyco/sst@v1.18.4:packages/core/src/index.ts" },
          ],
        } satisfies Need,
        cdkRoles(target, ["lookup"]),
        cdkVersion(target),
        ...(hasSstBootstrap(target) ? sstBootstrapStatus(target) : []),
      ]
    : [...stateRead(target), componentReads()];
  return role("diff", "compares the app with what is deployed, reading only", {
    asked: [],
    beside: allow("diff", needs),
  });
}

/** None for v0, which has no secrets. */
function secretsRole(target: AppTarget): readonly RolePermissions[] {
  if (target.sst === "v0") return [];
  const needs = isCdkGeneration(target.sst)
    ? [...secrets(target), ...(hasSstBootstrap(target) ? sstBootstrapStatus(target) : [])]
    : [stateSecrets(target), ...stateParameters(target).map(withoutDeletes)];
  return [role("secrets", "reads and writes the app's secrets", { asked: [], beside: allow("secrets", needs) })];
}

function withoutDeletes(need: Need): Need {
  return { ...need, actions: need.actions.filter((action) => !action.includes(":Delete")) };
}
