import assert from "node:assert/strict";
import type { PolicyDocument } from "../../policy/document";
import { can, canEach, roleCan, type SimulatedRole } from "./simulator";

const principal = "arn:aws:iam::111111111111:role/sst-deployers/notes-dev-deploy";
const resource = "arn:aws:s3:::notes/key";
const allowing = (...actions: readonly string[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [{ Sid: "Allow", Effect: "Allow", Action: actions, Resource: ["*"] }],
});
const denying: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Deny", Effect: "Deny", Action: ["s3:PutObject"], Resource: ["*"] }],
};

describe("The simulator that tests ask answers as IAM documents, and never answers a question that it dropped", () => {
  it("tells allowed, not allowed and denied apart", async () => {
    const calls = ["s3:GetObject", "s3:DeleteObject", "s3:PutObject"].map((action) => ({ action, resource }));
    assert.deepEqual(
      await canEach({ principal, policies: [allowing("s3:GetObject", "s3:PutObject"), denying] }, calls),
      ["Allowed", "ImplicitlyDenied", "ExplicitlyDenied"],
    );
  });

  it("adds up all policies of a role, under its boundary", async () => {
    const role: SimulatedRole = {
      arn: principal,
      managedPolicyArns: [],
      policies: [
        { name: "a", type: "inline", document: allowing("s3:GetObject") },
        {
          name: "b",
          type: "managed",
          path: "/",
          arn: "arn:aws:iam::111111111111:policy/b",
          document: allowing("s3:PutObject"),
        },
      ],
    };
    assert.equal(await roleCan(role, { action: "s3:GetObject", resource }), "Allowed");
    assert.equal(await roleCan(role, { action: "s3:PutObject", resource }), "Allowed");
    assert.equal(
      await roleCan(role, { action: "s3:PutObject", resource }, allowing("s3:GetObject")),
      "ImplicitlyDenied",
    );
    const administrator = { ...role, policies: [], managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] };
    assert.equal(await roleCan(administrator, { action: "s3:PutObject", resource }), "Allowed");
  });

  it("refuses policies, actions, condition keys and managed policies that it doesn't know", async () => {
    const request = { principal, action: "s3:GetObject", resource, policies: [allowing("s3:GetObject")] };
    await assert.rejects(can({ ...request, action: "s3:FlyToTheMoon" }), /invalid\.action/);
    await assert.rejects(can({ ...request, policies: [allowing("nonsense")] }), /policy\.errors/);
    await assert.rejects(
      can({ ...request, context: { "iam:PassedToService": "x" } }),
      /doesn't take the condition keys iam:PassedToService/,
    );
    const role = { arn: principal, policies: [], managedPolicyArns: ["arn:aws:iam::aws:policy/Other"] };
    await assert.rejects(roleCan(role, { action: "s3:GetObject", resource }), /No document is known/);
  });
});
