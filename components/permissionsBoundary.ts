import { Policy } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedBoundary } from "../plan/model";
import { policyJson } from "./policyJson";

/** What {@link PermissionsBoundary} is made from. */
export interface PermissionsBoundaryArgs {
  /** The boundary as planned; decides what is created, so it is plain. */
  readonly boundary: PlannedBoundary;
}

/** A permissions boundary: a managed policy that limits roles and grants nothing. */
export class PermissionsBoundary extends pulumi.ComponentResource {
  /** The boundary's ARN; resolves once the policy exists. */
  public readonly arn: pulumi.Output<string>;

  public constructor(name: string, args: PermissionsBoundaryArgs, opts?: pulumi.ComponentResourceOptions) {
    const { boundary } = args;
    // The document isn't an input of the component: it stands in the child already, and state would hold it twice.
    super("sst-deployer-roles:index:PermissionsBoundary", name, { policyName: boundary.name }, opts);

    const policy = new Policy(
      name,
      { name: boundary.name, path: boundary.path, policy: policyJson(boundary.document) },
      { parent: this, deleteBeforeReplace: true },
    );
    this.arn = policy.arn;

    this.registerOutputs({ arn: this.arn });
  }
}
