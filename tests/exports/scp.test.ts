import assert from "node:assert/strict";
import { validateServiceControlPolicy } from "@cloud-copilot/iam-policy";
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { DEFAULT_EXPORT_OPTIONS, type ExportOptions } from "../../exports/model";
import { SCP_FORMAT } from "../../exports/scp";
import type { Plan } from "../../plan/model";
import type { PolicyDocument } from "../../policy/document";
import { MAX_SERVICE_CONTROL_POLICY_SIZE } from "../../policy/limits";
import { planFixture } from "../support/planFixture";

const ACCOUNT = "222222222222";
const plan = planFixture([{ name: "prod-eu", accountId: ACCOUNT }]);
const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;

function scpOf(of: Plan = plan, options: Partial<ExportOptions> = {}): string {
  return SCP_FORMAT.render(of, { ...DEFAULT_EXPORT_OPTIONS, ...options });
}

function codes(of: Plan, options: Partial<ExportOptions> = {}): readonly string[] {
  return SCP_FORMAT.check(of, { ...DEFAULT_EXPORT_OPTIONS, ...options }, "print").map(({ code }) => code);
}

function withAccess(access: Plan["accounts"][0]["access"]): Plan {
  return { ...plan, accounts: [{ ...plan.accounts[0], access }] };
}

/** IAM's answer to an administrator of the account under the exported policy. */
async function allowed(principal: string, action: string, resource: string, scp = scpOf()): Promise<boolean> {
  const policy = (document: unknown) => [{ name: "policy", policy: document }];
  const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  const result = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: { "aws:PrincipalArn": principal },
      },
      identityPolicies: policy(everything),
      serviceControlPolicies: [
        { orgIdentifier: "r-root", policies: policy(everything) },
        {
          orgIdentifier: "ou-apps",
          policies: [...policy(everything), { name: "scp", policy: JSON.parse(scp) as unknown }],
        },
      ],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
  return result.overallResult === "Allowed";
}

describe("export --for scp: roles, boundaries and trails are changed by named principals only", () => {
  const role = iam("role/sst-deployers/notes-prod-deploy");
  const boundary = iam("policy/sst-deployers/notes-prod-app-boundary");
  const access = iam("role/OrganizationAccountAccessRole");
  const trail = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/all`;
  const eventDataStore = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000`;
  const writes = [
    ["iam:PutRolePolicy", role],
    ["iam:UpdateAssumeRolePolicy", role],
    ["iam:DeleteRole", role],
    ["iam:DeleteRolePermissionsBoundary", role],
    ["iam:CreatePolicyVersion", boundary],
    ["iam:SetDefaultPolicyVersion", boundary],
    ["iam:DeletePolicy", boundary],
    ["iam:CreateRole", iam("role/sst-deployers/new")],
    ["iam:CreatePolicy", iam("policy/sst-deployers/new")],
    ["iam:UpdateAssumeRolePolicy", access],
    ["iam:PassRole", access],
    ["iam:CreateRole", iam("role/stacksets-exec-ffff")],
    ["iam:PutRolePolicy", iam("role/stacksets-exec-0a1b2c")],
    ["cloudtrail:StopLogging", trail],
    ["cloudtrail:DeleteTrail", trail],
    ["cloudtrail:UpdateTrail", trail],
    ["cloudtrail:PutEventSelectors", trail],
    ["cloudtrail:RemoveTags", trail],
    ["cloudtrail:DisableFederation", eventDataStore],
    ["cloudtrail:DeleteChannel", `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:channel/audit`],
    ["cloudtrail:StopEventDataStoreIngestion", eventDataStore],
    ["cloudtrail:DeleteEventDataStore", eventDataStore],
    ["cloudtrail:UpdateEventDataStore", eventDataStore],
    ["organizations:LeaveOrganization", "*"],
  ] as const;

  for (const [action, resource] of writes) {
    it(`${action} on ${resource.split(":")[5] ?? resource}: denied to an administrator, allowed to the access role and StackSets`, async () => {
      assert.equal(await allowed(iam("role/Admin"), action, resource), false);
      assert.equal(await allowed(iam("user/alice"), action, resource), false);
      assert.equal(await allowed(iam("root"), action, resource), false);
      assert.equal(await allowed(iam("role/team/stacksets-exec-0a1b2c"), action, resource), false);
      assert.equal(await allowed(access, action, resource), true);
      assert.equal(await allowed(iam("role/stacksets-exec-0a1b2c"), action, resource), true);
    });
  }

  it("leaves everything else as it is: reading, assuming, passing, other roles, policies and users", async () => {
    for (const [action, resource] of [
      ["iam:GetRole", role],
      ["sts:AssumeRole", role],
      ["iam:PassRole", role],
      ["iam:PutRolePolicy", iam("role/prod-notes-Api-Role")],
      ["iam:CreatePolicyVersion", iam("policy/team")],
      ["iam:CreateAccessKey", iam("user/alice")],
      ["cloudtrail:StartLogging", trail],
      ["cloudtrail:CreateTrail", trail],
      ["cloudtrail:DescribeTrails", "*"],
      ["cloudtrail:DeleteDashboard", `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:dashboard/team`],
      ["organizations:DescribeOrganization", "*"],
      ["s3:DeleteObject", "arn:aws:s3:::bucket/key"],
    ] as const) {
      assert.equal(await allowed(iam("role/Admin"), action, resource), true, `${action} on ${resource}`);
    }
  });

  it("is valid for Organizations and within its size, white space counted", () => {
    const text = scpOf();
    assert.deepEqual(validateServiceControlPolicy(JSON.parse(text)), []);
    assert.ok(text.length <= MAX_SERVICE_CONTROL_POLICY_SIZE);
    assert.notDeepEqual(validateServiceControlPolicy({ Version: "2012-10-17", Statement: [{ Effect: "Deny" }] }), []);
  });

  it("refuses to guess the access principal, and takes it from --protect-except", async () => {
    for (const unknown of [withAccess({ type: "current" }), withAccess({ type: "profile", profile: "work" })]) {
      assert.deepEqual(codes(unknown), ["access-principal-unknown"]);
      const protectExcept = [iam("role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*")];
      assert.deepEqual(codes(unknown, { protectExcept }), []);
      const scp = scpOf(unknown, { protectExcept });
      const sso = iam("role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123");
      assert.equal(await allowed(sso, "iam:DeleteRole", role, scp), true);
      assert.equal(await allowed(access, "iam:DeleteRole", role, scp), false);
    }
  });

  it("protects an excepted user: who could make keys for it, or make it, would be excepted too", async () => {
    const user = iam("user/ci/robot");
    const scp = scpOf(plan, { protectExcept: [user] });
    for (const action of [
      "iam:CreateAccessKey",
      "iam:CreateLoginProfile",
      "iam:DeactivateMFADevice",
      "iam:CreateUser",
    ]) {
      assert.equal(await allowed(iam("role/Admin"), action, user, scp), false, action);
      assert.equal(await allowed(user, action, user, scp), true, action);
      assert.equal(await allowed(iam("role/Admin"), action, iam("user/ci/other"), scp), true, action);
    }
    assert.equal(await allowed(user, "iam:DeleteRole", role, scp), true);
  });

  it("doesn't protect an excepted root, which is nobody's to write", async () => {
    const scp = scpOf(plan, { protectExcept: [iam("root")] });
    const { Statement } = JSON.parse(scp) as PolicyDocument;
    assert.ok(Statement.every(({ Resource }) => Resource?.includes(iam("root")) === false));
    assert.deepEqual(validateServiceControlPolicy(JSON.parse(scp)), []);
    assert.equal(await allowed(iam("root"), "iam:DeleteRole", role, scp), true);
    assert.equal(await allowed(iam("role/Admin"), "iam:DeleteRole", role, scp), false);
  });

  it("asks for the principal of each account that has its own credentials", () => {
    const [first] = plan.accounts;
    const current = { ...first, access: { type: "current" } } as const;
    const other = { ...current, name: "b", accountId: "333333333333" };
    const both: Plan = { ...plan, accounts: [current, other] };
    const named = (account: string) => `arn:aws:iam::${account}:role/Admin`;
    assert.deepEqual(codes(both, { protectExcept: [named(ACCOUNT)] }), ["access-principal-unknown"]);
    assert.deepEqual(codes(both, { protectExcept: [named(ACCOUNT), named("333333333333")] }), []);
    assert.deepEqual(codes(both, { protectExcept: [named("*")] }), []);
    assert.deepEqual(codes(both, { protectExcept: [named(ACCOUNT)], account: first.name }), []);
  });

  it("refuses what is no principal, a session among it", () => {
    for (const arn of [
      "Admin",
      "arn:aws:sts::222222222222:assumed-role/Admin/alice",
      "*",
      "arn:aws:s3:::bucket",
      "arn:aws:iam::*:role/*",
    ]) {
      assert.deepEqual(codes(plan, { protectExcept: [arn] }), ["not-a-principal"], arn);
    }
  });

  it("excepts each account's own access role where they are named differently", async () => {
    const [first] = plan.accounts;
    const other = {
      ...first,
      name: "b",
      accountId: "333333333333",
      access: { type: "role", roleName: "Deploy" },
    } as const;
    const scp = scpOf({ ...plan, accounts: [first, other] });
    assert.equal(await allowed(access, "iam:DeleteRole", role, scp), true);
    assert.equal(await allowed(iam("role/Deploy"), "iam:DeleteRole", role, scp), false);
  });

  it("says where it gets too large", () => {
    const [first] = plan.accounts;
    const accounts = Array.from({ length: 80 }, (_, index) => ({
      ...first,
      name: `a${index}`,
      accountId: String(200_000_000_000 + index),
      access: { type: "role", roleName: `OrganizationAccountAccessRole${index % 2}` } as const,
    }));
    assert.deepEqual(codes({ ...plan, accounts: [first, ...accounts] }), ["scp-too-large"]);
  });
});
