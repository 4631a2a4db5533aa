import type { Partition } from "./partition";

/**
 * Building and reading Amazon Resource Names.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */

/** The six parts of an ARN; parts may hold the wildcards `*` and `?` where the ARN is a pattern. */
export interface ParsedArn {
  readonly partition: string;
  readonly service: string;
  /** Empty for global services such as IAM and S3. */
  readonly region: string;
  /** Empty where the service leaves it out, as S3 does. */
  readonly accountId: string;
  /** Everything after the fifth colon, e.g. `role/sst-deployers/notes-prod-deploy`; may hold colons itself. */
  readonly resource: string;
}

/**
 * An ARN, or a pattern of ARNs where a part holds a wildcard.
 *
 * @param region empty for global services
 * @param accountId empty where the service leaves it out
 * @param resource everything after the fifth colon
 */
export function arn(
  partition: Partition,
  service: string,
  region: string,
  accountId: string,
  resource: string,
): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/**
 * The ARN of an IAM role.
 *
 * @param path begins and ends with `/`
 * @param name the role's name, or a pattern of names
 */
export function iamRoleArn(partition: Partition, accountId: string, path: string, name: string): string {
  return arn(partition, "iam", "", accountId, `role${path}${name}`);
}

/**
 * The ARN of a customer managed policy.
 *
 * @param path begins and ends with `/`
 * @param name the policy's name, or a pattern of names
 */
export function iamPolicyArn(partition: Partition, accountId: string, path: string, name: string): string {
  return arn(partition, "iam", "", accountId, `policy${path}${name}`);
}

/** The ARN that stands for a whole account in a trust policy. */
export function accountRootArn(partition: Partition, accountId: string): string {
  return arn(partition, "iam", "", accountId, "root");
}

/** The parts of an ARN, or `undefined` for a text that isn't one: too few parts, or one that may not be empty is. */
export function parseArn(text: string): ParsedArn | undefined {
  const [scheme, partition, service, region, accountId, ...rest] = text.split(":");
  const resource = rest.join(":");
  if (scheme !== "arn" || !partition || !service || region === undefined || accountId === undefined || !resource) {
    return undefined;
  }
  return { partition, service, region, accountId, resource };
}
