import type { ProfileFormat } from "./model";
import { profileFindings } from "./profileChecks";
import { profilesBody, renderBody } from "./profiles";

/** Profiles as `~/.aws/config` holds them: headed `[profile NAME]`. */
export const AWS_CONFIG_FORMAT: ProfileFormat = {
  format: "config",
  description: "profiles for ~/.aws/config, headed [profile NAME]",
  fileName: "config",
  check: profileFindings,
  merge: { file: "config", body: (plan, options) => profilesBody(plan, options, "config") },
  render: (plan, options) => renderBody(profilesBody(plan, options, "config")),
};
