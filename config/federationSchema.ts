import * as v from "valibot";
import { PROVIDER_MODES } from "../policy/federation/model";
import { flag, list, optionalOneOf, optionalText, text } from "./schema";

/** The shapes of `trust.github` and the other CI systems, each of one entry. */

const provider = optionalOneOf(PROVIDER_MODES, {
  expected: "how the account comes to its identity provider",
  example: "existing",
  unknownCode: "unknown-provider-mode",
});

/** An id of digits: a number of YAML will do too, as none of them begins with a zero. */
const numericId = (example: string) =>
  v.pipe(v.optional(v.union([v.string(), v.number()])), v.metadata({ expected: "a number of digits only", example }));

const branches = list("a list of branches", '[main, "release/*"]');
const tags = list("a list of tags", '["v*"]');

/** One repository of GitHub. */
export const githubSchema = v.object({
  owner: optionalText("the user or organization that owns the repository", "acme"),
  repository: text("the repository's name", "notes"),
  ownerId: numericId("9919"),
  repositoryId: numericId("1296269"),
  environments: list("a list of GitHub environments", "[production]"),
  branches,
  tags,
  pullRequests: flag("true or false"),
  jobWorkflowRef: v.optional(v.unknown()),
  audience: optionalText("what the tokens are made for", "sts.amazonaws.com"),
  issuer: optionalText("the URL of the issuer", "https://token.actions.githubusercontent.com"),
  provider,
});

/** One project of GitLab. */
export const gitlabSchema = v.object({
  project: text("the project's path with its groups", "acme/platform/notes"),
  projectId: numericId("278964"),
  branches,
  tags,
  audience: optionalText("what the tokens are made for", "https://gitlab.com"),
  issuer: optionalText("the URL of the GitLab instance", "https://gitlab.com"),
  provider,
});

/** One project of CircleCI. */
export const circleciSchema = v.object({
  organizationId: text("the organization's id", "6a5c1a7e-0f3b-4a4e-9d2b-2f1d3c4b5a69"),
  projectId: text("the project's id", "0b1f7c52-3a0e-4f5d-8a57-9a4f0f6d2c11"),
  vcsOrigin: optionalText("where the sources are", "github.com/acme/notes"),
  branches,
  provider,
});

/** One pipeline of Buildkite. */
export const buildkiteSchema = v.object({
  organization: text("the organization's slug", "acme"),
  pipeline: text("the pipeline's slug", "notes"),
  organizationId: optionalText("the organization's id", "6a5c1a7e-0f3b-4a4e-9d2b-2f1d3c4b5a69"),
  pipelineId: optionalText("the pipeline's id", "0b1f7c52-3a0e-4f5d-8a57-9a4f0f6d2c11"),
  branches,
  tags,
  provider,
});

/** Any other issuer. */
export const oidcSchema = v.object({
  url: text("the issuer's URL", "https://ci.acme.example"),
  audience: text("what the tokens are made for", "sts.amazonaws.com"),
  subjects: list("a list of subjects", '["project:notes:branch:main"]'),
  provider,
});
