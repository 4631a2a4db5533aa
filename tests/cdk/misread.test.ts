import assert from "node:assert/strict";
import type { PolicyDocument, PolicyStatement } from "../../policy/document";
import type { LocalAws } from "../../sandbox/localAws";
import { startMoto } from "../support/moto";
import { readable, trustAnybody } from "./support/enforced";
import { type Answer, type Keys, LocalClient, type QueryService, signedCall } from "./support/moto";

/**
 * Proves, against the local AWS itself with its enforcement on and nothing of ours in it, each misreading for which the tests
 * of the CDK CLI give it less than a plan's policies, or a simulator decides beside it. The day it reads one right the test
 * fails, and what is left out for it can go back in.
 */
const ACCOUNT = "210987654321";
const ROLE = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const STACK = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/prod-notes-Api/*`;

const statement = (part: Partial<PolicyStatement>): PolicyStatement => ({ Sid: "", Effect: "Allow", ...part });
const policy = (...statements: readonly PolicyStatement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements.map((each, index) => ({ ...each, Sid: `Statement${index}` })),
});
/** Keeps a policy from being empty, which is malformed. */
const other = statement({ Action: ["iam:ListUsers"], Resource: ["*"] });
const unmet = { StringEquals: { "aws:PrincipalTag/team": ["nobody"] } };
const session = { Action: ["sts:GetSessionToken"], Resource: ["*"] };
const stacks = { Action: ["cloudformation:*"], Resource: ["*"] };
const trusting = (principal: string) =>
  policy(statement({ Action: ["sts:AssumeRole"], Principal: { AWS: [principal] } }));

describe("what the local AWS misreads of policies", function () {
  this.timeout(60_000);
  let aws: LocalAws;
  let client: LocalClient;
  let names = 0;
  before(async () => {
    aws = await startMoto();
    client = await LocalClient.of(aws.endpoint, ACCOUNT);
  });
  after(() => aws.stop());

  /** A role with these policies; `more` are parameters of CreateRole. */
  async function role(policies: readonly PolicyDocument[], trust = trusting("*"), more = {}): Promise<string> {
    const RoleName = `role-${names++}`;
    const AssumeRolePolicyDocument = JSON.stringify(trust);
    await client.call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument, ...more });
    for (const [index, document] of policies.entries()) {
      const PolicyDocument = JSON.stringify(document);
      await client.call("iam", "PutRolePolicy", { RoleName, PolicyName: `p${index}`, PolicyDocument });
    }
    return RoleName;
  }

  async function call(
    keys: Keys,
    service: QueryService,
    operation: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    await aws.enforcePermissions();
    try {
      const at = { endpoint: aws.endpoint, region: "eu-west-1" };
      return await signedCall(at, keys, service, operation, parameters);
    } finally {
      await aws.allowEverything();
    }
  }

  /** Whether a role with these policies may get a session token. */
  async function may(...policies: readonly PolicyDocument[]): Promise<boolean> {
    const answer = await call(await client.assume(ROLE(await role(policies))), "sts", "GetSessionToken");
    if (answer.status !== 200)
      assert.match(answer.body, /AccessDenied.*not authorized to perform: sts:GetSessionToken/s);
    return answer.status === 200;
  }

  it("it reads plain statements as AWS does", async () => {
    assert.equal(await may(), false);
    assert.equal(await may(policy(statement(session))), true);
    assert.equal(await may(policy(statement({ ...session, Resource: ["arn:aws:s3:::bucket"] }))), false);
    assert.equal(await may(policy(statement(session)), policy(statement({ ...session, Effect: "Deny" }))), false);
  });

  it("a Deny with a condition that isn't met denies; readable, it is left out", async () => {
    const written = policy(statement(session), statement({ ...session, Effect: "Deny", Condition: unmet }));
    assert.equal(await may(written), false);
    assert.equal(await may(readable(written)), true);
  });

  it("a Deny with NotResource allows; readable, it is left out", async () => {
    const { Action } = session;
    const written = policy(other, statement({ Effect: "Deny", Action, NotResource: ["arn:aws:s3:::bucket"] }));
    assert.equal(await may(written), true);
    assert.equal(await may(readable(written)), false);
  });

  it("an Allow with NotResource allows what it excepts; readable, it is left out", async () => {
    const { Action } = session;
    const written = policy(other, statement({ Action, NotResource: ["*"] }));
    assert.equal(await may(written), true);
    assert.equal(await may(readable(written)), false);
  });

  it("an Allow with a condition that isn't met allows; readable, it says so", async () => {
    const written = policy(statement({ ...session, Condition: unmet }));
    assert.equal(await may(written), true);
    assert.equal(readable(written).Statement[0]?.Condition, undefined);
    assert.equal(await may(readable(written)), true);
  });

  it("a boundary that allows nothing of it isn't looked at", async () => {
    const PolicyDocument = JSON.stringify(policy(statement({ ...session, Effect: "Deny" })));
    await client.call("iam", "CreatePolicy", { PolicyName: "boundary", PolicyDocument });
    const more = { PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary` };
    const keys = await client.assume(ROLE(await role([policy(statement(session))], trusting("*"), more)));
    assert.equal((await call(keys, "sts", "GetSessionToken")).status, 200);
  });

  it("trust in the account's root trusts nobody, and a list of everybody neither", async () => {
    const assume = policy(statement({ Action: ["sts:AssumeRole"], Resource: ["*"] }));
    const keys = await client.assume(ROLE(await role([assume])));
    const into = async (trust: PolicyDocument) => {
      const RoleArn = ROLE(await role([], trust));
      return (await call(keys, "sts", "AssumeRole", { RoleArn, RoleSessionName: "next" })).status;
    };
    assert.equal(await into(trusting(`arn:aws:iam::${ACCOUNT}:root`)), 403);
    assert.equal(await into(trusting("*")), 403);
    assert.equal(await into(trustAnybody(trusting(`arn:aws:iam::${ACCOUNT}:root`))), 200);
  });

  it("passing a role isn't asked for, and a stack's ARN never matches", async () => {
    const parameters = {
      StackName: "prod-notes-Api",
      TemplateBody: JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } }),
      RoleARN: ROLE("anything"),
    };
    const scoped = await client.assume(ROLE(await role([policy(statement({ ...stacks, Resource: [STACK] }))])));
    const refused = await call(scoped, "cloudformation", "CreateStack", parameters);
    assert.match(refused.body, /not authorized to perform: cloudformation:CreateStack/);
    const keys = await client.assume(ROLE(await role([policy(statement(stacks))])));
    const created = await call(keys, "cloudformation", "CreateStack", parameters);
    assert.equal(created.status, 200, created.body);
  });
});
