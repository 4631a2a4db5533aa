import assert from "node:assert/strict";
import { ACTIONS } from "../../../exports/ci/actions";
import { GITHUB_FORMAT } from "../../../exports/ci/github";
import { DEFAULT_EXPORT_OPTIONS } from "../../../exports/model";
import { type Answer } from "../../support/simulator";
import { mayAssumeWithToken } from "../../support/federation";
import { actionlint, workflowOf, type Job } from "../../support/workflows";
import { findingsOf, planOf, rendered } from "./plans";

const trust = { github: { repository: "acme/notes", environments: ["production"] } };

describe("export --for github: a workflow that actionlint accepts, with no more rights than it needs", () => {
  const variants: readonly (readonly [
    string,
    Readonly<Record<string, unknown>>,
    Readonly<Record<string, unknown>>?,
  ])[] = [
    ["one environment", { trust }],
    ["two accounts of one stage", { trust }, {}],
    [
      "branches and tags",
      { trust: { github: { repository: "acme/notes", branches: ["main", "release/*"], tags: ["v*"] } } },
    ],
    ["a pattern in the middle", { trust: { github: { repository: "acme/notes", branches: ["a/*/b"] } } }],
    ["an odd branch", { trust: { github: { repository: "acme/notes", branches: ["it's-1"] } } }],
    ["v4", { trust, sst: "v4", "accounts[0].strategy": { type: "services", services: ["sqs"] } }],
    [
      "v1 with a service role, and long sessions",
      {
        trust: { ...trust, maxSessionSeconds: 7200 },
        sst: "v1",
        "accounts[0].strategy": { type: "cloudformation", constructs: ["Api"] },
      },
      {},
    ],
    ["another audience", { trust: { github: { ...trust.github, audience: "sts.amazonaws.com.cn" } } }],
  ];

  for (const [name, set, second] of variants) {
    it(name, async () => {
      const text = rendered(GITHUB_FORMAT, planOf(set, second));
      assert.deepEqual(await actionlint(text), []);
      const workflow = workflowOf(text);
      assert.deepEqual(workflow.permissions, {});
      assert.ok(!Object.keys(workflow.on).some((event) => event.startsWith("pull_request")));
      for (const job of Object.values(workflow.jobs)) {
        assert.deepEqual(job.permissions, { "id-token": "write", contents: "read" });
        for (const { uses } of job.steps) if (uses !== undefined) assert.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      }
    });
  }

  it("is refused by actionlint where it is broken, so the check can fail", async () => {
    const text = rendered(GITHUB_FORMAT, planOf({ trust }));
    assert.equal((await actionlint(text.replace("contents: read", "contents: reed"))).length, 1);
    assert.equal((await actionlint(text.replace("matrix.region", "matrix.regoin"))).length, 1);
  });

  it("pins every action to the commit of a release, named beside it", () => {
    for (const [action, { commit, version }] of Object.entries(ACTIONS)) {
      assert.match(commit, /^[0-9a-f]{40}$/, action);
      assert.match(version, /^v\d+\.\d+\.\d+$/, action);
    }
    const text = rendered(GITHUB_FORMAT, planOf({ trust }));
    const uses = [...text.matchAll(/uses: (\S+)@(\S+) # (\S+)/g)];
    assert.equal(uses.length, 3);
    for (const [, action = "", commit, version] of uses) {
      assert.deepEqual({ commit, version }, ACTIONS[action as keyof typeof ACTIONS]);
    }
  });

  it("keeps no credentials in the checkout, installs before the role is assumed, and checks the account", () => {
    const job = onlyJob(rendered(GITHUB_FORMAT, planOf({ trust })));
    const [checkout, , install, credentials, deploy] = job.steps;
    assert.equal(checkout?.with?.["persist-credentials"], false);
    assert.equal(install?.run, "npm ci");
    assert.equal(credentials?.with?.["allowed-account-ids"], "${{ matrix.accountId }}");
    assert.equal(deploy?.run, 'npx sst deploy --stage "$STAGE" --region "$AWS_REGION"');
    assert.equal(job.steps.length, 5);
  });

  it("has a row for each account and stage, with the planned role", () => {
    const plan = planOf({ trust, stages: ["prod", "prod-*"] }, {});
    const { matrix } = onlyJob(rendered(GITHUB_FORMAT, plan)).strategy ?? assert.fail();
    assert.deepEqual(
      matrix.include,
      plan.accounts.map(({ name, accountId, region, roles }) => ({
        account: name,
        accountId,
        region,
        stage: "prod",
        environment: "production",
        role: roles[0].arn,
      })),
    );
  });

  it("asks for exactly the tokens that the plan lets in", async () => {
    const plan = planOf({ trust });
    const job = onlyJob(rendered(GITHUB_FORMAT, plan));
    const [row] = job.strategy?.matrix.include ?? [];
    const [account] = plan.accounts;
    const answer = (environment: string): Promise<Answer> =>
      mayAssumeWithToken(
        String(row?.["role"]),
        account.roles[0].trust,
        {
          issuer: "token.actions.githubusercontent.com",
          aud: "sts.amazonaws.com",
          sub: `repo:acme/notes:environment:${environment}`,
          claims: { environment },
        },
        account.accountId,
      );
    assert.equal(job.environment, "${{ matrix.environment }}");
    assert.equal(await answer(String(row?.["environment"])), "Allowed");
    assert.equal(await answer("another"), "ImplicitlyDenied");
  });

  it("drops the profile of sst.config.ts for v3 and v4, and passes the service role for v0 and v1", () => {
    const services = { type: "services", services: ["sqs"] };
    const v4 = onlyJob(rendered(GITHUB_FORMAT, planOf({ trust, sst: "v4", "accounts[0].strategy": services })));
    assert.equal(v4.env?.["SST_AWS_NO_PROFILE"], "1");
    assert.equal(v4.steps.at(-1)?.run, 'npx sst deploy --stage "$STAGE"');
    const strategy = { type: "cloudformation", constructs: ["Api"] };
    const plan = planOf({ trust, sst: "v1", "accounts[0].strategy": strategy });
    const v1 = onlyJob(rendered(GITHUB_FORMAT, plan));
    assert.equal(
      v1.steps.at(-1)?.run,
      'npx sst deploy --stage "$STAGE" --region "$AWS_REGION" --role-arn "$CLOUDFORMATION_ROLE_ARN"',
    );
    assert.equal(
      v1.strategy?.matrix.include[0]?.["cloudFormationRole"],
      plan.accounts[0].roles.find(({ duty }) => duty === "cloudformation")?.arn,
    );
    assert.equal(v1.env?.["SST_AWS_NO_PROFILE"], undefined);
  });

  it("starts on the refs that are trusted, and each job only on its own", () => {
    const github = { repository: "acme/notes", branches: ["main", "release/*"], tags: ["v*"] };
    const workflow = workflowOf(rendered(GITHUB_FORMAT, planOf({ trust: { github } })));
    assert.deepEqual(workflow.on, {
      push: { branches: ["main", "release/*"], tags: ["v*"] },
      workflow_dispatch: null,
    });
    assert.equal(
      Object.values(workflow.jobs)[0]?.if,
      "github.ref == 'refs/heads/main' || startsWith(github.ref, 'refs/heads/release/') || startsWith(github.ref, 'refs/tags/v')",
    );
  });

  it("holds several stacks in one file, a job for each", async () => {
    const dev = { github: { repository: "acme/notes", branches: ["main"] } };
    const plans = [planOf({ trust: dev, stages: ["dev"] }, undefined, "dev"), planOf({ trust })] as const;
    const text = GITHUB_FORMAT.renderAll?.(plans, DEFAULT_EXPORT_OPTIONS) ?? assert.fail();
    assert.deepEqual(await actionlint(text), []);
    const { jobs } = workflowOf(text);
    assert.deepEqual(Object.keys(jobs), ["deploy-dev", "deploy-prod"]);
    assert.equal(jobs["deploy-dev"]?.environment, undefined);
    assert.equal(jobs["deploy-prod"]?.environment, "${{ matrix.environment }}");
  });

  it("is refused where no job is trusted, no stage has a name, only pull requests are trusted, or the environment is unclear", () => {
    const github = (entry: object) => ({ trust: { github: { repository: "acme/notes", ...entry } } });
    assert.deepEqual(findingsOf(GITHUB_FORMAT, planOf({})), ["error ci-not-trusted accounts[0].trust"]);
    assert.deepEqual(findingsOf(GITHUB_FORMAT, planOf({ trust, stages: ["pr-*"] })), [
      "error ci-no-stage accounts[0].stages",
    ]);
    assert.deepEqual(findingsOf(GITHUB_FORMAT, planOf(github({ pullRequests: true }))), [
      "error ci-only-pull-requests accounts[0].trust.github",
    ]);
    assert.deepEqual(findingsOf(GITHUB_FORMAT, planOf(github({ environments: ["a", "b"] }))), [
      "error ci-environment-unclear accounts[0].trust.github.environments",
    ]);
    assert.deepEqual(findingsOf(GITHUB_FORMAT, planOf(github({ environments: ["a", "prod"] }))), []);
    const several = { trust: { github: [trust.github, { repository: "acme/web", branches: ["main"] }] } };
    assert.deepEqual(findingsOf(GITHUB_FORMAT, planOf(several)), [
      "warning ci-several-projects accounts[0].trust.github",
    ]);
  });
});

function onlyJob(text: string): Job {
  const jobs = Object.values(workflowOf(text).jobs);
  assert.equal(jobs.length, 1);
  return jobs[0] ?? assert.fail();
}
