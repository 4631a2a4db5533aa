import { Policy } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedManagedPolicy } from "../plan/model";
import { policyJson } from "./policyJson";

/** What {@link ExecutionPolicy} is made from. */
export interface ExecutionPolicyArgs {
  /** The policy as planned; decides what is created, so it is plain. */
  readonly policy: PlannedManagedPolicy;
}

/**
 * A managed policy for CDK's execution role. Nothing here attaches it: `cdk bootstrap
 * --cloudformation-execution-policies` does, with the ARN that the plan names.
 */
export class ExecutionPolicy extends pulumi.ComponentResource {
  /** The policy's ARN; resolves once the policy exists. */
  public readonly arn: pulumi.Output<string>;

  public constructor(name: string, args: ExecutionPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    const { policy: planned } = args;
    // The document isn't an input of the component: it stands in the child already, and state would hold it twice.
    super("sst-deployer-roles:index:ExecutionPolicy", name, { policyName: planned.name }, opts);

    const policy = new Policy(
      name,
      { name: planned.name, path: planned.path, policy: policyJson(planned.document) },
      { parent: this, deleteBeforeReplace: true },
    );
    this.arn = policy.arn;

    this.registerOutputs({ arn: this.arn });
  }
}
