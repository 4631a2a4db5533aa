import type { AccountPlan, Callers, Plan, PlannedRole } from "../../plan/model";
import type { Duty } from "../../policy/duty";
import type { Generation } from "../../policy/generation";

/** What a test says about an account; the rest is filled in. */
export interface AccountFixture {
  readonly name: string;
  readonly accountId: string;
  readonly region?: string;
  readonly sst?: Generation;
  readonly strategy?: string;
  readonly callers?: Callers;
  readonly stages?: readonly string[];
  readonly cdk?: AccountPlan["cdk"];
  readonly duties?: readonly Duty[];
  readonly administratorEquivalent?: readonly string[];
}

/**
 * A plan written by hand, for tests of what reads a plan: its policies are the least that is valid, so that no test of an
 * export depends on what a strategy grants.
 */
export function planFixture(
  accounts: readonly [AccountFixture, ...AccountFixture[]],
  names: { readonly app?: string; readonly stack?: string } = {},
): Plan {
  const { app = "notes", stack = "prod" } = names;
  const [first, ...others] = accounts;
  const toPlan = (account: AccountFixture) => accountPlan(account, app, stack);
  return { app, stack, stages: [stack], partition: "aws", accounts: [toPlan(first), ...others.map(toPlan)] };
}

function accountPlan(fixture: AccountFixture, app: string, stack: string): AccountPlan {
  const { name, accountId, region = "eu-west-1", sst = "v2", strategy = "services", duties = ["deploy"] } = fixture;
  const [first = "deploy", ...others] = duties;
  const toRole = (duty: Duty) => plannedRole(fixture, duty, `${app}-${stack}-${duty}`);
  return {
    name,
    accountId,
    partition: "aws",
    region,
    regions: [region],
    sst,
    stages: fixture.stages ?? [stack],
    strategy,
    profile: name,
    access: { type: "role", roleName: "OrganizationAccountAccessRole" },
    callers: fixture.callers ?? { mfa: "none" },
    ...(fixture.cdk ? { cdk: fixture.cdk } : {}),
    roles: [toRole(first), ...others.map(toRole)],
    guardrails: "standard",
    boundaries: [],
    identityProviders: [],
  };
}

function plannedRole(fixture: AccountFixture, duty: Duty, name: string): PlannedRole {
  const path = "/sst-deployers/";
  const principal =
    duty === "cloudformation"
      ? { Service: ["cloudformation.amazonaws.com"] }
      : { AWS: ["arn:aws:iam::999999999999:root"] };
  return {
    duty,
    name,
    path,
    arn: `arn:aws:iam::${fixture.accountId}:role${path}${name}`,
    description: `${duty} in a test`,
    trust: {
      Version: "2012-10-17",
      Statement: [{ Sid: "Trust", Effect: "Allow", Principal: principal, Action: ["sts:AssumeRole"] }],
    },
    managedPolicyArns: [],
    policies: [
      {
        name: `${name}-1`,
        type: "inline",
        document: {
          Version: "2012-10-17",
          Statement: [{ Sid: "DeployTest", Effect: "Allow", Action: ["s3:ListAllMyBuckets"], Resource: ["*"] }],
        },
      },
    ],
    maxSessionSeconds: 3600,
    ...(fixture.administratorEquivalent ? { administratorEquivalent: fixture.administratorEquivalent } : {}),
    evidence: [],
  };
}
