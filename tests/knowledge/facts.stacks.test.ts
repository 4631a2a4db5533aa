import assert from "node:assert/strict";
import type { StackFacts } from "../../policy/knowledge/facts/model";
import { STACKS } from "../support/facts";
import { stackCalls, type StackPlace } from "../support/stackNeeds";

const PLACE: StackPlace = {
  partition: "aws",
  accountId: "222222222222",
  region: "eu-west-1",
  values: { app: "notes", stage: "prod", Qualifier: "hnb659fds" },
  assetBucket: "cdk-hnb659fds-assets-222222222222-eu-west-1",
};

/** Calls as `action resource`. */
async function callsOf(stack: StackFacts | undefined, place: StackPlace = PLACE): Promise<readonly string[]> {
  assert.ok(stack !== undefined);
  return (await stackCalls(stack, place)).map(({ action, resource }) => `${action} ${resource}`);
}

describe("stack needs: every call of a bootstrap or debug stack, on the names that its resources get", () => {
  const stacks: Readonly<Record<string, StackFacts | undefined>> = {
    ...STACKS.cdk,
    "v1 SSTBootstrap": STACKS.v1["SSTBootstrap"],
    "v1 DebugStack": STACKS.v1["DebugStack"],
    "v2 SSTBootstrap": STACKS.v2["SSTBootstrap"],
  };
  for (const [name, stack] of Object.entries(stacks)) {
    it(`${name}: whole ARNs, no placeholder left, something made and something deleted`, async () => {
      const calls = await callsOf(stack);
      for (const call of calls) assert.match(call, /^[a-z0-9-]+:\w+ (?:\*|arn:aws:[a-z0-9-]+:[a-z0-9-]*:\d*:[^$]+)$/);
      assert.ok(
        calls.some((call) => call.startsWith("iam:CreateRole ")) &&
          calls.some((call) => call.startsWith("iam:DeleteRole ")),
      );
    });
  }

  it("CDK: fixed names, of the qualifier, account, region and partition", async () => {
    const calls = await callsOf(STACKS.cdk["2.50.0"], {
      ...PLACE,
      partition: "aws-cn",
      region: "cn-north-1",
      values: { Qualifier: "mine" },
    });
    assert.ok(
      calls.includes("iam:CreateRole arn:aws-cn:iam::222222222222:role/cdk-mine-cfn-exec-role-222222222222-cn-north-1"),
    );
    assert.ok(calls.includes("s3:CreateBucket arn:aws-cn:s3:::cdk-mine-assets-222222222222-cn-north-1"));
    assert.ok(
      calls.includes(
        "ecr:CreateRepository arn:aws-cn:ecr:cn-north-1:222222222222:repository/cdk-mine-container-assets-222222222222-cn-north-1",
      ),
    );
    assert.ok(
      calls.includes("ssm:PutParameter arn:aws-cn:ssm:cn-north-1:222222222222:parameter/cdk-bootstrap/mine/version"),
    );
    assert.ok(!calls.some((call) => call.includes("hnb659fds")));
  });

  it("CDK: a bucket's own name where the template's parameter gives one", async () => {
    const calls = await callsOf(STACKS.cdk["2.50.0"], {
      ...PLACE,
      values: { ...PLACE.values, FileAssetsBucketName: "ours" },
    });
    assert.ok(calls.includes("s3:CreateBucket arn:aws:s3:::ours"));
    assert.ok(!calls.some((call) => call.startsWith("s3:CreateBucket arn:aws:s3:::cdk-")));
  });

  it("CDK: what depends on a condition is there, and gone where the conditions don't hold", async () => {
    const all = await callsOf(STACKS.cdk["2.1148.1"]);
    const plain = await callsOf(STACKS.cdk["2.1148.1"], { ...PLACE, conditional: false });
    for (const call of [
      "kms:CreateKey *",
      "iam:CreatePolicy arn:aws:iam::222222222222:policy/cdk-hnb659fds-permissions-boundary-222222222222-eu-west-1",
    ]) {
      assert.ok(all.includes(call), call);
      assert.ok(!plain.includes(call), call);
    }
  });

  it("SSTBootstrap: generated names, the bucket's in lower case; code from CDK's bucket; functions get their roles", async () => {
    const stack = STACKS.v2["SSTBootstrap"];
    const calls = await callsOf(stack);
    assert.ok(calls.some((call) => /^s3:CreateBucket arn:aws:s3:::sstbootstrap-[a-z0-9-]+$/.test(call)));
    assert.ok(calls.some((call) => /^lambda:CreateFunction \S+:function:SSTBootstrap-MetadataHandler/.test(call)));
    assert.ok(calls.includes("s3:GetObject arn:aws:s3:::cdk-hnb659fds-assets-222222222222-eu-west-1/code.zip"));
    assert.ok(stack !== undefined);
    const passes = (await stackCalls(stack, PLACE)).filter(({ action }) => action === "iam:PassRole");
    assert.ok(
      passes.length > 0 && passes.every(({ context }) => context["iam:PassedToService"] === "lambda.amazonaws.com"),
    );
    assert.ok(!calls.some((call) => call.startsWith("dynamodb:")));
  });

  it("custom resources: CloudFormation invokes the function that carries them out, and no other", async () => {
    const invoked = (await callsOf(STACKS.v1["DebugStack"])).filter((call) =>
      call.startsWith("lambda:InvokeFunction "),
    );
    assert.ok(
      invoked.some((call) => call.includes("LogRetention")) &&
        invoked.some((call) => call.includes("CustomS3AutoDelete")),
    );
    assert.ok(!invoked.some((call) => /-(?:Connect|Default|Disconnect)[0-9A-F]{8}-/.test(call)));
  });

  it("long names are cut to 64 characters, keeping 25 of the stack's name", async () => {
    const stackName = "a-stage-name-and-an-app-name-debug-stack";
    const calls = await callsOf(STACKS.v1["DebugStack"], { ...PLACE, stackName });
    const roles = calls
      .filter((call) => call.startsWith("iam:CreateRole "))
      .map((call) => call.split(":role/")[1] ?? "");
    assert.ok(roles.length > 0);
    for (const role of roles) assert.ok(role.length <= 64 && role.startsWith(stackName.slice(0, 25)), role);
    assert.ok(roles.some((role) => !role.startsWith(stackName)));
  });
});
