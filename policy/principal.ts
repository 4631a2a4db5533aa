import type { Federation } from "./federation/model";

/**
 * Who may assume a deployer role. `policy/trust.ts` turns these into a trust policy.
 */

/** An account root: everybody whom that account allows to assume the role. */
export interface AccountRootPrincipal {
  readonly type: "account";
  readonly arn: string;
  readonly accountId: string;
  /** Only sessions that signed in with MFA. */
  readonly mfa: boolean;
}
/** An IAM user. */
export interface UserPrincipal {
  readonly type: "user";
  readonly arn: string;
  readonly accountId: string;
  /** Only sessions that signed in with MFA. */
  readonly mfa: boolean;
}
/** An IAM role, by its own ARN with its path; never MFA, since chained sessions carry no MFA mark. */
export interface RolePrincipal {
  readonly type: "role";
  readonly arn: string;
  readonly accountId: string;
}
/** One of the principals that may assume the deployer roles. */
export type TrustedPrincipal = AccountRootPrincipal | UserPrincipal | RolePrincipal;

/** A permission set of IAM Identity Center, as provisioned in an account. */
export interface PermissionSet {
  readonly account: string;
  readonly name: string;
}

/** Who may assume the deployer roles of an account; at least one principal, permission set or federation. */
export interface Trust {
  readonly principals: readonly TrustedPrincipal[];
  readonly permissionSets: readonly PermissionSet[];
  /** Jobs that come with a token of a CI system; absent: none. */
  readonly federations?: readonly Federation[];
  /** `sts:ExternalId` that every principal and permission set must pass; absent: none is asked for. */
  readonly externalId?: string;
  /** Longest session in seconds, 3,600 to 43,200; 3,600 unless configured. */
  readonly maxSessionSeconds: number;
}
