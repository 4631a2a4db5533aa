import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { firstAccount } from "../plan/configs";
import { stackFile, type Workspace, workspace } from "../support/cli";
import { type Keys, signedCall } from "./support/moto";
import type { RecordedCall } from "./support/gate";
import { type CdkRun, World } from "./support/world";

/**
 * Proves that the pinned CDK CLI bootstraps, deploys and destroys with the planned roles, and what it is refused, by two
 * judges. The local AWS runs with its enforcement on for every call, checks signatures, and authorizes by the policies of the
 * roles as far as it reads them (`support/enforced.ts`). A gate before it records each call and asks a simulator, with all
 * policies, conditions, boundaries, trust and the role that is passed.
 *
 * In three runs the simulator refuses too, because AWS refuses there by what the local AWS doesn't look at: another stack
 * under `bootstrap` (the calls of CDK's deploy role to CloudFormation: its boundary), bootstrapping anew as the deployer
 * (`DeleteChangeSet` of CDKToolkit: the boundary), and the deploy without `--role-arn` under `serviceRole` (`CreateChangeSet`:
 * the condition on `cloudformation:RoleArn`, and `iam:PassRole`). In all others the local AWS decides alone.
 *
 * Doesn't prove what CloudFormation does behind the local AWS's back: the resources of a stack are made there without
 * asking, so what its role may do is asked of the simulator by itself.
 */
const ACCOUNT = "210987654321";
const REGION = "eu-west-1";
/** A cloud assembly of two stacks with a table and a role each, as aws-cdk-lib 2.224.0 synthesizes it. */
const APP = ["--app", resolve(__dirname, "assembly")] as const;
const STACK = "prod-notes-Api";
const OTHER = "other-stack";
const ROLE = (name: string) => `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-${name}-role-${ACCOUNT}-${REGION}`;
const APP_BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/sst-deployers/notes-prod-app-boundary`;

/** The same assembly, for CDK's bootstrap of somebody else. */
async function writeForOther(folder: string): Promise<void> {
  for (const name of await readdir(APP[1])) {
    const text = await readFile(join(APP[1], name), "utf8");
    await writeFile(join(folder, name), text.replaceAll("hnb659fds", "another"));
  }
}

/** The stack's keys for one account under strict guardrails; `current`: the command runs as the access role already. */
function keysOf(strategy: Readonly<Record<string, unknown>>, others: Readonly<Record<string, unknown>>) {
  return {
    app: "notes",
    sst: "v1",
    guardrails: "strict",
    access: { current: true },
    trust: { principals: ["arn:aws:iam::987654321098:role/ci"] },
    accounts: [{ name: "prod-eu", accountId: ACCOUNT, region: REGION, strategy }],
    ...others,
  };
}

const shown = (run: CdkRun) =>
  `${run.output}\n${run.calls.map((call) => `${mark(call.local)}${mark(call.simulator)} ${call.status} ${call.role ?? "?"} ${call.action} ${call.resource}`).join("\n")}`;
const at = ({ endpoint }: World) => ({ endpoint, region: REGION });
const mark = (allowed: boolean | undefined) => (allowed === undefined ? " " : allowed ? "+" : "-");
const refused = (run: CdkRun) => run.calls.filter(({ local }) => local !== true);
const named = (calls: readonly RecordedCall[]) => [
  ...new Set(calls.map(({ action, resource }) => `${action} ${resource}`)),
];
const changeSet = (run: CdkRun) => run.calls.find(({ action }) => action === "cloudformation:CreateChangeSet");

/** No call that one of the two allows and the other refuses. */
function assertAgreed(run: CdkRun): void {
  const differing = run.calls.filter(({ local, simulator }) => local !== simulator);
  assert.deepEqual(named(differing), [], shown(run));
}

/** What CloudFormation may do with a role: tables and bounded roles of the app, nothing of other services, no other role. */
async function assertExecution({ roles }: World, role: string): Promise<void> {
  const table = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/prod-notes-Api-Table`;
  const appRole = `arn:aws:iam::${ACCOUNT}:role/prod-notes-Api-Role-ABC`;
  const bounded = { "iam:PermissionsBoundary": APP_BOUNDARY };
  const calls = [
    [true, "dynamodb:CreateTable", table, {}],
    [false, "sns:CreateTopic", `arn:aws:sns:${REGION}:${ACCOUNT}:prod-notes-topic`, {}],
    [true, "iam:CreateRole", appRole, bounded],
    [false, "iam:CreateRole", appRole, {}],
    [false, "iam:CreateRole", `arn:aws:iam::${ACCOUNT}:role/somebody-else`, bounded],
  ] as const;
  for (const [expected, action, resource, context] of calls) {
    assert.equal(await roles.allows(role, { action, resource, context }), expected, `${action} on ${resource}`);
  }
}

describe("The real CDK CLI with execution: bootstrap", function () {
  this.timeout(120_000);
  const keys = keysOf({ type: "services", constructs: ["Table"] }, { cdk: { execution: "bootstrap" } });
  let world: World;
  let space: Workspace;
  let deployer: Keys;
  const by = (caller: Keys, operation: string, parameters: Readonly<Record<string, string>>) =>
    signedCall(at(world), caller, "cloudformation", operation, parameters);
  before(async () => {
    world = await World.of(firstAccount(keys));
    space = await workspace({ prod: stackFile(keys) });
  });
  after(async () => {
    await world.close();
    await space.remove();
  });

  it("deployers bootstrap puts the planned policies and the boundary on CDK's roles, and trusts nobody else", async () => {
    const environment = world.environment(await world.accessKeys());
    const unconfirmed = await space.deployers(["bootstrap"], environment);
    assert.deepEqual([unconfirmed.code, unconfirmed.stdout], [1, ""]);
    assert.match(unconfirmed.stderr, /--yes/);
    assert.equal((await world.readCdkRoles()).size, 0);

    const { result, calls } = await world.enforced(() => space.deployers(["bootstrap", "--yes"], environment));
    const { code, stdout, stderr } = result;
    assert.equal(code, 0, stderr);
    assertAgreed({ code, output: stderr, calls });
    assert.match(stdout, /prod-eu +210987654321 +eu-west-1 +done/);
    assert.match(stderr, /Execution policies: .*notes-prod-cdk-execution/);
    assert.match(stderr, /Trusted accounts for deployment: \(none\)/);
    const roles = await world.readCdkRoles();
    assert.deepEqual(
      [...roles.keys()].sort(),
      ["cfn-exec", "deploy", "file-publishing", "image-publishing", "lookup"].map(ROLE),
    );
    const [deployerBoundary] = world.account.boundaries.filter(({ binds }) => binds === "deployer");
    for (const [arn, { boundary }] of roles) assert.deepEqual(boundary, deployerBoundary?.document, arn);
    assert.deepEqual(
      roles.get(ROLE("cfn-exec"))?.policies,
      world.account.cdk?.executionPolicies.map(({ document }) => document),
    );
    deployer = await world.keysOf(world.account.roles[0].arn);
  });

  it("keys that nobody has, and a secret that isn't the key's, are refused by the local AWS", async () => {
    const call = (by: Keys) => () =>
      signedCall({ endpoint: world.endpoint, region: REGION }, by, "sts", "GetCallerIdentity");
    const { result } = await world.enforced(call(deployer));
    assert.match(result.body, /assumed-role\/notes-prod-deploy\/deployer/);
    const unknown = await world.enforced(call({ ...deployer, accessKeyId: "ASIAIOSFODNN7EXAMPLE" }));
    assert.deepEqual([unknown.result.status, unknown.calls[0]?.role], [403, undefined]);
    assert.match(unknown.result.body, /InvalidClientTokenId/);
    await assert.rejects(
      world.enforced(call({ ...deployer, secretAccessKey: "wrong" })),
      /refused \(403\): sts:GetCaller/,
    );
  });

  it("cdk deploy goes through CDK's deploy role, with CDK's execution role, and is refused nothing", async () => {
    const run = await world.cdk(deployer, ["deploy", STACK, ...APP, "--require-approval", "never"]);
    assert.equal(run.code, 0, shown(run));
    assert.deepEqual(named(refused(run)), [], shown(run));
    assertAgreed(run);
    assert.equal(changeSet(run)?.role, ROLE("deploy"));
    assert.equal(changeSet(run)?.passedRole, ROLE("cfn-exec"));
  });

  it("CloudFormation may then do what the config names, and no more", () => assertExecution(world, ROLE("cfn-exec")));

  it("a deploy of another stack is denied, by the boundary on CDK's deploy role", async () => {
    const run = await world.cdk(deployer, ["deploy", OTHER, ...APP, "--require-approval", "never"], "simulator too");
    assert.notEqual(run.code, 0, shown(run));
    assert.match(run.output, /not authorized to perform: cloudformation:/);
    assert.ok(!run.calls.some(({ action, local }) => action === "cloudformation:ExecuteChangeSet" && local));
    for (const call of refused(run)) {
      assert.equal(call.role, ROLE("deploy"), shown(run));
      assert.deepEqual(await world.roles.unseen(call), ["boundary"], shown(run));
    }
  });

  it("a deploy through another app's bootstrap is denied, by the local AWS alone", async () => {
    const app = join(space.project, "cdk.out");
    await mkdir(app);
    await writeForOther(app);
    const run = await world.cdk(deployer, ["deploy", STACK, "--app", app, "--require-approval", "never"]);
    assert.notEqual(run.code, 0, shown(run));
    assertAgreed(run);
    assert.ok(
      named(refused(run)).includes(`sts:AssumeRole ${ROLE("deploy").replace("hnb659fds", "another")}`),
      shown(run),
    );
    assert.ok(!run.calls.some(({ action, local }) => action === "cloudformation:CreateChangeSet" && local), shown(run));
  });

  it("the deployer can't bootstrap anew, with other policies", async () => {
    const administrator = ["--cloudformation-execution-policies", "arn:aws:iam::aws:policy/AdministratorAccess"];
    const bootstrap = ["bootstrap", `aws://${ACCOUNT}/${REGION}`, ...administrator];
    const run = await world.cdk(deployer, bootstrap, "simulator too");
    assert.notEqual(run.code, 0, shown(run));
    assert.match(run.output, /not authorized to perform: cloudformation:\w+ on resource: \S+stack\/CDKToolkit\//);
    assert.ok(!run.calls.some(({ action, local }) => action === "cloudformation:CreateChangeSet" && local));
    // What would follow, of the local AWS alone: it is a server error there to delete a change set that isn't there.
    const change = { StackName: "CDKToolkit", ChangeSetName: "anew", UsePreviousTemplate: "true" };
    const { result, calls } = await world.enforced(() => by(deployer, "CreateChangeSet", change));
    assert.deepEqual([result.status, calls[0]?.simulator], [403, false], result.body);
  });

  it("cdk destroy removes the stack", async () => {
    const run = await world.cdk(deployer, ["destroy", STACK, ...APP, "--force"]);
    assert.equal(run.code, 0, shown(run));
    assert.deepEqual(named(refused(run)), [], shown(run));
    assertAgreed(run);
    assert.ok(run.calls.some(({ action, status }) => action === "cloudformation:DeleteStack" && status === 200));
  });
});

describe("The real CDK CLI with the service role of the strategy cloudformation", function () {
  this.timeout(120_000);
  let world: World;
  let deployer: Keys;
  let service: string;
  before(async () => {
    world = await World.of(firstAccount(keysOf({ type: "cloudformation", constructs: ["Table"] }, {})));
    service = world.account.roles.find(({ duty }) => duty === "cloudformation")?.arn ?? assert.fail("no service role");
    const bootstrap = ["bootstrap", `aws://${ACCOUNT}/${REGION}`];
    const run = await world.cdk(await world.accessKeys(), bootstrap);
    assert.equal(run.code, 0, shown(run));
    await world.readCdkRoles();
    deployer = await world.keysOf(world.account.roles[0].arn);
  });
  after(() => world.close());
  const deploy = (stack: string) => ["deploy", stack, ...APP, "--role-arn", service, "--require-approval", "never"];

  it("without --role-arn, which would pass CDK's own execution role, it is denied", async () => {
    const run = await world.cdk(deployer, ["deploy", STACK, ...APP, "--require-approval", "never"], "simulator too");
    assert.notEqual(run.code, 0, shown(run));
    const attempt = changeSet(run) ?? assert.fail(shown(run));
    assert.deepEqual([attempt.passedRole, attempt.simulator], [ROLE("cfn-exec"), false], shown(run));
    assert.deepEqual(await world.roles.unseen(attempt), ["statements", "PassRole"], shown(run));
  });

  it("cdk deploy --role-arn is refused CDK's deploy role, goes on as the caller, and passes the service role", async () => {
    const run = await world.cdk(deployer, deploy(STACK));
    assert.equal(run.code, 0, shown(run));
    assertAgreed(run);
    assert.match(run.output, /Proceeding anyway/);
    assert.deepEqual(named(refused(run)), [`sts:AssumeRole ${ROLE("deploy")}`]);
    assert.equal(changeSet(run)?.role, world.account.roles[0].arn);
    assert.equal(changeSet(run)?.passedRole, service);
  });

  it("CloudFormation may then do what the config names, and no more", () => assertExecution(world, service));

  it("a deploy of another stack is denied, by the local AWS alone", async () => {
    const run = await world.cdk(deployer, deploy(OTHER));
    assert.notEqual(run.code, 0, shown(run));
    assertAgreed(run);
    assert.ok(!run.calls.some(({ action, local }) => /:(Create|Execute)ChangeSet$/.test(action) && local), shown(run));
    assert.ok(
      refused(run).some(({ action, resource }) => action.startsWith("cloudformation:") && resource.includes(OTHER)),
    );
  });

  it("cdk destroy --role-arn removes the stack", async () => {
    const run = await world.cdk(deployer, ["destroy", STACK, ...APP, "--role-arn", service, "--force"]);
    assert.equal(run.code, 0, shown(run));
    assertAgreed(run);
    assert.ok(run.calls.some(({ action, status }) => action === "cloudformation:DeleteStack" && status === 200));
  });
});
