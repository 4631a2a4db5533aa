import * as pulumi from "@pulumi/pulumi";
import type { AccountPlan, Plan } from "../plan/model";
import { AccountDeployer } from "./accountDeployer";
import { accountLogicalName } from "./logicalNames";

/** What {@link StageDeployers} is made from. */
export interface StageDeployersArgs {
  /** The stage as planned. It decides which resources exist, so it is plain. */
  readonly plan: Plan;
  /** The provider that reaches an account, one of its own for each; asked for once an account. */
  readonly providerOf: (account: AccountPlan) => pulumi.ProviderResource;
}

/** The deployer roles of every account of a stage. */
export class StageDeployers extends pulumi.ComponentResource {
  /**
   * ARNs of the created roles, by the ARN that the plan names. Each resolves once the role has all of its policies.
   */
  public readonly roleArns: ReadonlyMap<string, pulumi.Output<string>>;

  public constructor(name: string, args: StageDeployersArgs, opts?: pulumi.ComponentResourceOptions) {
    const { plan, providerOf } = args;
    const accountIds = plan.accounts.map((account) => account.accountId).sort();
    super("sst-deployer-roles:index:StageDeployers", name, { app: plan.app, accountIds }, opts);

    const deployers = plan.accounts.map(
      (account) =>
        new AccountDeployer(
          accountLogicalName(plan.app, account.accountId),
          { stage: plan, account },
          { parent: this, provider: providerOf(account) },
        ),
    );
    this.roleArns = new Map(deployers.flatMap((deployer) => [...deployer.roleArns]));

    this.registerOutputs({});
  }
}
