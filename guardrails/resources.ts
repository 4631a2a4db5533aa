import { listOf, textsOf } from "./document";

/*
 * Where roles, attachments and policy documents stand in the resources of `@pulumi/aws` 6 and 7 and of `@pulumi/aws-native`.
 *
 * Sources: `pulumi/pulumi-aws@v7.48.0:sdk/nodejs/iam/`, `pulumi/pulumi-aws-native:sdk/nodejs/iam/`
 */

/** A resource's inputs, with nothing taken for granted. */
type Properties = Readonly<Record<string, unknown>>;

/** A role as its resource has it, whichever package it is of. */
export interface RoleResource {
  readonly path: unknown;
  readonly permissionsBoundary: unknown;
  readonly trust: unknown;
}

/** A resource's type and inputs, as the engine shows them to a policy pack. */
interface Resource {
  readonly type: string;
  readonly props: Properties;
}

/** The role that the resource is; `undefined` for every other resource. */
export function roleOf({ type, props }: Resource): RoleResource | undefined {
  const trust = TRUST[type];
  if (trust === undefined) return undefined;
  return { path: props["path"], permissionsBoundary: props["permissionsBoundary"], trust: props[trust] };
}

const TRUST: Readonly<Record<string, string>> = {
  "aws:iam/role:Role": "assumeRolePolicy",
  "aws-native:iam:Role": "assumeRolePolicyDocument",
};

/** Names of the properties that name those to whom a resource gives permissions. */
interface Receivers {
  readonly roles?: string;
  readonly others?: readonly string[];
}

/** What gives permissions: managed policies by ARN, or documents. */
interface Grant {
  readonly to: Receivers;
  /** The property with the ARN or ARNs of managed policies. */
  readonly policies?: string;
  /** The policy documents that the resource has. */
  readonly documents?: (props: Properties) => readonly unknown[];
}

const documentsIn =
  (list: string, document: string) =>
  (props: Properties): readonly unknown[] =>
    listOf(props[list]).map((each) => (each as Properties | null)?.[document]);

const GRANTS: Readonly<Record<string, Grant>> = {
  "aws:iam/role:Role": {
    to: { roles: "name" },
    policies: "managedPolicyArns",
    documents: documentsIn("inlinePolicies", "policy"),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { to: { roles: "role" }, policies: "policyArn" },
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": {
    to: { roles: "roleName" },
    policies: "policyArns",
  },
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": { to: { others: ["user"] }, policies: "policyArn" },
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": {
    to: { others: ["userName"] },
    policies: "policyArns",
  },
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": { to: { others: ["group"] }, policies: "policyArn" },
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": {
    to: { others: ["groupName"] },
    policies: "policyArns",
  },
  "aws:iam/policyAttachment:PolicyAttachment": {
    to: { roles: "roles", others: ["users", "groups"] },
    policies: "policyArn",
  },
  "aws:iam/rolePolicy:RolePolicy": { to: { roles: "role" }, documents: (props) => [props["policy"]] },
  "aws:iam/userPolicy:UserPolicy": { to: { others: ["user"] }, documents: (props) => [props["policy"]] },
  "aws:iam/groupPolicy:GroupPolicy": { to: { others: ["group"] }, documents: (props) => [props["policy"]] },
  "aws:iam/policy:Policy": { to: { others: ["name"] }, documents: (props) => [props["policy"]] },
  "aws-native:iam:Role": {
    to: { roles: "roleName" },
    policies: "managedPolicyArns",
    documents: documentsIn("policies", "policyDocument"),
  },
  "aws-native:iam:User": {
    to: { others: ["userName"] },
    policies: "managedPolicyArns",
    documents: documentsIn("policies", "policyDocument"),
  },
  "aws-native:iam:Group": {
    to: { others: ["groupName"] },
    policies: "managedPolicyArns",
    documents: documentsIn("policies", "policyDocument"),
  },
  "aws-native:iam:ManagedPolicy": {
    to: { others: ["managedPolicyName"] },
    documents: (props) => [props["policyDocument"]],
  },
  "aws-native:iam:RolePolicy": { to: { roles: "roleName" }, documents: (props) => [props["policyDocument"]] },
  "aws-native:iam:UserPolicy": { to: { others: ["userName"] }, documents: (props) => [props["policyDocument"]] },
  "aws-native:iam:GroupPolicy": { to: { others: ["groupName"] }, documents: (props) => [props["policyDocument"]] },
};

/** What a resource gives, and to whom; names that aren't known yet are missing. */
export interface ResourceGrant {
  readonly roles: readonly string[];
  /** Users, groups, and managed policies that anybody may get. */
  readonly others: readonly string[];
  /** ARNs. */
  readonly managedPolicies: readonly string[];
  /** Policy documents, JSON text or objects; `undefined` where they aren't known yet. */
  readonly documents: readonly unknown[];
}

/** What the resource gives; `undefined` for resources that give nothing. */
export function grantOf({ type, props }: Resource): ResourceGrant | undefined {
  const grant = GRANTS[type];
  if (grant === undefined) return undefined;
  const { roles, others = [] } = grant.to;
  return {
    roles: roles === undefined ? [] : textsOf(props[roles]),
    others: others.flatMap((name) => textsOf(props[name])),
    managedPolicies: grant.policies === undefined ? [] : textsOf(props[grant.policies]),
    documents: grant.documents?.(props) ?? [],
  };
}
