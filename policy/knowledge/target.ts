import { arn } from "../arn";
import type { DeployTarget } from "../strategies/model";

/** Names that a CDK app may have chosen for its bootstrap resources. */
export interface CdkNames {
  /** Part of the name of every resource of the bootstrap stack; `hnb659fds` unless the app chose another. */
  readonly qualifier: string;
  /** Name of CDK's bootstrap stack; `CDKToolkit` unless the app chose another. */
  readonly toolkitStackName: string;
  /** Name of SST's own bootstrap stack (v1 from 1.9, v2); `SSTBootstrap` unless the app chose another. */
  readonly sstBootstrapStackName: string;
}

/**
 * The names that CDK and SST use unless told otherwise.
 *
 * Sources: `aws/aws-cdk@v2.50.0:packages/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml#Qualifier`,
 * `anomalyco/v2@v2.49.8:packages/sst/src/bootstrap.ts` (`CDK_STACK_NAME`, `SST_STACK_NAME`).
 */
export const DEFAULT_CDK_NAMES: CdkNames = {
  qualifier: "hnb659fds",
  toolkitStackName: "CDKToolkit",
  sstBootstrapStackName: "SSTBootstrap",
};

/** One app in one account: everything that the names and ARNs of the knowledge are made of. */
export interface AppTarget extends DeployTarget {
  /** The SST app's name. */
  readonly app: string;
  readonly cdk: CdkNames;
}

/** The ARN of a resource in each of the target's regions. */
export function regionalArns(target: AppTarget, service: string, resource: string): readonly string[] {
  return target.regions.map((region) => arn(target.partition, service, region, target.accountId, resource));
}

/** The ARN of an S3 bucket or of objects in it; S3 leaves out region and account. */
export function s3Arn(target: AppTarget, bucketAndKey: string): string {
  return arn(target.partition, "s3", "", "", bucketAndKey);
}

/** The ARN of an IAM role under the path `/`. */
export function roleArn(target: AppTarget, name: string): string {
  return arn(target.partition, "iam", "", target.accountId, `role/${name}`);
}

/** One text a stage of the target, in the order of the stages. */
export function eachStage(target: AppTarget, text: (stage: string) => string | readonly string[]): readonly string[] {
  return target.stages.flatMap(text);
}

/** The region of what has to live there whatever the app's region, such as certificates of CloudFront and functions at the edge. */
const COMPANION_REGION = "us-east-1";

/** The target with the companion region among its regions, where its partition has one. */
export function withCompanionRegion(target: AppTarget): AppTarget {
  if (target.partition !== "aws" || target.regions.includes(COMPANION_REGION)) return target;
  return { ...target, regions: [...target.regions, COMPANION_REGION] };
}

/** ARNs in the target's regions, and in the companion region where the partition has it; SST bootstraps that one too. */
export function companionArns(target: AppTarget, service: string, resource: string): readonly string[] {
  return regionalArns(withCompanionRegion(target), service, resource);
}
