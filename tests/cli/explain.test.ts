import assert from "node:assert/strict";
import { run } from "../../cli/commands/explain";
import { UserError } from "../../cli/errors";
import { formatFindings } from "../../config/describe";
import { stackFile, type Workspace, workspace } from "../support/cli";

interface Answer {
  readonly account: string;
  readonly duty: string;
  readonly answer: string;
  readonly statements: readonly {
    readonly sid: string;
    readonly effect: string;
    readonly if?: unknown;
    readonly because?: string;
    readonly sources?: readonly { readonly where: string }[];
  }[];
  readonly add?: readonly { readonly path: string; readonly anyOf: readonly (string | boolean)[] }[];
}

/** An account of strategy services, with what is given in its strategy and in itself. */
function accountWith(strategy: Readonly<Record<string, unknown>>, keys: Readonly<Record<string, unknown>> = {}) {
  return {
    name: "prod-eu",
    accountId: "210987654321",
    region: "eu-west-1",
    bootstrap: false,
    strategy: { type: "services", constructs: ["Queue"], ...strategy },
    ...keys,
  };
}

describe("deployers explain: whether a role may do something, by which statement, why, and what would allow it", () => {
  let space: Workspace;
  before(async () => {
    space = await workspace({
      prod: stackFile(),
      least: stackFile({ sst: "v3", accounts: [accountWith({})] }),
    });
  });
  after(() => space.remove());

  /** Runs the command in this process, which takes a tenth of the time of a process of its own. */
  const explained = async (action: string, options: Readonly<Record<string, string | boolean>>): Promise<string> => {
    let stdout = "";
    const terminal = {
      out: (text: string) => void (stdout += text),
      err: (text: string) => assert.fail(text),
      environment: {},
      workingDirectory: space.project,
      homeDirectory: space.home,
    };
    assert.equal(await run(options, terminal, [action]), true);
    return stdout;
  };
  const roles = async (action: string, options: Readonly<Record<string, string>>): Promise<readonly Answer[]> =>
    (JSON.parse(await explained(action, { ...options, json: true })) as { roles: readonly Answer[] }).roles;
  const answers = (all: readonly Answer[]) => all.map(({ account, duty, answer }) => `${account} ${duty} ${answer}`);

  it("allowed: the statement, what needs it and the source; denied roles beside it", async () => {
    const all = await roles("dynamodb:CreateTable", { stack: "prod" });
    assert.deepEqual(answers(all), [
      "prod-eu deploy allowed",
      "prod-us deploy denied",
      "prod-us cloudformation allowed",
    ]);
    const [statement] = all[0]?.statements ?? [];
    assert.equal(statement?.sid, "DeployServices");
    assert.equal(statement.because, "The app uses the constructs Api, Table.");
    assert.ok(statement.sources?.some(({ where }) => where.endsWith("constructs/Table.ts")));
  });

  it("the same as text, with the action in its own spelling", async () => {
    const args = ["explain", "DynamoDB:createtable", "--stack", "prod", "--account", "prod-eu"];
    const { code, stdout } = await space.deployers(args);
    assert.equal(code, 0);
    assert.match(stdout, /^dynamodb:CreateTable on anything\n\nprod-eu: notes-prod-deploy \(deploy\): allowed\n/);
    assert.match(stdout, /\n {2}Statement DeployServices allows it on \*\n {4}because: The app uses .*\n {4}source: /);
    assert.doesNotMatch(stdout, /prod-us/);
  });

  it("conditions are told, and the answer isn't a plain yes", async () => {
    const resource = "arn:aws:iam::321098765432:role/sst-deployers/notes-prod-cloudformation";
    const options = { resource, stack: "prod", account: "prod-us" };
    const deploy = (await roles("iam:PassRole", options)).find(({ duty }) => duty === "deploy");
    assert.equal(deploy?.answer, "conditional");
    const allow = deploy.statements.find(({ effect }) => effect === "Allow");
    assert.deepEqual(allow?.if, { StringEquals: { "iam:PassedToService": ["cloudformation.amazonaws.com"] } });
    const text = await explained("iam:PassRole", options);
    assert.match(text, /\n {4}if iam:PassedToService is cloudformation\.amazonaws\.com \(StringEquals\)\n/);
  });

  it("a negated condition is told as what it is", async () => {
    await space.write(
      "Pulumi.strict.yaml",
      stackFile({ sst: "v4", guardrails: "strict", accounts: [accountWith({})] }),
    );
    const text = await explained("iam:CreateRole", { stack: "strict" });
    assert.match(
      text,
      /denies it on [^]*\n {4}if iam:PermissionsBoundary is not like arn:\S+app-boundary \(ArnNotEquals\)\n/,
    );
  });

  it("accounts that differ in name and id only get the same suggestions, each under its own path", async () => {
    const accounts = [accountWith({}), { ...accountWith({}), name: "prod-us", accountId: "321098765432" }];
    await space.write("Pulumi.twins.yaml", stackFile({ sst: "v3", accounts }));
    const [first, second] = await roles("dynamodb:CreateTable", { stack: "twins" });
    const paths = (answer: Answer | undefined) => answer?.add?.map(({ path }) => path);
    assert.ok(paths(first)?.includes("accounts[0].strategy.constructs"));
    assert.deepEqual(
      paths(second),
      paths(first)?.map((path) => path.replace("[0]", "[1]")),
    );
    assert.deepEqual(
      second?.add?.map(({ anyOf }) => anyOf),
      first?.add?.map(({ anyOf }) => anyOf),
    );
  });

  it("one app's object is allowed, another's isn't, and nothing in the config would allow that", async () => {
    const object = (app: string) => `arn:aws:s3:::sst-state-abc/app/${app}/least.json`;
    const [own] = await roles("s3:GetObject", { resource: object("notes"), stack: "least" });
    assert.equal(own?.answer, "allowed");
    const [other] = await roles("s3:GetObject", { resource: object("billing"), stack: "least" });
    assert.equal(other?.answer, "denied");
    assert.ok(!other.add?.some(({ path }) => /bootstrap|liveDevelopment/.test(path)));
  });

  /** What is asked, and the suggested path with one of its values; the config that takes it must allow it. */
  const suggested: readonly (readonly [string, string, string | boolean, ReturnType<typeof accountWith>])[] = [
    ["dynamodb:CreateTable", "strategy.constructs", "Dynamo", accountWith({ constructs: ["Queue", "Dynamo"] })],
    ["redshift:CreateCluster", "strategy.services", "redshift", accountWith({ services: ["redshift"] })],
    ["acm:RequestCertificate", "strategy.customDomain", true, accountWith({ customDomain: true })],
    ["appsync:EventPublish", "liveDevelopment", true, accountWith({}, { liveDevelopment: true })],
    ["s3:PutBucketVersioning", "bootstrap", true, accountWith({}, { bootstrap: true })],
  ];
  for (const [action, path, value, account] of suggested) {
    it(`${action} is denied; ${path}: ${String(value)} would allow it, and does`, async () => {
      const [before] = await roles(action, { stack: "least" });
      assert.equal(before?.answer, "denied");
      const suggestion = before.add?.find((each) => each.path === `accounts[0].${path}`);
      assert.ok(suggestion?.anyOf.includes(value), JSON.stringify(before.add));
      await space.write("Pulumi.after.yaml", stackFile({ sst: "v3", accounts: [account] }));
      const [then] = await roles(action, { stack: "after" });
      assert.notEqual(then?.answer, "denied");
    });
  }

  it("administrator: allowed by AdministratorAccess, and nothing is suggested", async () => {
    await space.write(
      "Pulumi.admin.yaml",
      stackFile({ accounts: [{ ...accountWith({}), strategy: { type: "administrator" } }] }),
    );
    const [role] = await roles("redshift:CreateCluster", { stack: "admin" });
    assert.equal(role?.answer, "allowed");
    assert.deepEqual(
      role.statements.map(({ sid }) => sid),
      ["AdministratorAccess"],
    );
    assert.equal(role.add, undefined);
  });

  for (const [what, action, options, pattern] of [
    ["an unknown action", "s3:GetObjekt", {}, /IAM has no action GetObjekt\.[^]*nearest: +s3:GetObject\n/],
    ["an unknown service", "dynamodbb:CreateTable", {}, /IAM has no service dynamodbb\.[^]*nearest: +dynamodb\n/],
    ["a pattern", "s3:Get*", {}, /without wildcards/],
    ["a word", "GetObject", {}, /a service and an operation/],
    ["a name as resource", "s3:GetObject", { resource: "my-bucket" }, /isn't an ARN/],
    ["an ARN for an action without", "s3:ListAllMyBuckets", { resource: "arn:aws:s3:::a" }, /takes no resource/],
    ["an unknown account", "s3:GetObject", { account: "prod-ue" }, /no account of that name[^]*allowed: +prod-eu/],
  ] as const) {
    it(`${what} is a mistake, and the message says what is right`, async () => {
      await assert.rejects(explained(action, { stack: "prod", ...options }), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(formatFindings(error.findings), pattern);
        return true;
      });
    });
  }

  it("a mistake: exit code 1, on stderr, nothing on stdout", async () => {
    for (const args of [["s3:GetObjekt"], []]) {
      const { code, stdout, stderr } = await space.deployers(["explain", ...args, "--stack", "prod"]);
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr, /GetObjekt|missing required argument/);
    }
  });
});
