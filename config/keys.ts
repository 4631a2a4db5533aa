/** The keys that describe the app as a whole; only the stage has them. */
const STAGE_ONLY_KEYS = ["app", "accounts"] as const;

/** The keys that hold for every account of the stage, and that an account may override as a whole. */
export const SHARED_KEYS = [
  "sst",
  "stages",
  "access",
  "trust",
  "liveDevelopment",
  "bootstrap",
  "region",
  "regions",
  "strategy",
  "sso",
  "duties",
  "guardrails",
  "permissionsBoundary",
  "cdk",
] as const;

/** Every key of the stack config, without its namespace. */
export const CONFIG_KEYS: readonly string[] = [...STAGE_ONLY_KEYS, ...SHARED_KEYS];
