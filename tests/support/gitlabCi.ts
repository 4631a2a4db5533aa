import * as v from "valibot";
import { parse } from "yaml";

/**
 * The keywords of GitLab CI/CD that emitted jobs use, with the types that GitLab takes, and no others: a misspelt keyword is
 * refused. A reduced form of GitLab's own schema (`gitlab-org/gitlab:app/assets/javascripts/editor/schema/ci.json`; also
 * https://docs.gitlab.com/ci/yaml/).
 */
const name = v.pipe(v.string(), v.minLength(1));
const script = v.pipe(v.array(name), v.minLength(1));
const job = v.strictObject({
  stage: name,
  image: name,
  environment: v.strictObject({ name }),
  resource_group: name,
  rules: v.pipe(v.array(v.strictObject({ if: name })), v.minLength(1)),
  id_tokens: v.record(v.pipe(v.string(), v.regex(/^[A-Z_]+$/)), v.strictObject({ aud: name })),
  variables: v.record(v.pipe(v.string(), v.regex(/^[A-Z_]+$/)), v.string()),
  script,
});

/** One job, as far as emitted files have it. */
export type GitLabJob = v.InferOutput<typeof job>;

const file = v.objectWithRest({ stages: v.array(name) }, job);

/** The jobs of a file by their name; throws where the schema refuses it. */
export function gitlabJobs(text: string): Readonly<Record<string, GitLabJob>> {
  const { stages, ...jobs } = v.parse(file, parse(text));
  for (const [key, { stage }] of Object.entries(jobs)) {
    if (!stages.includes(stage)) throw new Error(`${key} is in a stage that the file doesn't have: ${stage}`);
  }
  return jobs;
}
