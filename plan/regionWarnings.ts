import type { AccountConfig } from "../config/model";
import type { Finding } from "../policy/finding";

/**
 * What AWS doesn't have where the account is. Only what AWS's own pages say for certain; where nothing is said here, it
 * isn't known that a service is there.
 *
 * Source: https://docs.amazonaws.cn/en_us/aws/latest/userguide/cloudfront.html, "How CloudFront differs", read 2026-11.
 */
export function regionWarnings(account: AccountConfig): readonly Finding[] {
  const selection = account.strategy.type === "access-analyzer" ? account.strategy.broad : account.strategy;
  if (account.partition !== "aws-cn" || selection.type === "administrator" || !selection.customDomain) return [];
  return [
    {
      severity: "warning",
      code: "region-without-certificates",
      path: `${account.path}.strategy.customDomain`,
      message:
        "CloudFront in the China regions takes no certificates of AWS Certificate Manager, which SST makes for custom domains of sites.",
      value: account.region,
      fix: "Upload the certificate to IAM and give its ARN to SST, or leave customDomain out where only sites have domains.",
    },
  ];
}
