import assert from "node:assert/strict";
import type { PlannedRole } from "../../plan/model";
import type { PolicyStatement } from "../../policy/document";
import { allowedCall, deniedCall, isAdministrator } from "../../sandbox/proof/calls";

function role(
  statements: readonly Omit<PolicyStatement, "Sid">[],
  managedPolicyArns: readonly string[] = [],
): PlannedRole {
  return {
    duty: "deploy",
    name: "r",
    path: "/sst-deployers/",
    arn: "arn:aws:iam::111111111111:role/sst-deployers/r",
    description: "",
    trust: { Version: "2012-10-17", Statement: [] },
    managedPolicyArns,
    policies: [
      {
        name: "p",
        type: "inline",
        document: { Version: "2012-10-17", Statement: statements.map((each, n) => ({ Sid: `S${n}`, ...each })) },
      },
    ],
    maxSessionSeconds: 3600,
    evidence: [],
  };
}
const allow = (Action: readonly string[], more: Partial<PolicyStatement> = {}): Omit<PolicyStatement, "Sid"> => ({
  Effect: "Allow",
  Action,
  Resource: ["*"],
  ...more,
});

describe("The calls that npm start shows follow from the role's policies", () => {
  it("shows a call that a statement allows everywhere", () => {
    assert.equal(allowedCall(role([allow(["sns:*"])]))?.action, "sns:ListTopics");
  });

  it("shows none that is allowed for some resources only, or under a condition", () => {
    assert.equal(allowedCall(role([allow(["sns:*"], { Resource: ["arn:aws:sns:*:*:x"] })])), undefined);
    const Condition = { Bool: { "aws:MultiFactorAuthPresent": ["true"] } };
    assert.equal(allowedCall(role([allow(["sns:*"], { Condition })])), undefined);
  });

  it("shows none that another statement denies", () => {
    assert.equal(
      allowedCall(role([allow(["sns:*"]), { Effect: "Deny", Action: ["sns:List*"], Resource: ["*"] }])),
      undefined,
    );
  });

  it("shows as denied a call that no statement mentions, however narrow its resources", () => {
    assert.equal(deniedCall(role([allow(["sns:*"])]))?.action, "dynamodb:CreateTable");
    const narrow = allow(["dynamodb:Create*"], { Resource: ["arn:aws:dynamodb:*:*:table/x"] });
    assert.equal(deniedCall(role([narrow]))?.action, "iam:CreateUser");
  });

  it("understands NotAction", () => {
    const all: Omit<PolicyStatement, "Sid"> = { Effect: "Allow", NotAction: ["iam:*"], Resource: ["*"] };
    assert.equal(deniedCall(role([all]))?.action, "iam:CreateUser");
  });

  it("expects nothing to be denied to an administrator, and knows one by AWS's policy alone", () => {
    const administrator = role([], ["arn:aws-cn:iam::aws:policy/AdministratorAccess"]);
    assert.ok(isAdministrator(administrator));
    assert.equal(deniedCall(administrator), undefined);
    assert.ok(allowedCall(administrator));
    assert.ok(!isAdministrator(role([], ["arn:aws:iam::111111111111:policy/AdministratorAccess"])));
  });
});
