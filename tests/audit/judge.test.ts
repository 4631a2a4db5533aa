import assert from "node:assert/strict";
import {
  controlErrors,
  judge,
  type LintFinding,
  type Report,
  type RoleReport,
  type StackContext,
  techniqueOf,
  whyKept,
} from "../../tools/audit/judge";

const STACK: StackContext = {
  name: "v4",
  scope: "app",
  bootstraps: false,
  prefixes: ["notes-prod-"],
  administratorEquivalent: ["strong"],
  residue: ["lambda-003"],
};

const star = (detail: string, condition: LintFinding["condition"] = {}) => ({
  issue: "RESOURCE_STAR",
  detail,
  condition,
});
const bucket = (name: string) => ({
  issue: "RESOURCE_POLICY_PRIVILEGE_ESCALATION",
  detail: `Possible resource policy privilege escalation on arn:aws:s3:::${name} due to s3:GetObject not being allowed, but does allow s3:PutBucketPolicy`,
  condition: {},
});

describe("npm run audit keeps a finding of the linter only for its reason", () => {
  const wide = { ...STACK, scope: "account" } as const;
  const bootstrap = { ...STACK, bootstraps: true };
  for (const [name, finding, kind, stack, stays] of [
    ["a whole service, as scope: account asks", star("lambda:*"), "role", wide, true],
    ["a whole service under scope: app", star("lambda:*"), "role", STACK, false],
    ["a part of a service", star("lambda:Get*"), "role", wide, false],
    ["* in a boundary", star("lambda:Get*"), "boundary", STACK, true],
    [
      "* with the app's tag",
      star("ec2:*", { StringEquals: { "aws:ResourceTag/sst:app": ["notes"] } }),
      "role",
      STACK,
      true,
    ],
    [
      "* with the stage's tag only",
      star("ec2:*", { StringLike: { "aws:ResourceTag/sst:stage": ["*"] } }),
      "role",
      STACK,
      false,
    ],
    ["tasks of a cluster", star("ecs:ListTasks", { ArnLike: { "ecs:cluster": ["x"] } }), "role", STACK, true],
    [
      "event source mappings of a function",
      star("lambda:UpdateEventSourceMapping", { ArnLike: { "lambda:FunctionArn": ["x"] } }),
      "role",
      STACK,
      true,
    ],
    ["event source mappings of any function", star("lambda:UpdateEventSourceMapping", {}), "role", STACK, false],
    ["the policy of the app's bucket", bucket("notes-prod-*"), "role", STACK, true],
    ["the policy of another's bucket", bucket("shop-prod-*"), "role", bootstrap, false],
    ["the policy of every bucket", bucket("*"), "role", bootstrap, false],
    ["SST's bucket, with bootstrap: true", bucket("sst-state-*"), "role", bootstrap, true],
    ["SST's bucket, without", bucket("sst-state-*"), "role", STACK, false],
    ["an unknown action", { issue: "UNKNOWN_ACTION", detail: "", condition: {} }, "role", wide, false],
    ["a resource that doesn't match", { issue: "RESOURCE_MISMATCH", detail: "", condition: {} }, "role", wide, false],
  ] as const) {
    it(`${name}: ${stays ? "stays" : "is an error"}`, () => {
      assert.equal(whyKept(finding, kind, stack) !== undefined, stays);
    });
  }
});

const LAMBDA = "Lambda|can use Lambda to edit an existing function (arn:aws:lambda:x) to access|role/team-service";
const TRUST = "IAM|can update the trust document to access|role/team-admin";
const SESSION = "SSM|can call ssm:StartSession to access an EC2 instance with access to|role/team-service";
const CONTROL: readonly RoleReport[] = [
  {
    role: "strong",
    administrator: false,
    ways: ["AssumeRole", "Cloudformation", "CodeBuild", "EC2", "Lambda", "SSM", "SageMaker"].map(
      (kind) => `${kind}|x|y`,
    ),
  },
  { role: "administrator", administrator: true, ways: [] },
  ...["denied", "conditioned", "bounded"].map((role) => ({ role, administrator: false, ways: [] })),
];

function judged(role: Partial<Report["roles"][number]>, context = STACK) {
  const roles = [{ stack: "v4", role: "deploy", administrator: false, ways: [], ...role }];
  return judge({ control: CONTROL, documents: 0, policies: [], roles }, [context]);
}

describe("npm run audit lets a role escalate only where the plan or docs/guardrails.md says so", () => {
  it("a role without a way", () => {
    assert.deepEqual(judged({}).errors, []);
  });

  it("a way that is documented", () => {
    const { errors, left } = judged({ ways: [LAMBDA] });
    assert.deepEqual(errors, []);
    assert.deepEqual([...left], [["lambda-003", new Set(["v4, deploy"])]]);
    assert.equal(techniqueOf(LAMBDA), "lambda-003");
  });

  it("not one that is documented for others only", () => {
    assert.equal(judged({ ways: [SESSION] }).errors.length, 1);
    assert.equal(judged({ ways: [LAMBDA] }, { ...STACK, residue: [] }).errors.length, 1);
  });

  it("not one that is documented nowhere, nor to a role of the app", () => {
    assert.equal(judged({ ways: [TRUST] }).errors.length, 1);
    assert.equal(techniqueOf(LAMBDA.replace("team-service", "notes-prod-function")), undefined);
  });

  it("not an administrator that the plan doesn't call one", () => {
    assert.equal(judged({ administrator: true }).errors.length, 1);
    assert.deepEqual(judged({ role: "strong", administrator: true, ways: [TRUST] }).errors, []);
  });

  it("and every finding of the linter that has no reason is an error", () => {
    const policies = [{ stack: "v4", kind: "role" as const, name: "deploy", findings: [bucket("x-*"), star("*")] }];
    const { errors, kept } = judge({ control: CONTROL, documents: 1, policies, roles: [] }, [
      { ...STACK, scope: "account" },
    ]);
    assert.equal(errors.length, 1);
    assert.deepEqual([...kept], [["RESOURCE_STAR: scope: account asks for whole services", new Set(["*"])]]);
  });

  it("a report about another stack is refused", () => {
    assert.throws(() => judged({ stack: "v3" }), /not audited/);
  });
});

describe("npm run audit fails where its scanner is blind", () => {
  it("not with what it should see", () => {
    assert.deepEqual(controlErrors(CONTROL), []);
  });

  for (const [index, change] of [
    { ways: [] },
    { administrator: false },
    { ways: [LAMBDA] },
    { administrator: true },
    { ways: [TRUST] },
  ].entries()) {
    it(`${CONTROL[index]?.role ?? ""}: ${JSON.stringify(change)}`, () => {
      const seen = CONTROL.map((role, at) => (at === index ? { ...role, ...change } : role));
      assert.notDeepEqual(controlErrors(seen), []);
    });
  }

  it("with no report at all", () => {
    assert.equal(controlErrors([]).length, 11);
  });
});
