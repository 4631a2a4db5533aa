/**
 * Who may assume a deployer role with a token of an OIDC issuer instead of AWS keys: jobs of CI systems. `statements.ts`
 * turns these into a trust policy.
 */

/** The CI systems whose issuer is known here, and `oidc` for any other issuer. */
export const FEDERATION_TYPES = ["github", "gitlab", "circleci", "buildkite", "oidc"] as const;

/** One of {@link FEDERATION_TYPES}. */
export type FederationType = (typeof FEDERATION_TYPES)[number];

/**
 * How an account comes to its identity provider, of which IAM takes one for each issuer and account:
 *
 * - `existing`: it is there already. It is looked up, and never changed; the run fails where it isn't there or doesn't know
 *   the audience.
 * - `create`: this stack makes it, and leaves it behind when the stack goes, because roles of others may need it.
 * - `skip`: neither made nor looked up, for providers that come later or can't be read.
 */
export const PROVIDER_MODES = ["existing", "create", "skip"] as const;

/** One of {@link PROVIDER_MODES}. */
export type ProviderMode = (typeof PROVIDER_MODES)[number];

/** What every federation has. */
interface FederationBase {
  /**
   * The issuer without `https://`, e.g. `token.actions.githubusercontent.com`: what condition keys begin with, and what
   * provider ARNs end in.
   */
  readonly issuer: string;
  /** What tokens must be made for, the `aud` claim. */
  readonly audience: string;
  readonly provider: ProviderMode;
}

/**
 * GitHub Actions. At least one of environments, branches, tags and pullRequests; each of them is an alternative, since a
 * token's subject names the environment, or the ref, or that it is a pull request.
 */
export interface GitHubFederation extends FederationBase {
  readonly type: "github";
  readonly owner: string;
  readonly repository: string;
  /** The numbers that stay when names change; both or none. */
  readonly ids?: { readonly owner: string; readonly repository: string };
  /** Whole names. */
  readonly environments: readonly string[];
  /** Names, or patterns with `*`. */
  readonly branches: readonly string[];
  /** Names, or patterns with `*`. */
  readonly tags: readonly string[];
  readonly pullRequests: boolean;
  /** The only workflow files whose jobs are let in, as `owner/repository/.github/workflows/FILE@REF`; empty: any. */
  readonly jobWorkflowRefs: readonly string[];
}

/** GitLab CI/CD. At least one branch or tag. */
export interface GitLabFederation extends FederationBase {
  readonly type: "gitlab";
  /** Path of the project with its groups, e.g. `acme/platform/notes`. */
  readonly project: string;
  /** The number that stays when the project is renamed. */
  readonly projectId?: string;
  readonly branches: readonly string[];
  readonly tags: readonly string[];
}

/** CircleCI: an issuer and an audience for each organization. */
export interface CircleCiFederation extends FederationBase {
  readonly type: "circleci";
  readonly organizationId: string;
  readonly projectId: string;
  /** Where the sources are, e.g. `github.com/acme/notes`, and the branches of it; absent: any job of the project. */
  readonly source?: { readonly origin: string; readonly branches: readonly string[] };
}

/** Buildkite. At least one branch or tag. */
export interface BuildkiteFederation extends FederationBase {
  readonly type: "buildkite";
  readonly organization: string;
  readonly pipeline: string;
  /** The ids that stay when slugs change; both or none. */
  readonly ids?: { readonly organization: string; readonly pipeline: string };
  readonly branches: readonly string[];
  readonly tags: readonly string[];
}

/** Any other issuer. */
export interface OidcFederation extends FederationBase {
  readonly type: "oidc";
  /** Whole subjects, or patterns with `*` behind a fixed beginning. */
  readonly subjects: readonly string[];
}

/** Those of one CI project, pipeline or issuer who may assume the deployer roles. */
export type Federation =
  GitHubFederation | GitLabFederation | CircleCiFederation | BuildkiteFederation | OidcFederation;

/** An account's identity provider for one issuer. */
export interface IdentityProvider {
  readonly arn: string;
  /** `https://` and the issuer. */
  readonly url: string;
  /** What its tokens may be made for, sorted: IAM's client id list. */
  readonly audiences: readonly string[];
  readonly provider: ProviderMode;
}
