import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GITLAB_FORMAT } from "../../../exports/ci/gitlab";
import { SEED_FORMAT } from "../../../exports/ci/seed";
import { SST_CONSOLE_FORMAT } from "../../../exports/ci/sstConsole";
import type { PolicyDocument, PolicyStatement } from "../../../policy/document";
import { validatePermissionsPolicy } from "../../../policy/validate";
import { mayAssumeWithToken } from "../../support/federation";
import { gitlabJobs } from "../../support/gitlabCi";
import { can } from "../../support/simulator";
import { findingsOf, planOf, rendered } from "./plans";

const trust = { gitlab: { project: "acme/notes", branches: ["main", "release/*"], tags: ["v*"] } };

describe("export --for gitlab: jobs that the schema accepts and that the plan lets in", () => {
  it("has a job for each account and stage, on the trusted refs", () => {
    const plan = planOf({ trust, stages: ["prod", "pr-*"] }, {});
    const jobs = gitlabJobs(rendered(GITLAB_FORMAT, plan));
    assert.deepEqual(Object.keys(jobs), ["deploy prod-eu prod", "deploy prod-us prod"]);
    assert.deepEqual(jobs["deploy prod-eu prod"]?.rules, [
      { if: '$CI_COMMIT_BRANCH == "main"' },
      { if: "$CI_COMMIT_BRANCH =~ /^release\\/.*$/" },
      { if: "$CI_COMMIT_TAG =~ /^v.*$/" },
    ]);
  });

  it("and the schema refuses a misspelt keyword, so the check can fail", () => {
    const text = rendered(GITLAB_FORMAT, planOf({ trust }));
    assert.throws(() => gitlabJobs(text.replace("id_tokens:", "id_tokenz:")));
    assert.throws(() => gitlabJobs(text.replace("stage: deploy", "stage: deploi")));
  });

  it("asks for the audience and the role of the plan", async () => {
    const plan = planOf({ trust });
    const [account] = plan.accounts;
    const [job] = Object.values(gitlabJobs(rendered(GITLAB_FORMAT, plan)));
    const answer = (branch: string) =>
      mayAssumeWithToken(
        job?.variables["AWS_ROLE_ARN"] ?? "",
        account.roles[0].trust,
        {
          issuer: "gitlab.com",
          aud: job?.id_tokens["DEPLOYERS_ID_TOKEN"]?.aud ?? "",
          sub: `project_path:acme/notes:ref_type:branch:ref:${branch}`,
        },
        account.accountId,
      );
    assert.equal(await answer("main"), "Allowed");
    assert.equal(await answer("dev"), "ImplicitlyDenied");
  });

  it("hands the token over in a file that only its user can read", () => {
    const folder = mkdtempSync(join(tmpdir(), "gitlab-"));
    try {
      const [job] = Object.values(gitlabJobs(rendered(GITLAB_FORMAT, planOf({ trust }))));
      const [install, ...others] = job?.script ?? [];
      assert.equal(install, "npm ci");
      // The last line deploys; what it would read is printed in its place.
      const script = [...others.slice(0, -1), 'printf "%s" "$AWS_WEB_IDENTITY_TOKEN_FILE"'].join("\n");
      const file = execFileSync("sh", ["-euc", script], {
        env: { PATH: process.env["PATH"] ?? "", TMPDIR: folder, DEPLOYERS_ID_TOKEN: "a.b-c_d" },
        encoding: "utf8",
      });
      assert.equal(readFileSync(file, "utf8"), "a.b-c_d");
      assert.equal(statSync(file).mode & 0o077, 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is refused where no job of GitLab is trusted", () => {
    assert.deepEqual(findingsOf(GITLAB_FORMAT, planOf({})), ["error ci-not-trusted accounts[0].trust"]);
  });
});

describe("export --for seed: role and external id of the plan, and statements that grant nothing of IAM", () => {
  it("gives valid policies, one an account", () => {
    const plan = planOf({ trust: { principals: ["arn:aws:iam::999999999999:root"], externalId: "seed-123" } }, {});
    const { stages, monitoringPolicies } = JSON.parse(rendered(SEED_FORMAT, plan)) as {
      readonly stages: readonly Readonly<Record<string, string>>[];
      readonly monitoringPolicies: Readonly<Record<string, PolicyDocument>>;
    };
    assert.deepEqual(
      stages.map(({ stage, roleArn, externalId }) => ({ stage, roleArn, externalId })),
      plan.accounts.map(({ roles }) => ({ stage: "prod", roleArn: roles[0].arn, externalId: "seed-123" })),
    );
    for (const document of Object.values(monitoringPolicies)) {
      assert.deepEqual(validatePermissionsPolicy(document), []);
      const actions = document.Statement.flatMap(({ Action }) => Action ?? []);
      assert.ok(actions.every((action) => !/^(iam|sts):|\*/.test(action)));
    }
  });
});

describe("export --for sst-console: the Console's role without AdministratorAccess", () => {
  /** The policy as CloudFormation would fill it in. */
  const filledIn = JSON.parse(
    SST_CONSOLE_FORMAT.render(planOf({}), { sourceProfile: "default", prefix: "" }),
    (_key, value: unknown) => {
      const text = typeof value === "object" && value !== null && "Fn::Sub" in value ? String(value["Fn::Sub"]) : value;
      return typeof text === "string"
        ? text.replaceAll("${AWS::Partition}", "aws").replaceAll("${AWS::AccountId}", "222222222222")
        : text;
    },
  ) as {
    readonly Resources: {
      readonly SSTRole: {
        readonly Properties: {
          readonly ManagedPolicyArns?: unknown;
          readonly Policies: readonly [{ readonly PolicyDocument: unknown }];
        };
      };
    };
  };
  const properties = filledIn.Resources.SSTRole.Properties;
  const written = properties.Policies[0].PolicyDocument as {
    readonly Statement: readonly (Omit<PolicyStatement, "Resource" | "Condition"> & {
      readonly Resource: string | readonly string[];
      readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    })[];
  };
  /** CloudFormation takes single texts where our documents have lists. */
  const policy = {
    Version: "2012-10-17",
    Statement: written.Statement.map(({ Resource, Condition, ...rest }) => ({
      ...rest,
      Resource: [Resource].flat(),
      ...(Condition
        ? {
            Condition: {
              StringEquals: { "iam:PassedToService": [Condition["StringEquals"]?.["iam:PassedToService"] ?? ""] },
            },
          }
        : {}),
    })),
  } as PolicyDocument;
  const console = (action: string, resource: string, context?: Readonly<Record<string, string>>) =>
    can({
      principal: "arn:aws:iam::222222222222:role/sst-workspace",
      action,
      resource,
      policies: [policy],
      ...(context ? { context } : {}),
    });

  it("is a valid policy and attaches none of AWS's", () => {
    assert.deepEqual(validatePermissionsPolicy(policy), []);
    assert.equal(properties.ManagedPolicyArns, undefined);
  });

  it("allows what the Console calls, and not what an administrator could", async () => {
    const publisher = "arn:aws:iam::222222222222:role/SSTConsolePublisher";
    const allowed: readonly (readonly [string, string, Readonly<Record<string, string>>?])[] = [
      ["s3:GetObject", "arn:aws:s3:::sst-state-abc/app/notes/prod.json"],
      ["s3:PutBucketNotification", "arn:aws:s3:::sstbootstrap-useast1-abc"],
      ["ssm:GetParameter", "arn:aws:ssm:us-east-1:222222222222:parameter/sst/bootstrap"],
      ["logs:StartQuery", "arn:aws:logs:us-east-1:222222222222:log-group:/aws/lambda/notes"],
      ["iam:PutRolePolicy", publisher],
      ["iam:PassRole", publisher, { "iam:PassedToService": "events.amazonaws.com" }],
      ["events:PutRule", "arn:aws:events:us-east-1:222222222222:rule/SSTConsole"],
    ];
    for (const [action, resource, context] of allowed) {
      assert.equal(await console(action, resource, context), "Allowed", action);
    }
    const denied: typeof allowed = [
      ["s3:GetObject", "arn:aws:s3:::customer-data/x"],
      ["ssm:GetParameter", "arn:aws:ssm:us-east-1:222222222222:parameter/sst/passphrase/notes/prod"],
      ["secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:222222222222:secret:x"],
      ["iam:PutRolePolicy", "arn:aws:iam::222222222222:role/sst-workspace"],
      ["iam:PassRole", publisher, { "iam:PassedToService": "lambda.amazonaws.com" }],
      ["iam:CreateUser", "arn:aws:iam::222222222222:user/x"],
      ["lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:222222222222:function:notes"],
    ];
    for (const [action, resource, context] of denied) {
      assert.equal(await console(action, resource, context), "ImplicitlyDenied", action);
    }
  });
});
