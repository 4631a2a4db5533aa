import assert from "node:assert/strict";
import { resolve } from "node:path";
import { firstAccount } from "../plan/configs";
import { stackFile, type Workspace, workspace } from "../support/cli";
import type { Keys } from "./support/moto";
import { type CdkRun, World } from "./support/world";

/**
 * Proves that the pinned CDK CLI bootstraps, deploys and destroys with the planned roles, and what it is refused. A gate
 * before the local AWS decides each call that it makes, by an IAM simulator, with all policies, conditions, boundaries and
 * trust. Doesn't prove what CloudFormation does behind the local AWS's back: the resources of a stack are made there without
 * asking, so what its role may do is asked of the simulator by itself.
 */
const ACCOUNT = "210987654321";
const REGION = "eu-west-1";
/** A cloud assembly of two stacks with a table and a role each, as aws-cdk-lib 2.224.0 synthesizes it. */
const APP = ["--app", resolve(__dirname, "assembly")];
const STACK = "prod-notes-Api";
const OTHER = "other-stack";
const ROLE = (name: string) => `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-${name}-role-${ACCOUNT}-${REGION}`;
const APP_BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/sst-deployers/notes-prod-app-boundary`;

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
  `${run.output}\n${run.calls.map(({ allowed, status, role, action, resource }) => `${allowed ? "+" : "-"} ${status} ${role ?? "?"} ${action} ${resource}`).join("\n")}`;
const refused = (run: CdkRun) =>
  run.calls.filter(({ allowed }) => !allowed).map(({ action, resource }) => [action, resource]);
const changeSet = (run: CdkRun) => run.calls.find(({ action }) => action === "cloudformation:CreateChangeSet");

/** What CloudFormation may do with a role: tables and bounded roles of the app, nothing of other services, no other role. */
async function assertExecution(world: World, role: string): Promise<void> {
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
    assert.equal(await world.allows(role, { action, resource, context }), expected, `${action} on ${resource}`);
  }
}

describe("The real CDK CLI with execution: bootstrap", function () {
  this.timeout(120_000);
  const keys = keysOf({ type: "services", constructs: ["Table"] }, { cdk: { execution: "bootstrap" } });
  let world: World;
  let space: Workspace;
  let deployer: Keys;
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

    const { code, stdout, stderr } = await space.deployers(["bootstrap", "--yes"], environment);
    assert.equal(code, 0, stderr);
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
    deployer = await world.keysOf(world.account.roles[0].arn);
  });

  it("cdk deploy goes through CDK's deploy role, with CDK's execution role, and is refused nothing", async () => {
    const run = await world.cdk(deployer, ["deploy", STACK, ...APP, "--require-approval", "never"]);
    assert.equal(run.code, 0, shown(run));
    assert.deepEqual(refused(run), [], shown(run));
    assert.equal(changeSet(run)?.role, ROLE("deploy"));
    assert.equal(changeSet(run)?.passedRole, ROLE("cfn-exec"));
  });

  it("CloudFormation may then do what the config names, and no more", async () => {
    world.play(ROLE("cfn-exec"), world.account.cdk?.executionPolicies ?? []);
    await assertExecution(world, ROLE("cfn-exec"));
  });

  it("a deploy of another stack is denied", async () => {
    const run = await world.cdk(deployer, ["deploy", OTHER, ...APP, "--require-approval", "never"]);
    assert.notEqual(run.code, 0, shown(run));
    assert.match(run.output, /not authorized to perform: cloudformation:/);
    assert.ok(!run.calls.some(({ action, allowed }) => action === "cloudformation:ExecuteChangeSet" && allowed));
  });

  it("the deployer can't bootstrap anew, with other policies", async () => {
    const administrator = ["--cloudformation-execution-policies", "arn:aws:iam::aws:policy/AdministratorAccess"];
    const run = await world.cdk(deployer, ["bootstrap", `aws://${ACCOUNT}/${REGION}`, ...administrator]);
    assert.notEqual(run.code, 0, shown(run));
    assert.match(run.output, /not authorized to perform: cloudformation:\w+ on resource: \S+stack\/CDKToolkit\//);
    assert.ok(!run.calls.some(({ action, allowed }) => action === "cloudformation:CreateChangeSet" && allowed));
  });

  it("cdk destroy removes the stack", async () => {
    const run = await world.cdk(deployer, ["destroy", STACK, ...APP, "--force"]);
    assert.equal(run.code, 0, shown(run));
    assert.deepEqual(refused(run), []);
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

  it("without --role-arn, which would pass CDK's own execution role, it is denied", async () => {
    const run = await world.cdk(deployer, ["deploy", STACK, ...APP, "--require-approval", "never"]);
    assert.notEqual(run.code, 0, shown(run));
    const attempt = changeSet(run);
    assert.deepEqual([attempt?.passedRole, attempt?.allowed], [ROLE("cfn-exec"), false], shown(run));
  });

  it("cdk deploy --role-arn is refused CDK's deploy role, goes on as the caller, and passes the service role", async () => {
    const run = await world.cdk(deployer, [
      "deploy",
      STACK,
      ...APP,
      "--role-arn",
      service,
      "--require-approval",
      "never",
    ]);
    assert.equal(run.code, 0, shown(run));
    assert.match(run.output, /Proceeding anyway/);
    assert.deepEqual([...new Set(refused(run).map((each) => each.join(" ")))], [`sts:AssumeRole ${ROLE("deploy")}`]);
    assert.equal(changeSet(run)?.role, world.account.roles[0].arn);
    assert.equal(changeSet(run)?.passedRole, service);
  });

  it("CloudFormation may then do what the config names, and no more", () => assertExecution(world, service));

  it("a deploy of another stack is denied", async () => {
    const run = await world.cdk(deployer, [
      "deploy",
      OTHER,
      ...APP,
      "--role-arn",
      service,
      "--require-approval",
      "never",
    ]);
    assert.notEqual(run.code, 0, shown(run));
    assert.ok(!run.calls.some(({ action, allowed }) => action === "cloudformation:ExecuteChangeSet" && allowed));
    assert.ok(
      refused(run).some(([action, resource = ""]) => action?.startsWith("cloudformation:") && resource.includes(OTHER)),
    );
  });

  it("cdk destroy --role-arn removes the stack", async () => {
    const run = await world.cdk(deployer, ["destroy", STACK, ...APP, "--role-arn", service, "--force"]);
    assert.equal(run.code, 0, shown(run));
    assert.ok(run.calls.some(({ action, status }) => action === "cloudformation:DeleteStack" && status === 200));
  });
});
