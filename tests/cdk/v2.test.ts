import assert from "node:assert/strict";
import { firstAccount } from "../plan/configs";
import { type Answer, type Keys, signedCall } from "./support/moto";
import type { RecordedCall } from "./support/gate";
import { type Refusing, World } from "./support/world";

/**
 * Proves that v2's way with a service role works and is bounded, by the same two judges as the CDK CLI's. SST v2 doesn't run
 * the CDK CLI to deploy: it calls CloudFormation itself with the deployer's credentials, and passes what
 * `cdk.cloudFormationExecutionRole` names (`anomalyco/v2@v2.49.8:packages/sst/src/stacks/deploy.ts`). Those calls are made here
 * one by one, signed by AWS's own signer; doesn't prove that SST v2 makes no others.
 */
const ACCOUNT = "210987654321";
const REGION = "eu-west-1";
const STACK = "prod-notes-Api";
const TEMPLATE = JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } });
const CHANGED = JSON.stringify({
  Resources: { Topic: { Type: "AWS::SNS::Topic" }, Other: { Type: "AWS::SNS::Topic" } },
});

describe("SST v2's own calls to CloudFormation, with the service role of the strategy cloudformation", function () {
  this.timeout(60_000);
  let world: World;
  let deployer: Keys;
  let service: string;
  before(async () => {
    const account = firstAccount({
      app: "notes",
      sst: "v2",
      guardrails: "strict",
      access: { current: true },
      trust: { principals: ["arn:aws:iam::987654321098:role/ci"] },
      accounts: [
        {
          name: "prod-eu",
          accountId: ACCOUNT,
          region: REGION,
          strategy: { type: "cloudformation", constructs: ["Topic"] },
        },
      ],
    });
    world = await World.of(account);
    service = account.roles.find(({ duty }) => duty === "cloudformation")?.arn ?? assert.fail("no service role");
    deployer = await world.keysOf(account.roles[0].arn);
  });
  after(() => world.close());

  async function call(
    operation: string,
    parameters: Readonly<Record<string, string>>,
    refusing?: Refusing,
  ): Promise<Answer & { readonly call: RecordedCall }> {
    const at = { endpoint: world.endpoint, region: REGION };
    const run = () => signedCall(at, deployer, "cloudformation", operation, parameters);
    const { result, calls } = await world.enforced(run, refusing);
    const [call] = calls;
    return { ...result, call: call ?? assert.fail("not recorded") };
  }

  it("creates, updates, reads and deletes a stack of the app, and passes the service role", async () => {
    const steps: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ["CreateStack", { StackName: STACK, TemplateBody: TEMPLATE, RoleARN: service }],
      ["DescribeStacks", { StackName: STACK }],
      ["UpdateStack", { StackName: STACK, TemplateBody: CHANGED, RoleARN: service }],
      ["DescribeStackEvents", { StackName: STACK }],
      ["DescribeStackResources", { StackName: STACK }],
      ["DeleteStack", { StackName: STACK }],
    ];
    for (const [operation, parameters] of steps) {
      const { status, body, call: made } = await call(operation, parameters);
      assert.deepEqual([status, made.simulator, made.local], [200, true, true], `${operation}: ${body}`);
    }
  });

  it("another role, or none, is denied: by the condition on cloudformation:RoleArn and by PassRole", async () => {
    const create = { StackName: STACK, TemplateBody: TEMPLATE };
    const own = `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`;
    const other = await call("CreateStack", { ...create, RoleARN: own }, "simulator too");
    assert.equal(other.status, 403, other.body);
    assert.deepEqual(await world.roles.unseen(other.call), ["statements", "PassRole"]);
    const none = await call("CreateStack", create, "simulator too");
    assert.equal(none.status, 403, none.body);
    assert.deepEqual(await world.roles.unseen(none.call), ["statements"]);
  });

  it("another app's stack is denied, by the local AWS alone", async () => {
    for (const operation of ["CreateStack", "UpdateStack", "DeleteStack"]) {
      const template = operation === "DeleteStack" ? {} : { TemplateBody: TEMPLATE, RoleARN: service };
      const { status, call: made } = await call(operation, { StackName: "prod-shop-Api", ...template });
      assert.deepEqual([status, made.simulator, made.local], [403, false, false], operation);
    }
  });
});
