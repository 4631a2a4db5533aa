// Reduced from @pulumi/aws 6.66.2 (provider.d.ts, types/input.d.ts), the provider of SST v3.
interface ProviderAssumeRole {
  duration?: string;
  externalId?: string;
  policy?: string;
  policyArns?: string[];
  roleArn?: string;
  sessionName?: string;
  sourceIdentity?: string;
  tags?: Record<string, string>;
  transitiveTagKeys?: string[];
}
export interface ProviderArgs {
  allowedAccountIds?: string[];
  assumeRole?: ProviderAssumeRole;
  profile?: string;
  region?: string;
}
