import * as pulumi from "@pulumi/pulumi";
import type { AccountPlan, Plan, PlannedBoundary, PlannedRole } from "../plan/model";
import { DeployerRole } from "./deployerRole";
import { ExecutionPolicy } from "./executionPolicy";
import { IdentityProvider } from "./identityProvider";
import { accountLogicalName, policyLogicalName, providerLogicalName, roleLogicalName } from "./logicalNames";
import { PermissionsBoundary } from "./permissionsBoundary";

/** What {@link AccountDeployer} is made from. */
export interface AccountDeployerArgs {
  /** The stage that the account belongs to; its app is part of every logical name. */
  readonly stage: Pick<Plan, "app" | "stack">;
  /** The account as planned. It decides which resources exist, so it is plain. */
  readonly account: AccountPlan;
}

/**
 * Everything of one account: its permissions boundaries, CDK's execution policies, its identity providers and
 * its roles.
 *
 * The caller gives the account's provider in the options. There is no default: a role that lands in whatever account the
 * environment points at is the mistake to rule out.
 */
export class AccountDeployer extends pulumi.ComponentResource {
  /** ARNs of the created roles, by the ARN that the plan names. Each resolves once the role has all of its policies. */
  public readonly roleArns: ReadonlyMap<string, pulumi.Output<string>>;

  /** @throws pulumi.ResourceError if the options name no provider of AWS. */
  public constructor(name: string, args: AccountDeployerArgs, opts: pulumi.ComponentResourceOptions) {
    const { account } = args;
    // Neither the account's name nor its place in the list: changing those changes nothing.
    const { accountId, region, strategy, sst } = account;
    super("sst-deployer-roles:index:AccountDeployer", name, { accountId, region, strategy, sst }, opts);
    requireProvider(this, account);

    const boundaries = createBoundaries(args, this);
    createExecutionPolicies(args, this);
    const trusted = createIdentityProviders(args, this);
    const roles = createRoles(args, boundaries, trusted, this);
    this.roleArns = new Map(roles.map(({ planned, arn }) => [planned.arn, arn]));

    // Each role's component holds its ARN in the state; the account doesn't repeat it there.
    this.registerOutputs({});
  }
}

function requireProvider(component: AccountDeployer, account: AccountPlan): void {
  if (component.getProvider("aws:iam/role:Role") === undefined) {
    throw new pulumi.ResourceError(
      `AccountDeployer needs the provider of account ${account.accountId}: pass it as \`provider\` in the options.`,
      component,
    );
  }
}

/** The boundaries' ARNs as outputs, by the ARN that the plan names. */
function createBoundaries(
  { stage, account }: AccountDeployerArgs,
  parent: AccountDeployer,
): ReadonlyMap<string, pulumi.Output<string>> {
  const owner = accountLogicalName(stage.app, account.accountId);
  const logicalNameOf = (boundary: PlannedBoundary) =>
    policyLogicalName(owner, `${stage.app}-${stage.stack}`, boundary.name);
  return new Map(
    account.boundaries.map((boundary) => [
      boundary.arn,
      new PermissionsBoundary(logicalNameOf(boundary), { boundary }, { parent }).arn,
    ]),
  );
}

/** The policies that CDK is bootstrapped with; nothing waits for them but who bootstraps. */
function createExecutionPolicies({ stage, account }: AccountDeployerArgs, parent: AccountDeployer): void {
  const owner = accountLogicalName(stage.app, account.accountId);
  for (const policy of account.cdk?.executionPolicies ?? []) {
    const name = policyLogicalName(owner, `${stage.app}-${stage.stack}`, policy.name);
    new ExecutionPolicy(name, { policy }, { parent });
  }
}

/** Those that the plan makes or looks up, each a resource that roles wait for. */
function createIdentityProviders(
  { stage, account }: AccountDeployerArgs,
  parent: AccountDeployer,
): readonly pulumi.Input<pulumi.Resource>[] {
  return account.identityProviders
    .filter(({ provider }) => provider !== "skip")
    .map(
      (planned) =>
        new IdentityProvider(providerLogicalName(stage.app, account.accountId, planned.url), { planned }, { parent })
          .resource,
    );
}

function createRoles(
  { stage, account }: AccountDeployerArgs,
  boundaries: ReadonlyMap<string, pulumi.Output<string>>,
  trusted: readonly pulumi.Input<pulumi.Resource>[],
  parent: AccountDeployer,
): readonly { readonly planned: PlannedRole; readonly arn: pulumi.Output<string> }[] {
  return account.roles.map((role) => {
    const isFederated = role.trust.Statement.some(({ Principal }) => Principal?.Federated !== undefined);
    const args = { role, ...boundaryOf(role, boundaries), ...(isFederated ? { trusted } : {}) };
    const { arn } = new DeployerRole(roleLogicalName(stage.app, account.accountId, role.duty), args, { parent });
    return { planned: role, arn };
  });
}

function boundaryOf(
  role: PlannedRole,
  boundaries: ReadonlyMap<string, pulumi.Output<string>>,
): { permissionsBoundary?: pulumi.Output<string> } {
  const arn = role.permissionsBoundary === undefined ? undefined : boundaries.get(role.permissionsBoundary);
  return arn === undefined ? {} : { permissionsBoundary: arn };
}
