import type { Plan } from "../plan/model";
import type { ExportOptions } from "./model";
import { profileName } from "./profiles";
import { cloudFormationRole, deployRole, selectedAccounts } from "./roles";

/** One account of the stack output `deployers`. */
export interface DeployerOutput {
  readonly accountId: string;
  readonly region: string;
  readonly strategy: string;
  /** The role to assume for deploying. */
  readonly roleArn: string;
  /** The role to hand to CloudFormation; absent with the strategies that have none. */
  readonly cloudFormationRoleArn?: string;
  /** The boundary of the role itself; absent where it has none. */
  readonly permissionsBoundaryArn?: string;
  /** The boundary that the app must put on every role that it makes; absent where none is required. */
  readonly appPermissionsBoundaryArn?: string;
  /** `standard`, `strict` or `off`. */
  readonly guardrails: string;
  /** Name of the account's profile. */
  readonly profile: string;
  /** Role ARNs by duty. */
  readonly roles: Readonly<Record<string, string>>;
  /** Why the deployer could give itself anything; absent where it couldn't. */
  readonly administratorEquivalent?: readonly string[];
}

/** The stack's outputs as the plan knows them before anything is created, without the rendered profiles. */
export interface PlannedOutputs {
  /** By account name. */
  readonly roleArns: Readonly<Record<string, string>>;
  /** By account name; only accounts that have one. */
  readonly cloudFormationRoleArns: Readonly<Record<string, string>>;
  /** By account name. */
  readonly deployers: Readonly<Record<string, DeployerOutput>>;
}

/** The outputs of a plan, accounts in the order of the config. */
export function plannedOutputs(plan: Plan, options: ExportOptions): PlannedOutputs {
  const accounts = selectedAccounts(plan, options);
  return {
    roleArns: Object.fromEntries(accounts.map((account) => [account.name, deployRole(account).arn])),
    cloudFormationRoleArns: Object.fromEntries(
      accounts.flatMap((account) => {
        const role = cloudFormationRole(account);
        return role ? [[account.name, role.arn]] : [];
      }),
    ),
    deployers: Object.fromEntries(
      accounts.map((account): [string, DeployerOutput] => {
        const { arn, permissionsBoundary, administratorEquivalent } = deployRole(account);
        const service = cloudFormationRole(account);
        return [
          account.name,
          {
            accountId: account.accountId,
            region: account.region,
            strategy: account.strategy,
            roleArn: arn,
            ...(service ? { cloudFormationRoleArn: service.arn } : {}),
            ...(permissionsBoundary === undefined ? {} : { permissionsBoundaryArn: permissionsBoundary }),
            ...(account.appPermissionsBoundary === undefined
              ? {}
              : { appPermissionsBoundaryArn: account.appPermissionsBoundary }),
            guardrails: account.guardrails,
            profile: profileName(account, options),
            roles: Object.fromEntries(account.roles.map((role) => [role.duty, role.arn])),
            ...(administratorEquivalent ? { administratorEquivalent } : {}),
          },
        ];
      }),
    ),
  };
}
