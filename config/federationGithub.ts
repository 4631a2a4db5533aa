import type { GitHubFederation } from "../policy/federation/model";
import { githubSchema } from "./federationSchema";
import { checkForm, readAudience, readDigits, readIssuer, readLiterals, readRefs, reportHalf } from "./federationText";
import type { ConfigPath } from "./path";
import type { Report } from "./report";
import { readObject } from "./shape";

/** The issuer of github.com (https://docs.github.com/en/actions/reference/security/oidc). */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";

/** What `aws-actions/configure-aws-credentials` asks for; other partitions than `aws` have their own. */
const AUDIENCE = "sts.amazonaws.com";

/** Letters, digits, single hyphens, and `_` before the short code of managed users. */
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?$/;
const REPOSITORY = /^[A-Za-z0-9._-]{1,100}$/;

/** Not `:`, which the subject separates its parts with. */
const ENVIRONMENT = /^[^:]{1,255}$/;

/** A workflow file at a ref (https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-with-reusable-workflows). */
const JOB_WORKFLOW_REF = /^[\w.-]+\/[\w.-]+\/\.github\/workflows\/[^/@\s]+\.ya?ml@[^\s:]+$/;

/** Reads one entry of `trust.github`; what it gives is only used where nothing was reported. */
export function readGithub(raw: unknown, path: ConfigPath, report: Report): GitHubFederation {
  const known = readObject(githubSchema, raw, path, report, "{ owner: acme, repository: notes, branches: [main] }");
  const at = (key: keyof typeof known): ConfigPath => [...path, key];
  const { owner, repository } = readName(known, path, report);
  const environments = readLiterals(known.environments, "the name of an environment", at("environments"), report);
  environments.forEach((name, index) => {
    checkForm(name, ENVIRONMENT, [...at("environments"), index], report, {
      code: "invalid-environment",
      message: "The name of an environment with a colon can't be told apart in a token's subject.",
      fix: "Rename the environment.",
    });
  });
  const branches = readRefs(known.branches, "branch", at("branches"), report);
  const tags = readRefs(known.tags, "tag", at("tags"), report);
  if (known.pullRequests === true) {
    report.warning(at("pullRequests"), {
      code: "pull-requests-trusted",
      message:
        "A pull request runs the workflow as it changes it, so whoever may open one from this repository can deploy.",
      value: true,
      fix: "Trust an environment with reviewers instead, unless the account is only for trying things out.",
    });
  }
  if (
    isNone(known.environments) &&
    isNone(known.branches) &&
    isNone(known.tags) &&
    known.pullRequests !== true &&
    owner !== undefined
  ) {
    report.error(path, {
      code: "no-subjects",
      message: "Nothing says which jobs of the repository are let in, and every job of it would be too many.",
      allowed: ["environments", "branches", "tags", "pullRequests"],
      fix: "Name at least one, e.g. environments: [production].",
    });
  }
  return {
    type: "github",
    issuer: readIssuer(known.issuer, at("issuer"), report) ?? GITHUB_ISSUER,
    audience: readAudience(known.audience, AUDIENCE, at("audience"), report) ?? AUDIENCE,
    provider: known.provider ?? "existing",
    owner: owner ?? "",
    repository: repository ?? "",
    ...readIds(known, path, report),
    environments,
    branches,
    tags,
    pullRequests: known.pullRequests ?? false,
    jobWorkflowRefs: readWorkflows(known.jobWorkflowRef, at("jobWorkflowRef"), report),
  };
}

function isNone(list: readonly unknown[] | undefined): boolean {
  return list === undefined || list.length === 0;
}

/** `owner` and `repository`, or both in `repository` as GitHub writes them. */
function readName(
  known: { readonly owner?: string | undefined; readonly repository?: string | undefined },
  path: ConfigPath,
  report: Report,
): { readonly owner?: string | undefined; readonly repository?: string | undefined } {
  const { repository = "" } = known;
  if (known.repository === undefined) return {};
  const [before, after, ...rest] = repository.split("/");
  const [owner, name] = known.owner === undefined ? [before, after] : [known.owner, repository];
  if (
    (known.owner === undefined && rest.length > 0) ||
    owner === undefined ||
    name === undefined ||
    !OWNER.test(owner) ||
    !REPOSITORY.test(name)
  ) {
    const last = /([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(repository);
    report.error([...path, "repository"], {
      code: "invalid-repository",
      message: "The repository isn't named in the form owner/name.",
      value: known.owner === undefined ? repository : `${known.owner}/${repository}`,
      ...(last && known.owner === undefined ? { nearest: `${last[1] ?? ""}/${last[2] ?? ""}` } : {}),
      fix: "Write owner: acme and repository: notes, or repository: acme/notes, with capitals as GitHub shows them.",
    });
    return {};
  }
  return { owner, repository: name };
}

function readIds(
  known: { readonly ownerId?: string | number | undefined; readonly repositoryId?: string | number | undefined },
  path: ConfigPath,
  report: Report,
): Pick<GitHubFederation, "ids"> {
  const owner = readDigits(known.ownerId, [...path, "ownerId"], report);
  const repository = readDigits(known.repositoryId, [...path, "repositoryId"], report);
  if (known.ownerId === undefined && known.repositoryId !== undefined)
    reportHalf(path, "repositoryId", "ownerId", report);
  if (known.ownerId !== undefined && known.repositoryId === undefined)
    reportHalf(path, "ownerId", "repositoryId", report);
  return owner === undefined || repository === undefined ? {} : { ids: { owner, repository } };
}

/** One workflow file or several. */
function readWorkflows(raw: unknown, path: ConfigPath, report: Report): readonly string[] {
  if (raw === undefined) return [];
  const refs = readLiterals(Array.isArray(raw) ? raw : [raw], "a workflow file at a ref", path, report);
  for (const ref of refs) {
    checkForm(ref, JOB_WORKFLOW_REF, path, report, {
      code: "invalid-job-workflow-ref",
      message: "That is not a workflow file at a ref, as the claim job_workflow_ref has it.",
      fix: "Write it like acme/workflows/.github/workflows/deploy.yml@refs/heads/main.",
    });
  }
  return refs;
}
