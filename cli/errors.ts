import type { Finding } from "../policy/finding";

/** A mistake of the user's, or of the surroundings: shown without a stack trace, exit code 1. */
export class UserError extends Error {
  override readonly name = "UserError";

  /** @param findings at least one error; all are shown */
  constructor(readonly findings: readonly Finding[]) {
    super(findings.map(({ message }) => message).join(" "));
  }
}

/** A {@link UserError} of one finding. */
export function userError(finding: Omit<Finding, "severity">): UserError {
  return new UserError([{ severity: "error", ...finding }]);
}
