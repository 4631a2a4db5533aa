import { AWS_VAULT_FORMAT } from "./awsVault";
import { BOUNDARY_FORMAT } from "./boundary/boundary";
import { CALLER_FORMAT } from "./caller";
import { GITHUB_FORMAT } from "./ci/github";
import { GITLAB_FORMAT } from "./ci/gitlab";
import { SEED_FORMAT } from "./ci/seed";
import { SST_CONSOLE_FORMAT } from "./ci/sstConsole";
import { AWS_CONFIG_FORMAT } from "./config";
import { AWS_CREDENTIALS_FORMAT } from "./credentials";
import { DOTENV_FORMAT } from "./dotenv";
import { GRANTED_FORMAT } from "./granted";
import { JSON_FORMAT } from "./json";
import { LEAPP_FORMAT } from "./leapp";
import type { ExportFormat, ProfileFormat } from "./model";
import { POLICY_PACK_FORMAT } from "./policyPack";
import { SCP_FORMAT } from "./scp";
import { SST_ACCOUNTS_FORMAT } from "./sst/accounts";
import { SST_FORMAT } from "./sst/sst";
import { SSO_FORMAT } from "./sso";
import { SWITCH_ROLE_FORMAT } from "./switchRole";
import { TEAM_FORMAT } from "./team";

/** Profiles for people: `deployers profiles --format …`, and the stack output `profiles`. The first is the default. */
export const PROFILE_FORMATS: readonly [ProfileFormat, ...ProfileFormat[]] = [
  AWS_CONFIG_FORMAT,
  AWS_CREDENTIALS_FORMAT,
  SSO_FORMAT,
  AWS_VAULT_FORMAT,
  LEAPP_FORMAT,
  GRANTED_FORMAT,
  SWITCH_ROLE_FORMAT,
];

/** What other tools read: `deployers export --for …`. */
export const EXPORT_FORMATS: readonly [ExportFormat, ...ExportFormat[]] = [
  JSON_FORMAT,
  DOTENV_FORMAT,
  CALLER_FORMAT,
  SST_FORMAT,
  SST_ACCOUNTS_FORMAT,
  TEAM_FORMAT,
  GITHUB_FORMAT,
  GITLAB_FORMAT,
  SEED_FORMAT,
  SST_CONSOLE_FORMAT,
  BOUNDARY_FORMAT,
  SCP_FORMAT,
  POLICY_PACK_FORMAT,
];
