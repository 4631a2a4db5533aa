import {
  Policy,
  Role,
  RolePoliciesExclusive,
  RolePolicy,
  RolePolicyAttachment,
  RolePolicyAttachmentsExclusive,
} from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedPolicy, PlannedRole } from "../plan/model";
import { policyJson } from "./policyJson";
import { policyLogicalName } from "./logicalNames";

/** What {@link DeployerRole} is made from. */
export interface DeployerRoleArgs {
  /** The role as planned. It decides which resources exist, so it is plain. */
  readonly role: PlannedRole;
  /**
   * ARN of the role's permissions boundary, which is passed through. By default the ARN that the plan names; an account
   * that creates the boundary itself gives its output, so that the role waits for it.
   */
  readonly permissionsBoundary?: pulumi.Input<string>;
  /** What the role's trust names and has to be there first; nothing by default. */
  readonly trusted?: readonly pulumi.Input<pulumi.Resource>[];
}

/**
 * One IAM role with exactly its planned policies: the role that people and CI assume, and likewise the service role that
 * CloudFormation assumes (the two differ in trust and permissions, which are the plan's business, and in nothing here).
 *
 * What somebody else attaches to the role or writes into it is reported by preview and removed by `up`, through the two
 * exclusive resources. They see what a refresh finds, hence `options: { refresh: always }` in `Pulumi.yaml`.
 */
export class DeployerRole extends pulumi.ComponentResource {
  /** The role's ARN; resolves once the role has all of its policies, so that whoever waits for it may use the role. */
  public readonly arn: pulumi.Output<string>;

  public constructor(name: string, args: DeployerRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    const planned = args.role;
    // No documents among the inputs: the children hold them, and the state would hold them twice.
    super("sst-deployer-roles:index:DeployerRole", name, { duty: planned.duty, roleName: planned.name }, opts);

    const role = createRole(name, args, this);
    const inlinePolicies = planned.policies
      .filter(isInline)
      .map((policy) => writeInline(name, planned, policy, role, this));
    const attachments = [
      ...planned.policies.filter(isManaged).map((policy) => attachOwn(name, planned, policy, role, this)),
      ...planned.managedPolicyArns.map((arn) => attach(`${name}-aws-${policyNameOf(arn)}`, arn, role, this)),
    ];
    const exclusive = [
      allowNoOtherInline(name, inlinePolicies, role, this).urn,
      allowNoOtherAttachment(name, attachments, role, this).urn,
    ] as const;

    // Their URNs rather than ids: a URN is known in a preview too, so that the ARN of an existing role stays readable there.
    this.arn = pulumi.all([role.arn, ...exclusive]).apply(([arn]) => arn);

    this.registerOutputs({ arn: this.arn });
  }
}

type InlinePolicy = Extract<PlannedPolicy, { type: "inline" }>;
type ManagedPolicy = Extract<PlannedPolicy, { type: "managed" }>;

function isInline(policy: PlannedPolicy): policy is InlinePolicy {
  return policy.type === "inline";
}

function isManaged(policy: PlannedPolicy): policy is ManagedPolicy {
  return policy.type === "managed";
}

/**
 * Children with a fixed physical name are deleted before they are replaced, since IAM takes no two of one name. An
 * attachment too: a policy that takes another's place must not need an eleventh slot of the role's ten for a moment
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
function child(parent: DeployerRole): pulumi.CustomResourceOptions {
  return { parent, deleteBeforeReplace: true };
}

function createRole(name: string, args: DeployerRoleArgs, parent: DeployerRole): Role {
  const planned = args.role;
  const permissionsBoundary = args.permissionsBoundary ?? planned.permissionsBoundary;
  return new Role(
    name,
    {
      name: planned.name,
      path: planned.path,
      description: planned.description,
      assumeRolePolicy: policyJson(planned.trust),
      maxSessionDuration: planned.maxSessionSeconds,
      ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
      // IAM refuses to delete a role with policies, and somebody may have attached one since the last refresh.
      forceDetachPolicies: true,
    },
    { ...child(parent), dependsOn: [...(args.trusted ?? [])] },
  );
}

function writeInline(
  name: string,
  planned: PlannedRole,
  policy: InlinePolicy,
  role: Role,
  parent: DeployerRole,
): RolePolicy {
  return new RolePolicy(
    policyLogicalName(name, planned.name, policy.name),
    { name: policy.name, role: role.name, policy: policyJson(policy.document) },
    child(parent),
  );
}

function attachOwn(
  name: string,
  planned: PlannedRole,
  policy: ManagedPolicy,
  role: Role,
  parent: DeployerRole,
): RolePolicyAttachment {
  const logicalName = policyLogicalName(name, planned.name, policy.name);
  const created = new Policy(
    logicalName,
    { name: policy.name, path: policy.path, policy: policyJson(policy.document) },
    child(parent),
  );
  return attach(logicalName, created.arn, role, parent);
}

function attach(
  logicalName: string,
  policyArn: pulumi.Input<string>,
  role: Role,
  parent: DeployerRole,
): RolePolicyAttachment {
  return new RolePolicyAttachment(logicalName, { role: role.name, policyArn }, child(parent));
}

/** The policy's name, which is the last part of its ARN: `AdministratorAccess`, `ReadOnlyAccess` of `job-function/…`. */
function policyNameOf(policyArn: string): string {
  return policyArn.slice(policyArn.lastIndexOf("/") + 1);
}

/**
 * Waits for the policies, since it names them by their outputs: one that isn't written yet must not be taken for one that is
 * missing.
 */
function allowNoOtherInline(
  name: string,
  policies: readonly RolePolicy[],
  role: Role,
  parent: DeployerRole,
): RolePoliciesExclusive {
  return new RolePoliciesExclusive(
    name,
    { roleName: role.name, policyNames: policies.map((policy) => policy.name) },
    { parent },
  );
}

/** Waits for the attachments, likewise. */
function allowNoOtherAttachment(
  name: string,
  attachments: readonly RolePolicyAttachment[],
  role: Role,
  parent: DeployerRole,
): RolePolicyAttachmentsExclusive {
  return new RolePolicyAttachmentsExclusive(
    name,
    { roleName: role.name, policyArns: attachments.map((attachment) => attachment.policyArn) },
    { parent },
  );
}
