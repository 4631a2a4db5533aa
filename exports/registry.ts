import { CALLER_FORMAT } from "./caller";
import { GITHUB_FORMAT } from "./ci/github";
import { GITLAB_FORMAT } from "./ci/gitlab";
import { SEED_FORMAT } from "./ci/seed";
import { SST_CONSOLE_FORMAT } from "./ci/sstConsole";
import { AWS_CONFIG_FORMAT } from "./config";
import { AWS_CREDENTIALS_FORMAT } from "./credentials";
import { DOTENV_FORMAT } from "./dotenv";
import { JSON_FORMAT } from "./json";
import type { ExportFormat, ProfileFormat } from "./model";

/** Profiles for people: `deployers profiles --format …`, and the stack output `profiles`. The first is the default. */
export const PROFILE_FORMATS: readonly [ProfileFormat, ...ProfileFormat[]] = [
  AWS_CONFIG_FORMAT,
  AWS_CREDENTIALS_FORMAT,
];

/** What other tools read: `deployers export --for …`. */
export const EXPORT_FORMATS: readonly [ExportFormat, ...ExportFormat[]] = [
  JSON_FORMAT,
  DOTENV_FORMAT,
  CALLER_FORMAT,
  GITHUB_FORMAT,
  GITLAB_FORMAT,
  SEED_FORMAT,
  SST_CONSOLE_FORMAT,
];
