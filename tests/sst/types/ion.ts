// Reduced from anomalyco/sst@v3.19.3 and @v4.17.0, platform/src/config.ts (the same in both): what an export for v3 and v4
// touches. `npm run sst-types:check` compiles the same sources against the platforms that are
// in the binaries of SST 3.19.3 and 4.17.1.
export interface App {
  name: string;
  version?: string;
  protect?: boolean;
  removal?: "remove" | "retain" | "retain-all";
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- SST's own type
  providers?: Record<string, any>;
  home: "aws" | "cloudflare" | "local";
}
export interface AppInput {
  readonly stage: string;
}
export interface Config {
  app(input: AppInput): App | Promise<App>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-invalid-void-type -- SST's own type
  run(): Promise<Record<string, any> | void>;
}
