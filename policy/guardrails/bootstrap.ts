import { arn } from "../arn";
import { isCdkGeneration } from "../generation";
import { CDK_ROLES, cdkRoleArns, type CdkRole } from "../knowledge/cdk";
import { generatedNames } from "../knowledge/stackNames";
import { type AppTarget, regionalArns, roleArn, s3Arn } from "../knowledge/target";
import { arnsOverlap } from "../match";
import { appRoleArns } from "./appRoles";
import type { GuardedRole } from "./guardedRole";
import type { Guardrail } from "./statement";
import { ROLE_WRITES, STACK_WRITES, STATE_WRITES } from "./writes";

/**
 * CDK's and SST's bootstrap stacks and their roles: which of them a role goes on using, and what guards the others.
 */

/** Only calls that CloudFormation doesn't make on the caller's behalf. */
const DIRECT = { "ForAllValues:StringNotEquals": { "aws:CalledVia": ["cloudformation.amazonaws.com"] } } as const;

/**
 * CDK's roles that a caller goes on assuming. Without the lookup role CDK looks up with the caller's own rights
 * (`aws/aws-cdk@v2.50.0:packages/aws-cdk/lib/api/aws-auth/sdk-provider.ts`, "Proceeding anyway"); that role has AWS's
 * ReadOnlyAccess (`bootstrap-template.yaml`, `LookupRole`).
 */
export function assumableCdkRoles({
  target,
  execution,
  lookup,
}: Pick<GuardedRole, "target" | "execution" | "lookup">): readonly Exclude<CdkRole, "cfn-exec">[] {
  if (!isCdkGeneration(target.sst)) return [];
  const others = ["file-publishing", "image-publishing", ...(lookup ? (["lookup"] as const) : [])] as const;
  return execution === "serviceRole" ? others : ["deploy", ...others];
}

/** Roles of the bootstrap stacks that the role has to create; empty where somebody bootstraps beforehand. */
export function bootstrappedRoles({ target, hands, execution }: GuardedRole): readonly string[] {
  if (!isCdkGeneration(target.sst) || !target.bootstrap) return [];
  const cdk = CDK_ROLES.flatMap((each) => cdkRoleArns(target, each));
  const sst = roleArn(target, generatedNames(target.cdk.sstBootstrapStackName));
  return hands === "caller" ? cdk : execution === "serviceRole" ? [...cdk, sst] : [sst];
}

/** Roles that the role writes and that have no boundary: those of the bootstrap stacks. */
export function unboundedRoles(role: GuardedRole): readonly string[] {
  return bootstrappedRoles(role);
}

/** The bootstrap stacks, or what v3 and v4 keep in their place, where somebody else keeps them. */
export function bootstrapStacks({ target, hands }: GuardedRole): readonly Guardrail[] {
  if (target.bootstrap || hands === "execution") return [];
  if (!isCdkGeneration(target.sst)) return [bootstrapState(target)];
  const { toolkitStackName, sstBootstrapStackName } = target.cdk;
  return [
    {
      purpose: "GuardBootstrapStacks",
      effect: "Deny",
      actions: STACK_WRITES,
      resources: [toolkitStackName, sstBootstrapStackName].flatMap((name) =>
        regionalArns(target, "cloudformation", `stack/${name}/*`),
      ),
      because: "The bootstrap stacks are kept by who bootstraps, not by who deploys.",
      sources: [{ where: "https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html" }],
    },
  ];
}

/**
 * CDK's roles, where somebody else makes them and a pattern of the app's roles matches their names: `*-notes-*` does so for the
 * qualifier `notes`.
 */
export function cdkRolesOfAppNames(role: GuardedRole): readonly Guardrail[] {
  const { target, names } = role;
  if (!isCdkGeneration(target.sst) || bootstrappedRoles(role).length > 0) return [];
  const patterns = CDK_ROLES.map((each) => roleArn(target, `cdk-*-${each}-role-${target.accountId}-*`));
  const own = appRoleArns(target, names);
  if (!patterns.some((pattern) => own.some((each) => arnsOverlap(each, pattern)))) return [];
  return [
    {
      purpose: "GuardCdkRoles",
      effect: "Deny",
      actions: ROLE_WRITES,
      resources: patterns,
      because: "CDK's roles are kept by who bootstraps, whatever the app and its stages are called.",
      sources: [{ where: "https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html" }],
    },
  ];
}

/** CDK's roles, where the deployer creates them: through CloudFormation, never by calls of its own. */
export function bootstrapRoles(role: GuardedRole): readonly Guardrail[] {
  const roles = bootstrappedRoles(role);
  if (roles.length === 0 || role.hands === "execution") return [];
  return [
    {
      purpose: "GuardBootstrapRoles",
      effect: "Deny",
      actions: ROLE_WRITES,
      resources: roles,
      condition: DIRECT,
      because: "The deployer makes CDK's roles by way of the bootstrap stack only.",
      sources: [
        {
          where: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
          what: "aws:CalledVia",
        },
      ],
    },
  ];
}

/** What v3 and v4 share among an account's apps, so that a service among the app's own (`s3:*`) doesn't open it. */
export function bootstrapState(target: AppTarget): Guardrail {
  const anywhere = (service: string, resource: string) =>
    arn(target.partition, service, "*", target.accountId, resource);
  return {
    purpose: "GuardBootstrapState",
    effect: "Deny",
    actions: STATE_WRITES,
    resources: [
      s3Arn(target, "sst-asset-*"),
      s3Arn(target, "sst-state-*"),
      anywhere("ecr", "repository/sst-asset"),
      anywhere("ssm", "parameter/sst/bootstrap"),
      anywhere("ssm", "parameter/sst/bootstrap/*"),
    ],
    because: "Who writes these buckets' policies, or says where they are, reaches every app's state and secrets.",
    sources: [
      { where: "anomalyco/sst@v4.17.0:pkg/project/provider/aws.go#steps" },
      { where: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html" },
    ],
  };
}
