import assert from "node:assert/strict";
import * as fc from "fast-check";
import { iamRoleArn, parseArn } from "../../policy/arn";
import type { Partition } from "../../policy/partition";
import type { PermissionSet, Trust, TrustedPrincipal } from "../../policy/principal";
import { callerPolicy, permissionSetRoleArns, serviceTrustPolicy, trustPolicy } from "../../policy/trust";
import { validatePermissionsPolicy, validateTrustPolicy } from "../../policy/validate";
import cases from "../cases/policy-trust.json";
import { can } from "../support/simulator";

interface TrustCase {
  readonly name: string;
  readonly partition?: string;
  readonly principals?: readonly (string | { readonly arn: string; readonly mfa: boolean })[];
  readonly permissionSets?: readonly PermissionSet[];
  readonly externalId?: string;
  readonly caller: string;
  readonly context?: Readonly<Record<string, string>>;
  readonly expected: string;
}

function principal(arn: string, mfa = false): TrustedPrincipal {
  const parsed = parseArn(arn);
  assert.ok(parsed, arn);
  const { accountId, resource } = parsed;
  if (resource === "root") return { type: "account", arn, accountId, mfa };
  if (resource.startsWith("user/")) return { type: "user", arn, accountId, mfa };
  return { type: "role", arn, accountId };
}

function trustOf(...arns: readonly (string | { readonly arn: string; readonly mfa: boolean })[]): Trust {
  return {
    principals: arns.map((each) => (typeof each === "string" ? principal(each) : principal(each.arn, each.mfa))),
    permissionSets: [],
    maxSessionSeconds: 3_600,
  };
}

const root = "arn:aws:iam::999999999999:root";
const alice = "arn:aws:iam::999999999999:user/alice";

describe("Trust policies let in exactly whom the config names (a simulator that isn't ours judges)", () => {
  for (const each of cases as readonly TrustCase[]) {
    it(each.name, async () => {
      const partition = (each.partition ?? "aws") as Partition;
      const role = iamRoleArn(partition, "222222222222", "/sst-deployers/", "notes-prod-deploy");
      const trust: Trust = {
        ...trustOf(...(each.principals ?? [])),
        permissionSets: each.permissionSets ?? [],
        ...(each.externalId === undefined ? {} : { externalId: each.externalId }),
      };
      const document = trustPolicy(trust, partition);
      assert.deepEqual(validateTrustPolicy(document), []);
      assert.equal(
        await can({
          principal: each.caller,
          action: "sts:AssumeRole",
          resource: role,
          policies: [callerPolicy([role])],
          trust: document,
          ...(each.context ? { context: each.context } : {}),
        }),
        each.expected,
      );
    });
  }

  it("doesn't let in who has no permission on the caller's side", async () => {
    const resource = "arn:aws:iam::222222222222:role/sst-deployers/notes-prod-deploy";
    const trust = trustPolicy(trustOf(root), "aws");
    const request = { principal: "arn:aws:iam::999999999999:role/ci", action: "sts:AssumeRole", resource, trust };
    assert.equal(await can({ ...request, policies: [] }), "ImplicitlyDenied");
    assert.equal(await can({ ...request, policies: [callerPolicy([`${resource}2`])] }), "ImplicitlyDenied");
    assert.equal(await can({ ...request, policies: [callerPolicy([resource])] }), "Allowed");
  });

  it("permits tagging of sessions and source identities to nobody", async () => {
    const resource = "arn:aws:iam::222222222222:role/sst-deployers/notes-prod-deploy";
    const Statement = [{ Sid: "All", Effect: "Allow" as const, Action: ["sts:*"], Resource: ["*"] }];
    for (const action of ["sts:TagSession", "sts:SetSourceIdentity"]) {
      assert.equal(
        await can({
          principal: "arn:aws:iam::999999999999:role/ci",
          action,
          resource,
          policies: [{ Version: "2012-10-17", Statement }],
          trust: trustPolicy(trustOf(root), "aws"),
        }),
        "ImplicitlyDenied",
      );
    }
  });
});

describe("Trust policies are short and the same for the same principals", () => {
  it("shares a statement between account roots, and between principals of one account", () => {
    const document = trustPolicy(
      trustOf(
        root,
        "arn:aws:iam::888888888888:root",
        "arn:aws:iam::777777777777:role/a",
        "arn:aws:iam::777777777777:user/b",
        { arn: "arn:aws:iam::777777777777:user/c", mfa: true },
      ),
      "aws",
    );
    assert.deepEqual(
      document.Statement.map(({ Sid, Principal }) => [Sid, Principal]),
      [
        ["TrustAccounts", { AWS: ["arn:aws:iam::888888888888:root", root] }],
        ["TrustPrincipalsOf777777777777", { AWS: ["arn:aws:iam::777777777777:root"] }],
        ["TrustPrincipalsOf777777777777WithMfa", { AWS: ["arn:aws:iam::777777777777:root"] }],
      ],
    );
    assert.equal(document.Statement[0]?.Condition, undefined);
    assert.deepEqual(document.Statement[1]?.Condition, {
      StringEquals: { "aws:PrincipalArn": ["arn:aws:iam::777777777777:role/a", "arn:aws:iam::777777777777:user/b"] },
    });
  });

  it("gives the same bytes for any order of principals, repeated ones included", () => {
    const arns = [
      root,
      alice,
      "arn:aws:iam::999999999999:role/a",
      "arn:aws:iam::888888888888:role/b",
      "arn:aws:iam::777777777777:root",
    ];
    const expected = JSON.stringify(trustPolicy(trustOf(...arns), "aws"));
    fc.assert(
      fc.property(fc.shuffledSubarray([...arns, ...arns], { minLength: 10 }), (shuffled) => {
        assert.equal(JSON.stringify(trustPolicy(trustOf(...shuffled), "aws")), expected);
      }),
    );
  });

  it("never names a user or role as principal, only account roots", () => {
    const document = trustPolicy(trustOf(alice, "arn:aws:iam::999999999999:role/team/ci"), "aws");
    assert.deepEqual(
      document.Statement.flatMap((statement) => statement.Principal?.AWS ?? []),
      [root],
    );
  });

  it("writes a dollar sign in a path so that it can't begin a policy variable", () => {
    const document = trustPolicy(trustOf("arn:aws:iam::999999999999:role/${aws:username}/ci"), "aws");
    assert.deepEqual(document.Statement[0]?.Condition?.["StringEquals"]?.["aws:PrincipalArn"], [
      "arn:aws:iam::999999999999:role/${$}{aws:username}/ci",
    ]);
  });

  it("counts the sixteen characters behind a permission set's name", () => {
    assert.deepEqual(permissionSetRoleArns("aws-us-gov", { account: "444444444444", name: "Dev" }), [
      "arn:aws-us-gov:iam::444444444444:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_????????????????",
      "arn:aws-us-gov:iam::444444444444:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Dev_????????????????",
    ]);
  });
});

describe("Roles that services assume, and the caller's own policy", () => {
  it("lets in CloudFormation and nobody else", async () => {
    const trust = serviceTrustPolicy("cloudformation.amazonaws.com");
    assert.deepEqual(validateTrustPolicy(trust), []);
    assert.deepEqual(trust.Statement[0]?.Principal, { Service: ["cloudformation.amazonaws.com"] });
    const resource = "arn:aws:iam::222222222222:role/sst-deployers/notes-prod-cloudformation";
    const request = { action: "sts:AssumeRole", resource, policies: [], trust };
    assert.equal(await can({ ...request, principal: "cloudformation.amazonaws.com" }), "Allowed");
    assert.equal(await can({ ...request, principal: "lambda.amazonaws.com" }), "ImplicitlyDenied");
    assert.equal(
      await can({ ...request, principal: "arn:aws:iam::222222222222:role/app", policies: [callerPolicy([resource])] }),
      "ImplicitlyDenied",
    );
  });

  it("lists roles once, sorted", () => {
    const policy = callerPolicy(["arn:aws:iam::2:role/b", "arn:aws:iam::1:role/a", "arn:aws:iam::2:role/b"]);
    assert.deepEqual(policy.Statement[0]?.Resource, ["arn:aws:iam::1:role/a", "arn:aws:iam::2:role/b"]);
    assert.deepEqual(validatePermissionsPolicy(policy), []);
  });
});
