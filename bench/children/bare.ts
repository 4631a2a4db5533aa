import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { report } from "./measure";

/** A program that only imports the SDKs: the same modules as ours, classes of resources included, and nothing else. */
const classes = [
  iam.Policy,
  iam.Role,
  iam.RolePoliciesExclusive,
  iam.RolePolicy,
  iam.RolePolicyAttachment,
  iam.RolePolicyAttachmentsExclusive,
  pulumi.ComponentResource,
];
if (classes.some((each) => typeof each !== "function")) throw new Error("The SDK has lost a class.");
report();
