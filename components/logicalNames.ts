/**
 * Logical names: what URNs are made of. They come from the account's id, the app and the duty alone, so that renaming an
 * account or reordering the list changes nothing; a changed logical name would be a second role of the same physical
 * name, which IAM refuses.
 */

/** Logical name of everything of one account, e.g. `notes-222222222222`. */
export function accountLogicalName(app: string, accountId: string): string {
  return `${app}-${accountId}`;
}

/** Logical name of a role and of what hangs on it, e.g. `notes-222222222222-deploy`. */
export function roleLogicalName(app: string, accountId: string, duty: string): string {
  return `${accountLogicalName(app, accountId)}-${duty}`;
}

/**
 * Logical name of a policy: its owner's, and what tells it from the owner's other policies. `notes-prod-deploy-2` of the
 * role `notes-prod-deploy` becomes `notes-222222222222-deploy-2`; the only policy, named like its role, just the owner's.
 *
 * That part is a name and never an index: a policy that joins or leaves moves none of the others.
 *
 * @param ownerLogicalName the owner's logical name, e.g. `notes-222222222222-deploy`
 * @param ownerName what the physical names of the owner's policies begin with, e.g. `notes-prod-deploy`
 * @param policyName the policy's physical name; kept whole where it doesn't begin with the owner's
 */
export function policyLogicalName(ownerLogicalName: string, ownerName: string, policyName: string): string {
  if (policyName === ownerName) return ownerLogicalName;
  const suffix = policyName.startsWith(`${ownerName}-`) ? policyName.slice(ownerName.length + 1) : policyName;
  return `${ownerLogicalName}-${suffix}`;
}

/** Logical name of an identity provider, e.g. `notes-222222222222-gitlab.com`. */
export function providerLogicalName(app: string, accountId: string, url: string): string {
  return `${accountLogicalName(app, accountId)}-${url.replace("https://", "")}`;
}
