import type { AccountPlan, Plan, PlannedRole } from "../../plan/model";
import type { PolicyDocument } from "../../policy/document";

/**
 * A small plan by hand, for tests of what is made from a plan: one account with a service role, a boundary and every kind
 * of policy, and one administrator.
 */

/** A policy document with one statement. */
export function documentOf(sid: string, ...actions: string[]): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: sid, Effect: "Allow", Action: actions, Resource: ["*"] }],
  };
}

const trust: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Trust",
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::999999999999:root"] },
      Action: ["sts:AssumeRole"],
    },
  ],
};

function roleOf(accountId: string, role: Partial<PlannedRole> & Pick<PlannedRole, "duty">): PlannedRole {
  const name = `notes-prod-${role.duty}`;
  return {
    name,
    path: "/sst-deployers/",
    arn: `arn:aws:iam::${accountId}:role/sst-deployers/${name}`,
    description: `${role.duty} of notes`,
    trust,
    managedPolicyArns: [],
    policies: [],
    maxSessionSeconds: 3600,
    evidence: [],
    ...role,
  };
}

/** The account `prod-eu`: a deployer with an inline and two managed policies, a boundary, and a service role. */
export function boundedAccount(): AccountPlan {
  const accountId = "222222222222";
  const policyArn = (name: string) => `arn:aws:iam::${accountId}:policy/sst-deployers/${name}`;
  const managed = (name: string, sid: string) =>
    ({
      name,
      type: "managed",
      path: "/sst-deployers/",
      arn: policyArn(name),
      document: documentOf(sid, "lambda:*"),
    }) as const;
  return {
    name: "prod-eu",
    accountId,
    partition: "aws",
    region: "eu-west-1",
    regions: ["eu-west-1"],
    sst: "v2",
    stages: ["prod"],
    strategy: "cloudformation",
    profile: "prod-eu",
    access: { type: "role", roleName: "OrganizationAccountAccessRole" },
    callers: { mfa: "none" },
    roles: [
      roleOf(accountId, {
        duty: "deploy",
        permissionsBoundary: policyArn("notes-prod-boundary"),
        maxSessionSeconds: 7200,
        policies: [
          { name: "notes-prod-deploy", type: "inline", document: documentOf("DeployInline", "s3:*") },
          managed("notes-prod-deploy-1", "DeployOne"),
          managed("notes-prod-deploy-2", "DeployTwo"),
        ],
      }),
      roleOf(accountId, {
        duty: "cloudformation",
        policies: [{ name: "notes-prod-cloudformation", type: "inline", document: documentOf("Cfn", "dynamodb:*") }],
      }),
    ],
    guardrails: "standard",
    boundaries: [
      {
        name: "notes-prod-boundary",
        path: "/sst-deployers/",
        arn: policyArn("notes-prod-boundary"),
        document: documentOf("Boundary", "lambda:*", "s3:*"),
        binds: "deployer",
      },
    ],
    identityProviders: [],
  };
}

/** The account `prod-us`: an administrator, reached by a profile. */
export function administratorAccount(): AccountPlan {
  const accountId = "333333333333";
  return {
    ...boundedAccount(),
    name: "prod-us",
    accountId,
    region: "us-east-1",
    regions: ["us-east-1"],
    strategy: "administrator",
    profile: "prod-us",
    access: { type: "profile", profile: "org-us" },
    roles: [
      roleOf(accountId, {
        duty: "deploy",
        managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
        administratorEquivalent: ["AdministratorAccess is attached."],
      }),
    ],
    boundaries: [],
  };
}

/** A plan of these accounts, by default of {@link boundedAccount} and {@link administratorAccount}. */
export function planOf(
  accounts: readonly [AccountPlan, ...AccountPlan[]] = [boundedAccount(), administratorAccount()],
): Plan {
  return { app: "notes", stack: "prod", stages: ["prod"], partition: "aws", accounts };
}
