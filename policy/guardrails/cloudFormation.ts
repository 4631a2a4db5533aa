import { isCdkGeneration } from "../generation";
import { appStackNames, stackArns } from "../knowledge/stackNames";
import { regionalArns, roleArn } from "../knowledge/target";
import type { GuardedRole } from "./guardedRole";
import type { Guardrail } from "./statement";
import { STACK_WRITES } from "./writes";

/**
 * Guardrails on CloudFormation, which acts with a role's rights for whoever may change a stack.
 *
 * Which calls carry `cloudformation:RoleArn`: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html.
 * A stack goes on using the role that it was last given:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html.
 */
const ACTIONS = {
  where: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html",
};
const RETAINED = { where: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html" };
const PATHFINDING = { where: "https://github.com/DataDog/pathfinding.cloud", what: "cloudformation-001 to -005" };

/** Calls that act beyond one stack, or run somebody's code as part of CloudFormation. No generation of SST makes them. */
function beyondStacks(): Guardrail {
  return {
    purpose: "GuardStackSets",
    effect: "Deny",
    actions: [
      "cloudformation:*OrganizationsAccess",
      "cloudformation:*StackInstances",
      "cloudformation:*StackRefactor",
      "cloudformation:*StackSet",
      "cloudformation:ActivateType",
      "cloudformation:DeactivateType",
      "cloudformation:ImportStacksToStackSet",
      "cloudformation:PublishType",
      "cloudformation:RegisterType",
      "cloudformation:SetTypeConfiguration",
      "cloudformation:SetTypeDefaultVersion",
    ],
    resources: ["*"],
    because: "Stack sets, moving resources between stacks and extensions reach past the app's own stacks.",
    sources: [PATHFINDING, ACTIONS],
  };
}

/** Changing stacks of others, which may have been given any role; the bootstrap stacks only where the role bootstraps. */
function foreignStacks({ target }: GuardedRole): Guardrail {
  const bootstrap = target.bootstrap ? [target.cdk.toolkitStackName, target.cdk.sstBootstrapStackName] : [];
  return {
    purpose: "GuardOtherStacks",
    effect: "Deny",
    actions: STACK_WRITES,
    exceptResources: [
      ...stackArns(target, appStackNames(target)),
      ...bootstrap.flatMap((name) => regionalArns(target, "cloudformation", `stack/${name}/*`)),
    ],
    because: "A stack acts with the role that it was last given, whoever updates it.",
    sources: [RETAINED, PATHFINDING],
  };
}

/**
 * The service role and no other, as far as CloudFormation's calls tell: a change must name it. Deleting and rolling back
 * may leave it out (SST v2's `remove` and CDK's cleaning up of a failed stack do), but may not name another.
 */
export function onlyServiceRole({ target }: GuardedRole, serviceRoleArn: string): readonly Guardrail[] {
  const other = { ArnNotEquals: { "cloudformation:RoleArn": [serviceRoleArn] } };
  const stacks = stackArns(target, appStackNames(target));
  return [
    {
      purpose: "GuardStackRole",
      effect: "Deny",
      actions: ["cloudformation:CreateChangeSet", "cloudformation:CreateStack", "cloudformation:UpdateStack"],
      resources: stacks,
      condition: other,
      because:
        "The app's stacks change with the service role only; without one, a stack would use the role it had before.",
      sources: [RETAINED, ACTIONS],
    },
    {
      purpose: "GuardStackRoleKept",
      effect: "Deny",
      actions: ["cloudformation:ContinueUpdateRollback", "cloudformation:DeleteStack", "cloudformation:RollbackStack"],
      resources: stacks,
      condition: { ...other, Null: { "cloudformation:RoleArn": ["false"] } },
      because: "Removing and rolling back may leave the role out, as SST v2 and CDK do, but not name another.",
      sources: [
        ACTIONS,
        { where: "anomalyco/v2@v2.49.8:packages/sst/src/stacks/remove.ts" },
        { where: "aws/aws-cdk@v2.50.0:packages/aws-cdk/lib/api/deploy-stack.ts" },
      ],
    },
    {
      purpose: "GuardCdkDeployRole",
      effect: "Deny",
      actions: ["iam:PassRole", "sts:AssumeRole"],
      resources: [roleArn(target, "cdk-*-cfn-exec-role-*"), roleArn(target, "cdk-*-deploy-role-*")],
      because:
        "CDK's deploy role passes nothing but CDK's own execution role; where CDK can't assume it, it goes on as the caller.",
      sources: [
        {
          where: "aws/aws-cdk@v2.50.0:packages/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml",
          what: "DeploymentActionRole",
        },
        { where: "aws/aws-cdk@v2.50.0:packages/aws-cdk/lib/api/aws-auth/sdk-provider.ts", what: "Proceeding anyway" },
      ],
    },
  ];
}

/** Guardrails on CloudFormation for a role of that level. */
export function cloudFormationGuardrails(role: GuardedRole, strict: boolean): readonly Guardrail[] {
  if (role.hands === "execution") return [beyondStacks()];
  const cdk = isCdkGeneration(role.target.sst);
  return [beyondStacks(), ...(cdk && (strict || role.execution === "serviceRole") ? [foreignStacks(role)] : [])];
}
