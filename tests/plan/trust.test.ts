import assert from "node:assert/strict";
import { can } from "../support/simulator";
import { oneAccount, roleOf } from "./configs";

describe("Trust of planned roles (a simulator that isn't ours judges)", () => {
  const values = oneAccount("v1", { type: "cloudformation", constructs: ["Api"] });
  const mayAssume = (duty: "deploy" | "cloudformation", caller: string) => {
    const role = roleOf(values, duty);
    const assume = {
      Version: "2012-10-17",
      Statement: [{ Sid: "Assume", Effect: "Allow", Action: ["sts:AssumeRole"], Resource: ["*"] }],
    } as const;
    return can({
      principal: caller,
      action: "sts:AssumeRole",
      resource: role.arn,
      policies: [assume],
      trust: role.trust,
    });
  };

  it("lets the trusted role assume the deployer, and nobody else", async () => {
    assert.equal(await mayAssume("deploy", "arn:aws:iam::999999999999:role/ci"), "Allowed");
    assert.notEqual(await mayAssume("deploy", "arn:aws:iam::999999999999:role/other"), "Allowed");
    assert.notEqual(await mayAssume("deploy", "arn:aws:iam::888888888888:role/ci"), "Allowed");
    assert.notEqual(await mayAssume("deploy", "arn:aws:iam::222222222222:role/app"), "Allowed");
  });

  it("lets no caller assume the service role", async () => {
    assert.notEqual(await mayAssume("cloudformation", "arn:aws:iam::999999999999:role/ci"), "Allowed");
    assert.notEqual(await mayAssume("cloudformation", roleOf(values).arn), "Allowed");
    assert.deepEqual(roleOf(values, "cloudformation").trust.Statement[0]?.Principal, {
      Service: ["cloudformation.amazonaws.com"],
    });
  });
});
