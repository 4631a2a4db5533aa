import type { Guardrail } from "./statement";

/**
 * What holds the app's roles to their boundary.
 *
 * Which actions carry `iam:PermissionsBoundary`:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html. For
 * `CreateRole` and `PutRolePermissionsBoundary` it is the boundary to come, for the others the one that the role has.
 */
const SOURCES = [
  { where: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html" },
  {
    where:
      "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
    what: "iam:PermissionsBoundary",
  },
] as const;

/** Writes of a role that carry `iam:PermissionsBoundary`, less the one that takes the boundary off. */
export const BOUNDED_ROLE_WRITES = [
  "iam:AttachRolePolicy",
  "iam:CreateRole",
  "iam:DeleteRole",
  "iam:DeleteRolePolicy",
  "iam:DetachRolePolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole",
  "iam:UpdateRoleDescription",
] as const;

/**
 * Denies that require the boundary on every role that is written, and let nobody take it off.
 *
 * @param boundary ARN of the boundary that the app's roles must have
 * @param unbounded ARN patterns of roles that are written without it: those of CDK's and SST's own bootstrap
 */
export function requireBoundary(boundary: string, unbounded: readonly string[]): readonly Guardrail[] {
  return [
    {
      purpose: "GuardBoundary",
      effect: "Deny",
      actions: BOUNDED_ROLE_WRITES,
      ...(unbounded.length > 0 ? { exceptResources: unbounded } : { resources: ["*"] }),
      condition: { ArnNotEquals: { "iam:PermissionsBoundary": [boundary] } },
      because: "Every role that the app creates or changes has the boundary, so that none can do more than that.",
      sources: SOURCES,
    },
    {
      purpose: "GuardBoundaryKept",
      effect: "Deny",
      actions: ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"],
      ...(unbounded.length > 0 ? { exceptResources: unbounded } : { resources: ["*"] }),
      because: "A boundary that can be taken off holds nothing.",
      sources: SOURCES,
    },
  ];
}

/** A deny on writing the policies that are boundaries; beyond those under this project's own path. */
export function keepBoundaryPolicy(boundary: string): Guardrail {
  return {
    purpose: "GuardBoundaryPolicy",
    effect: "Deny",
    actions: [
      "iam:CreatePolicyVersion",
      "iam:DeletePolicy",
      "iam:DeletePolicyVersion",
      "iam:SetDefaultPolicyVersion",
      "iam:TagPolicy",
      "iam:UntagPolicy",
    ],
    resources: [boundary],
    because: "The boundary is its owner's to change.",
    sources: SOURCES,
  };
}
