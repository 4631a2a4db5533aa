import type { Federation, GitHubFederation } from "../policy/federation/model";

/** One GitHub environment that an account's trust names, and the SST stages that its jobs could deploy. */
export interface EnvironmentClaim {
  /** `owner/name`, in small letters: GitHub tells no capitals apart. */
  readonly repository: string;
  readonly environment: string;
  readonly stages: readonly string[];
}

/** The GitHub environments that a trust names. */
export function environmentClaims(account: {
  readonly stages: readonly string[];
  readonly trust: { readonly federations?: readonly Federation[] };
}): readonly EnvironmentClaim[] {
  return (account.trust.federations ?? [])
    .filter((federation): federation is GitHubFederation => federation.type === "github")
    .flatMap(({ owner, repository, environments }) =>
      environments.map((environment) => ({
        repository: `${owner}/${repository}`.toLowerCase(),
        environment,
        stages: account.stages,
      })),
    );
}

/** True if both name the same environment and not one stage is the same: one of the two was meant otherwise. */
export function claimsClash(a: EnvironmentClaim, b: EnvironmentClaim): boolean {
  return (
    a.repository === b.repository &&
    a.environment.toLowerCase() === b.environment.toLowerCase() &&
    !a.stages.some((stage) => b.stages.includes(stage))
  );
}
