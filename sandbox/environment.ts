import { delimiter, join } from "node:path";
import { pathFolders } from "./parts/path";
import type { Environment } from "./process/run";

/**
 * Variables of the user's that go into the sandbox: what a terminal and a locale need. Everything else
 * stays outside, above all AWS_PROFILE, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, credentials, PULUMI_* and proxies.
 */
const PASSED_ON = [
  "TERM",
  "COLORTERM",
  "NO_COLOR",
  "FORCE_COLOR",
  "COLUMNS",
  "LINES",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TZ",
  "USER",
  "LOGNAME",
  "CI",
  "SystemRoot",
  "ComSpec",
  "PATHEXT",
] as const;

/** Names the session's folder in the environment of everything that runs in it; by it leftovers are found. */
export const SESSION_VARIABLE = "SST_DEPLOYER_ROLES_SANDBOX";

/** What the sandbox's processes need to know. */
export interface EnvironmentParts {
  /** The session's own folder: home, state and AWS files are in it. */
  readonly folder: string;
  /** Folder for temporary files. */
  readonly temporary: string;
  /** `http://127.0.0.1:PORT` of the local AWS; the IP address keeps S3 requests path-style. */
  readonly endpoint: string;
  readonly pulumiHome: string;
  /** Folders that come first on PATH. */
  readonly folders: readonly string[];
}

/** Paths inside a session's folder. */
export const sessionPaths = (folder: string) => ({
  home: join(folder, "home"),
  state: join(folder, "state"),
  project: join(folder, "project"),
  awsConfig: join(folder, "aws", "config"),
  awsCredentials: join(folder, "aws", "credentials"),
});

/**
 * The whole environment of every process of the sandbox. The keys are not secret: the local AWS takes any until its
 * enforcement is switched on.
 */
export function sandboxEnvironment(user: Environment, parts: EnvironmentParts): Environment {
  const paths = sessionPaths(parts.folder);
  const passed = PASSED_ON.flatMap((name) => {
    const value = user[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(passed),
    PATH: [...parts.folders, ...pathFolders(user)].join(delimiter),
    HOME: paths.home,
    USERPROFILE: paths.home,
    TMPDIR: parts.temporary,
    TEMP: parts.temporary,
    TMP: parts.temporary,
    AWS_ENDPOINT_URL: parts.endpoint,
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_CONFIG_FILE: paths.awsConfig,
    AWS_SHARED_CREDENTIALS_FILE: paths.awsCredentials,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
    PULUMI_HOME: parts.pulumiHome,
    PULUMI_BACKEND_URL: `file://${paths.state}`,
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    // The parts are there or not: a download inside the sandbox would go past them.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    [SESSION_VARIABLE]: parts.folder,
  };
}
