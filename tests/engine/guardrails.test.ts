import assert from "node:assert/strict";
import type { AccountPlan } from "../../plan/model";
import type { PolicyDocument } from "../../policy/document";
import { pulumi } from "../../sandbox/engine";
import type { Session } from "../../sandbox/session";
import { planOf } from "../../sandbox/start";
import { createStack, deployerRoles, editConfig, engineSession, iam, up } from "./support/session";

const STACK = "strict";
const REGION = "eu-west-1";
/** One account for each form that strict guardrails have; SST's generation goes with the form. */
const ACCOUNTS = [
  { name: "ion", accountId: "666666666661", region: REGION, strategy: { type: "services", constructs: ["Dynamo"] } },
  {
    name: "bootstrap",
    accountId: "666666666662",
    region: REGION,
    sst: "v2",
    cdk: { execution: "bootstrap" },
    strategy: { type: "services", constructs: ["Table"] },
  },
  {
    name: "service",
    accountId: "666666666663",
    region: REGION,
    sst: "v2",
    strategy: { type: "cloudformation", constructs: ["Table"] },
  },
];
const KEYS = {
  app: "notes",
  sst: "v4",
  stages: [STACK],
  guardrails: "strict",
  trust: { principals: ["arn:aws:iam::987654321098:role/ci"] },
  accounts: ACCOUNTS,
};

/** Names and documents of the managed policies of this project that are in an account. */
async function managedPolicies(session: Session, accountId: string): Promise<ReadonlyMap<string, PolicyDocument>> {
  const list = ["list-policies", "--scope", "Local", "--path-prefix", "/sst-deployers/"];
  const { Policies } = await iam<{ readonly Policies: readonly Record<"Arn" | "DefaultVersionId", string>[] }>(
    session,
    accountId,
    ...list,
  );
  const documents = new Map<string, PolicyDocument>();
  for (const { Arn, DefaultVersionId } of Policies) {
    const version = ["get-policy-version", "--policy-arn", Arn, "--version-id", DefaultVersionId];
    const { PolicyVersion } = await iam<{ readonly PolicyVersion: { readonly Document: PolicyDocument } }>(
      session,
      accountId,
      ...version,
    );
    documents.set(Arn, PolicyVersion.Document);
  }
  return documents;
}

/** The boundary that a role has, by its ARN. */
async function boundaryOf(session: Session, accountId: string, role: string): Promise<string | undefined> {
  const { Role } = await iam<{
    readonly Role: { readonly PermissionsBoundary?: { readonly PermissionsBoundaryArn: string } };
  }>(session, accountId, "get-role", "--role-name", role);
  return Role.PermissionsBoundary?.PermissionsBoundaryArn;
}

/** Boundaries and execution policies of a plan's account, by their ARNs. */
function plannedLimits(account: AccountPlan): ReadonlyMap<string, PolicyDocument> {
  const limits = [...account.boundaries, ...(account.cdk?.executionPolicies ?? [])];
  return new Map(limits.map(({ arn, document }) => [arn, document]));
}

/** That the limits of strict guardrails come to be as planned, and go in an order that IAM allows. */
describe("A real engine and a real provider: the boundaries and execution policies of strict guardrails", () => {
  let session: Session;
  let accounts: readonly AccountPlan[];
  before(async () => {
    session = await engineSession();
    await createStack(session, STACK, KEYS);
    ({ accounts } = planOf(session, STACK));
    assert.equal(accounts.length, ACCOUNTS.length);
  });

  it("creates them byte by byte as planned, and puts the deployer's boundary on every role", async () => {
    const result = await up(session, STACK);
    assert.equal(result.exitCode, 0, result.output);
    for (const account of accounts) {
      const limits = plannedLimits(account);
      assert.ok(limits.size >= 2, account.name);
      const found = await managedPolicies(session, account.accountId);
      for (const [arn, document] of limits) assert.deepEqual(found.get(arn), document, arn);
      for (const role of account.roles) {
        assert.ok(role.permissionsBoundary !== undefined && limits.has(role.permissionsBoundary), role.arn);
        assert.equal(await boundaryOf(session, account.accountId, role.name), role.permissionsBoundary, role.arn);
      }
    }
    assert.deepEqual(accounts.map((account) => account.cdk?.executionPolicies.length ?? 0).map(Boolean), [
      false,
      true,
      false,
    ]);
  });

  it("mends a boundary that somebody took off a role", async () => {
    const [account] = accounts;
    const [role] = account?.roles ?? [];
    assert.ok(account && role);
    await iam(session, account.accountId, "delete-role-permissions-boundary", "--role-name", role.name);
    assert.equal(await boundaryOf(session, account.accountId, role.name), undefined);
    const result = await up(session, STACK);
    assert.equal(result.exitCode, 0, result.output);
    assert.match(result.output, /~ 1 updated/);
    assert.equal(await boundaryOf(session, account.accountId, role.name), role.permissionsBoundary);
  });

  it("takes them away again with guardrails: standard, off the roles first", async () => {
    editConfig(session, STACK, (config) => {
      config["sst-deployer-roles:guardrails"] = "standard";
    });
    const result = await up(session, STACK);
    assert.equal(result.exitCode, 0, result.output);
    for (const account of accounts) {
      const left = [...(await managedPolicies(session, account.accountId)).keys()];
      for (const { arn } of account.boundaries) assert.ok(!left.includes(arn), arn);
      for (const role of account.roles) {
        assert.equal(await boundaryOf(session, account.accountId, role.name), undefined, role.arn);
      }
    }
  });

  it("attaches a boundary of somebody else's, and leaves it where and as it is", async () => {
    const boundary = `arn:aws:iam::${ACCOUNTS[0]?.accountId ?? ""}:policy/security/everyone`;
    const document: PolicyDocument = {
      Version: "2012-10-17",
      Statement: [{ Sid: "All", Effect: "Allow", Action: ["*"], Resource: ["*"] }],
    };
    const [{ accountId }] = accounts as readonly [AccountPlan];
    const create = ["create-policy", "--policy-name", "everyone", "--path", "/security/"];
    await iam(session, accountId, ...create, "--policy-document", JSON.stringify(document));
    editConfig(session, STACK, (config) => {
      config["sst-deployer-roles:accounts"] = [{ ...ACCOUNTS[0], permissionsBoundary: "security/everyone" }];
    });
    const [account] = planOf(session, STACK).accounts;
    assert.equal(account.roles[0].permissionsBoundary, boundary);
    const result = await up(session, STACK);
    assert.equal(result.exitCode, 0, result.output);
    assert.equal(await boundaryOf(session, accountId, account.roles[0].name), boundary);

    await pulumi(session, ["destroy", "--stack", STACK, "--yes", "--skip-preview"]);
    for (const each of accounts) {
      assert.deepEqual(await deployerRoles(session, each.accountId), []);
      assert.deepEqual([...(await managedPolicies(session, each.accountId))], []);
    }
    const { Policy } = await iam<{ readonly Policy: { readonly DefaultVersionId: string } }>(
      session,
      accountId,
      ...["get-policy", "--policy-arn", boundary],
    );
    assert.equal(Policy.DefaultVersionId, "v1");
  });
});
