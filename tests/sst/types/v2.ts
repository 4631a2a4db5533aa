// Reduced from the types of sst 2.49.8 (project.d.ts, constructs/App.d.ts): what an export for SST v2 touches.
// `npm run sst-types:check` compiles the same sources against the real ones.
export interface App {
  readonly stage: string;
  readonly account: string;
}
export interface ConfigOptions {
  name: string;
  region?: string;
  stage?: string;
  profile?: string;
  role?: string;
  cdk?: {
    toolkitStackName?: string;
    qualifier?: string;
    bootstrapStackVersionSsmParameter?: string;
    fileAssetsBucketName?: string;
    customPermissionsBoundary?: string;
    publicAccessBlockConfiguration?: boolean;
    deployRoleArn?: string;
    fileAssetPublishingRoleArn?: string;
    imageAssetPublishingRoleArn?: string;
    imageAssetsRepositoryName?: string;
    cloudFormationExecutionRole?: string;
    lookupRoleArn?: string;
    pathMetadata?: boolean;
  };
}
interface GlobalOptions {
  profile?: string;
  role?: string;
  stage?: string;
  root?: string;
  region?: string;
}
export interface SSTConfig {
  config: (globals: GlobalOptions) => Promise<ConfigOptions> | ConfigOptions;
  stacks: (app: App) => Promise<void> | void;
}
