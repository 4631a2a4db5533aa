import type { JudgedRole } from "./judgedRole";
import { actionsOf } from "./reasonText";

/**
 * Ways to more rights by what lies outside of the account's roles and policies: IAM Identity Center, the organization, and
 * certificates. They need the organization's management account, or one that it delegated to; which accounts those are isn't
 * known here, so that every account counts as one.
 */

/**
 * Classes of ways and their sources. Each action alone is a way.
 *
 * - Permission sets and their assignments:
 *   https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html; who may be in the groups that have
 *   them: https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateGroupMembership.html
 * - What keeps an account to its service control policies:
 *   https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * - Whose certificates let into roles that trust Roles Anywhere:
 *   https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 */
const WAYS: readonly { readonly text: string; readonly actions: readonly string[] }[] = [
  {
    text: "It may give people permissions by way of IAM Identity Center",
    actions: [
      "sso:AttachCustomerManagedPolicyReferenceToPermissionSet",
      "sso:AttachManagedPolicyToPermissionSet",
      "sso:CreateAccountAssignment",
      "sso:DeletePermissionsBoundaryFromPermissionSet",
      "sso:PutInlinePolicyToPermissionSet",
      "sso:PutPermissionsBoundaryToPermissionSet",
      "sso:PutPermissionsPolicy",
    ],
  },
  {
    text: "It may put people into groups of IAM Identity Center, or sign in as them",
    actions: [
      "identitystore:CreateGroupMembership",
      "sso-directory:AddMemberToGroup",
      "sso-directory:UpdatePassword",
      "sso:AssociateDirectory",
    ],
  },
  {
    text: "It may lift what the organization keeps the account to",
    actions: [
      "organizations:DetachPolicy",
      "organizations:DisablePolicyType",
      "organizations:LeaveOrganization",
      "organizations:MoveAccount",
      "organizations:RemoveAccountFromOrganization",
      "organizations:UpdatePolicy",
    ],
  },
  {
    text: "It may let certificates of its own into roles that trust IAM Roles Anywhere",
    actions: ["rolesanywhere:CreateTrustAnchor", "rolesanywhere:UpdateTrustAnchor"],
  },
];

/** One sentence a class of ways that the role has. */
export function outsideReasons(role: JudgedRole): readonly string[] {
  return WAYS.flatMap(({ text, actions }) => {
    const permits = role.permits(actions, "*");
    return permits.length > 0 ? [`${text} (${actionsOf(permits)}).`] : [];
  });
}
