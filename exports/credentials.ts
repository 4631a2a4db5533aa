import type { ProfileFormat } from "./model";
import { profileFindings } from "./profileChecks";
import { profilesBody, renderBody } from "./profiles";

/** Profiles as `~/.aws/credentials` holds them: headed `[NAME]`. */
export const AWS_CREDENTIALS_FORMAT: ProfileFormat = {
  format: "credentials",
  description: "profiles for ~/.aws/credentials, headed [NAME]",
  fileName: "credentials",
  check: profileFindings,
  merge: { file: "credentials", body: (plan, options) => profilesBody(plan, options, "credentials") },
  render: (plan, options) => renderBody(profilesBody(plan, options, "credentials")),
};
