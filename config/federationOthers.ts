import type {
  BuildkiteFederation,
  CircleCiFederation,
  GitLabFederation,
  OidcFederation,
} from "../policy/federation/model";
import { GITHUB_ISSUER } from "./federationGithub";
import { buildkiteSchema, circleciSchema, gitlabSchema, oidcSchema } from "./federationSchema";
import {
  checkForm,
  checkLiteral,
  readAudience,
  readDigits,
  readIssuer,
  readRefs,
  readUuid,
  reportHalf,
} from "./federationText";
import type { ConfigPath } from "./path";
import type { Report } from "./report";
import { readObject, readTexts } from "./shape";

/** Reading the CI systems beside GitHub; what these give is only used where nothing was reported. */

const GITLAB_ISSUER = "gitlab.com";
const BUILDKITE_ISSUER = "agent.buildkite.com";
const CIRCLECI_ISSUER = "oidc.circleci.com";

/** What STS is called in tokens, for issuers that let the job choose. */
const STS_AUDIENCE = "sts.amazonaws.com";

/** Reads one entry of `trust.gitlab`. */
export function readGitlab(raw: unknown, path: ConfigPath, report: Report): GitLabFederation {
  const known = readObject(gitlabSchema, raw, path, report, "{ project: acme/notes, branches: [main] }");
  const issuer = readIssuer(known.issuer, [...path, "issuer"], report) ?? GITLAB_ISSUER;
  checkForm(known.project, /^[\w.-]+(?:\/[\w.-]+)+$/, [...path, "project"], report, {
    code: "invalid-project",
    message: "The project isn't named by its path in the form group/project.",
    fix: "Write the path with every group, e.g. acme/platform/notes, as the project's URL has it.",
  });
  const projectId = readDigits(known.projectId, [...path, "projectId"], report);
  if (known.projectId !== undefined && issuer !== GITLAB_ISSUER) {
    report.error([...path, "projectId"], {
      code: "project-id-not-possible",
      message: "STS compares the claim project_id in tokens of gitlab.com only, so nobody would get in.",
      value: known.projectId,
      fix: "Remove projectId for an instance of your own.",
    });
  }
  return {
    type: "gitlab",
    issuer,
    audience: readAudience(known.audience, `https://${issuer}`, [...path, "audience"], report) ?? "",
    provider: known.provider ?? "existing",
    project: known.project ?? "",
    ...(projectId === undefined ? {} : { projectId }),
    ...readBranchesAndTags(known, path, report),
  };
}

/** Reads one entry of `trust.circleci`. */
export function readCircleci(raw: unknown, path: ConfigPath, report: Report): CircleCiFederation {
  const known = readObject(circleciSchema, raw, path, report, "{ organizationId: …, projectId: … }");
  const organizationId = readUuid(known.organizationId, [...path, "organizationId"], report) ?? "";
  const branches = readRefs(known.branches, "branch", [...path, "branches"], report);
  const origin = checkForm(known.vcsOrigin, /^[a-z0-9.-]+(?:\/[\w.-]+){2,}$/, [...path, "vcsOrigin"], report, {
    code: "invalid-vcs-origin",
    message: "That is not where CircleCI says that sources are from.",
    fix: "Write it like github.com/acme/notes.",
  });
  if (known.vcsOrigin !== undefined && branches.length === 0) reportHalf(path, "vcsOrigin", "branches", report);
  if (known.vcsOrigin === undefined && known.branches !== undefined) reportHalf(path, "branches", "vcsOrigin", report);
  return {
    type: "circleci",
    issuer: `${CIRCLECI_ISSUER}/org/${organizationId}`,
    audience: organizationId,
    provider: known.provider ?? "existing",
    organizationId,
    projectId: readUuid(known.projectId, [...path, "projectId"], report) ?? "",
    ...(origin === undefined ? {} : { source: { origin, branches } }),
  };
}

/** Reads one entry of `trust.buildkite`. */
export function readBuildkite(raw: unknown, path: ConfigPath, report: Report): BuildkiteFederation {
  const known = readObject(
    buildkiteSchema,
    raw,
    path,
    report,
    "{ organization: acme, pipeline: notes, branches: [main] }",
  );
  for (const key of ["organization", "pipeline"] as const) {
    checkForm(known[key], /^[a-z0-9][a-z0-9-]{0,99}$/, [...path, key], report, {
      code: "invalid-slug",
      message: "A slug of Buildkite has small letters, digits and hyphens.",
      fix: "Write it as the pipeline's URL has it.",
    });
  }
  const organization = readUuid(known.organizationId, [...path, "organizationId"], report);
  const pipeline = readUuid(known.pipelineId, [...path, "pipelineId"], report);
  if (known.organizationId === undefined && known.pipelineId !== undefined)
    reportHalf(path, "pipelineId", "organizationId", report);
  if (known.organizationId !== undefined && known.pipelineId === undefined)
    reportHalf(path, "organizationId", "pipelineId", report);
  return {
    type: "buildkite",
    issuer: BUILDKITE_ISSUER,
    audience: STS_AUDIENCE,
    provider: known.provider ?? "existing",
    organization: known.organization ?? "",
    pipeline: known.pipeline ?? "",
    ...(organization === undefined || pipeline === undefined ? {} : { ids: { organization, pipeline } }),
    ...readBranchesAndTags(known, path, report),
  };
}

/** Reads one entry of `trust.oidc`. */
export function readOidc(raw: unknown, path: ConfigPath, report: Report): OidcFederation {
  const known = readObject(oidcSchema, raw, path, report, "{ url: …, audience: …, subjects: [project:notes] }");
  const issuer = readIssuer(known.url, [...path, "url"], report) ?? "";
  const own = ownKeyOf(issuer);
  if (own !== undefined) {
    report.error([...path, "url"], {
      code: "known-issuer",
      message: `Everybody's jobs share this issuer; trust.${own} makes sure that only yours are let in.`,
      value: known.url,
      fix: `Write it under trust.${own}.`,
    });
  }
  const where = [...path, "subjects"];
  const subjects = readTexts(known.subjects ?? [], where, report, "a subject");
  for (const { text, path: place } of subjects) {
    checkForm(text, /^[^*]{3}/, place, report, {
      code: "wildcard-claim",
      message: "A subject that begins with a wildcard could be anybody's.",
      fix: "Begin with the fixed part that only your jobs have.",
    });
    checkLiteral(text.replaceAll("*", ""), place, report);
  }
  if (subjects.length === 0) reportNoSubjects(path, "subjects", report);
  return {
    type: "oidc",
    issuer,
    audience: readAudience(known.audience, "", [...path, "audience"], report) ?? "",
    provider: known.provider ?? "existing",
    subjects: subjects.map(({ text }) => text),
  };
}

/** The key of `trust` for an issuer that many organizations share. */
function ownKeyOf(issuer: string): string | undefined {
  if (issuer === GITHUB_ISSUER || issuer.startsWith(`${GITHUB_ISSUER}/`)) return "github";
  if (issuer === GITLAB_ISSUER) return "gitlab";
  if (issuer === BUILDKITE_ISSUER) return "buildkite";
  return issuer.startsWith(`${CIRCLECI_ISSUER}/`) ? "circleci" : undefined;
}

function readBranchesAndTags(
  known: { readonly branches?: readonly unknown[] | undefined; readonly tags?: readonly unknown[] | undefined },
  path: ConfigPath,
  report: Report,
): { readonly branches: readonly string[]; readonly tags: readonly string[] } {
  if ((known.branches ?? []).length === 0 && (known.tags ?? []).length === 0)
    reportNoSubjects(path, "branches", report);
  return {
    branches: readRefs(known.branches, "branch", [...path, "branches"], report),
    tags: readRefs(known.tags, "tag", [...path, "tags"], report),
  };
}

function reportNoSubjects(path: ConfigPath, key: "branches" | "subjects", report: Report): void {
  report.error(path, {
    code: "no-subjects",
    message: "Nothing says which jobs are let in, and every job would be too many.",
    allowed: key === "branches" ? ["branches", "tags"] : [key],
    fix: key === "branches" ? "Name at least one, e.g. branches: [main]." : "Name at least one subject.",
  });
}
