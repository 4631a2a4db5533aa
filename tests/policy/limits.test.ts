import assert from "node:assert/strict";
import type { PolicyDocument } from "../../policy/document";
import { MAX_MANAGED_POLICIES_PER_ROLE, MAX_PLANNED_MANAGED_POLICIES, policySize } from "../../policy/limits";

const document: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Sid: "A", Effect: "Allow", Action: ["s3:GetObject"], Resource: ["*"] }],
};

describe("Sizes are counted as IAM counts them", () => {
  it("counts every character of the JSON but white space", () => {
    const text =
      '{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":["s3:GetObject"],"Resource":["*"]}]}';
    assert.equal(policySize(document), text.length);
    const spaced: PolicyDocument = JSON.parse(JSON.stringify(document, null, 4)) as PolicyDocument;
    assert.equal(policySize(spaced), text.length);
  });

  it("doesn't count white space inside strings either", () => {
    const [statement] = document.Statement;
    assert.ok(statement);
    const condition = { StringEquals: { "aws:PrincipalTag/team": ["a b\tc"] } };
    const without = { StringEquals: { "aws:PrincipalTag/team": ["abc"] } };
    const size = (Condition: typeof condition) => policySize({ ...document, Statement: [{ ...statement, Condition }] });
    // JSON writes the tab as \t, two characters that aren't white space
    assert.equal(size(condition), size(without) + 2);
  });

  it("keeps one managed policy of a role's quota free for changes", () => {
    assert.equal(MAX_PLANNED_MANAGED_POLICIES, MAX_MANAGED_POLICIES_PER_ROLE - 1);
  });
});
