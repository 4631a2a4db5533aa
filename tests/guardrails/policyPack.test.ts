import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { join, resolve } from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import type { ResourceValidationArgs } from "@pulumi/policy";
import struct from "google-protobuf/google/protobuf/struct_pb";
import { DEFAULT_EXPORT_OPTIONS } from "../../exports/model";
import { POLICY_PACK_FORMAT } from "../../exports/policyPack";
import { RULES } from "../../guardrails/rules";
import { planned, oneAccount } from "../plan/configs";

const ROLE = "aws:iam/role:Role";
const BOUNDARY = "arn:aws:iam::222222222222:policy/sst-deployers/notes-prod-app-boundary";
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const trust = (principal: unknown, others: object = {}) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...others }],
  });
const allow = (action: unknown, resource: unknown) =>
  JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: action, Resource: resource } });

/** A provider of this program's, which is kept to one account. */
const providerOf = (...accountIds: readonly string[]) => ({ props: { allowedAccountIds: JSON.stringify(accountIds) } });

/** What a rule says of a resource. */
async function violations(
  rule: string,
  type: string,
  props: object,
  config: object = {},
  provider?: object,
): Promise<readonly string[]> {
  const { validateResource } = RULES.find(({ name }) => name === rule) ?? assert.fail(rule);
  assert.ok(typeof validateResource === "function");
  const found: string[] = [];
  const args = { type, props, provider, name: "resource", urn: "urn", getConfig: () => config };
  await validateResource(args as unknown as ResourceValidationArgs, (message) => found.push(message));
  return found;
}

describe("the policy pack's rules pass, fail, and don't take what is undefined for good", () => {
  it("role-has-boundary", async () => {
    const check = (props: object, config?: object, provider?: object) =>
      violations("role-has-boundary", ROLE, props, config, provider);
    const bounded = { app: [BOUNDARY], deployer: [""] };
    const config = { accounts: { "222222222222": bounded } };
    assert.deepEqual(await check({ permissionsBoundary: BOUNDARY }), []);
    assert.deepEqual(await check({ permissionsBoundary: BOUNDARY }, config), []);
    assert.deepEqual(await check({ path: "/sst-deployers/" }, config), []);
    for (const props of [{}, { permissionsBoundary: undefined }, { permissionsBoundary: "" }]) {
      assert.equal((await check(props)).length, 1);
      assert.equal((await check(props, config)).length, 1);
    }
    const two = { accounts: { "222222222222": bounded, "333333333333": { app: [""], deployer: [""] } } };
    assert.deepEqual(await check({}, two, providerOf("333333333333")), []);
    assert.equal((await check({}, two, providerOf("222222222222"))).length, 1, "another account's none");
    assert.equal((await check({ permissionsBoundary: BOUNDARY }, two, providerOf("333333333333"))).length, 1);
    assert.equal((await check({ permissionsBoundary: BOUNDARY }, two, providerOf("444444444444"))).length, 1);
    for (const unknown of [
      undefined,
      { props: {} },
      { props: { allowedAccountIds: "?" } },
      providerOf("222222222222", "333333333333"),
    ]) {
      assert.deepEqual(await check({ permissionsBoundary: BOUNDARY }, two, unknown), []);
    }
    assert.match((await check({ permissionsBoundary: "arn:aws:iam::aws:policy/Other" }, config))[0] ?? "", /needs arn/);
    assert.match((await check({ permissionsBoundary: ADMINISTRATOR }))[0] ?? "", /bounds nothing/);
    assert.deepEqual(await violations("role-has-boundary", "aws:s3/bucket:Bucket", {}), []);
    const native = (props: object) => violations("role-has-boundary", "aws-native:iam:Role", props, config);
    assert.deepEqual(await native({ permissionsBoundary: BOUNDARY }), []);
    assert.equal((await native({})).length, 1);
  });

  it("role-trust-without-wildcard", async () => {
    const check = (policy?: unknown) => violations("role-trust-without-wildcard", ROLE, { assumeRolePolicy: policy });
    assert.deepEqual(await check(trust({ Service: "lambda.amazonaws.com" })), []);
    assert.deepEqual(await check(trust({ AWS: ["arn:aws:iam::999999999999:root"] })), []);
    assert.deepEqual(await check(trust("*", { Effect: "Deny" })), []);
    for (const bad of [
      trust("*"),
      trust({ AWS: "*" }),
      trust(
        { AWS: ["arn:aws:iam::999999999999:root", "*"] },
        { Condition: { Bool: { "aws:SecureTransport": "true" } } },
      ),
      trust(undefined, { NotPrincipal: { AWS: "arn:aws:iam::999999999999:root" } }),
      undefined,
      "not a policy",
    ]) {
      assert.equal((await check(bad)).length, 1, String(bad));
    }
    const native = { assumeRolePolicyDocument: JSON.parse(trust("*")) as object };
    assert.equal((await violations("role-trust-without-wildcard", "aws-native:iam:Role", native)).length, 1);
  });

  it("no-administrator-access", async () => {
    const check = (type: string, props: object, config?: object, provider: object = providerOf("222222222222")) =>
      violations("no-administrator-access", type, props, config, provider);
    const attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
    const exclusive = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive";
    const roles = { roles: ["arn:aws:iam::222222222222:role/sst-deployers/notes-dev-deploy"] };
    assert.deepEqual(await check(attachment, { role: "x", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }), []);
    assert.deepEqual(await check(attachment, { role: "notes-dev-deploy", policyArn: ADMINISTRATOR }, roles), []);
    for (const provider of [providerOf("333333333333"), { props: {} }]) {
      const elsewhere = { role: "notes-dev-deploy", policyArn: ADMINISTRATOR };
      assert.equal((await check(attachment, elsewhere, roles, provider)).length, 1, "a role of that name elsewhere");
    }
    assert.deepEqual(await check("aws:iam/rolePolicy:RolePolicy", { role: "x", policy: allow("s3:*", "*") }), []);
    for (const [type, props] of [
      [attachment, { role: "other", policyArn: ADMINISTRATOR }],
      [attachment, { policyArn: ADMINISTRATOR }],
      [exclusive, { roleName: "other", policyArns: [ADMINISTRATOR] }],
      ["aws:iam/userPolicyAttachment:UserPolicyAttachment", { user: "alice", policyArn: ADMINISTRATOR }],
      ["aws:iam/policyAttachment:PolicyAttachment", { roles: ["notes-dev-deploy", "x"], policyArn: ADMINISTRATOR }],
      [ROLE, { name: "other", managedPolicyArns: [ADMINISTRATOR] }],
      [ROLE, { name: "other", inlinePolicies: [{ name: "p", policy: allow("*", "*") }] }],
      ["aws:iam/rolePolicy:RolePolicy", { role: "other", policy: allow(["s3:*", "*:*"], ["*"]) }],
      ["aws:iam/policy:Policy", { name: "all", policy: allow("*", "*") }],
    ] as const) {
      assert.equal((await check(type, props, roles)).length, 1, JSON.stringify([type, props]));
    }
    const inline = "aws:iam/rolePolicy:RolePolicy";
    const document = (...statements: readonly object[]) =>
      JSON.stringify({ Version: "2012-10-17", Statement: statements.map((each) => ({ Effect: "Allow", ...each })) });
    const letters = Array.from("abcdefghijklmnopqrstuvwxyz").map((letter) => `${letter}*`);
    for (const [what, policy] of [
      ["another action left out", document({ NotAction: ["nothing:None"], Resource: "*" })],
      ["another resource left out", document({ Action: "*", NotResource: "arn:aws:s3:::none" })],
      ["an ARN of wildcards", document({ Action: "*", Resource: ["arn:*"] })],
      ["an ARN of more wildcards", document({ Action: "*", Resource: ["*:*"] })],
      ["a question mark", document({ Action: "?*", Resource: "?*" })],
      ["letter by letter", document({ Action: letters, Resource: "*" })],
      [
        "in two statements",
        document({ Action: letters.slice(0, 9), Resource: "*" }, { Action: letters.slice(9), Resource: "*" }),
      ],
      [
        "under a condition",
        document({ Action: "*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      ],
      ["unreadable", "{}"],
      ["no JSON", "allow everything"],
    ] as const) {
      assert.equal((await check(inline, { role: "other", policy }, roles)).length, 1, what);
      assert.deepEqual(await check(inline, { role: "notes-dev-deploy", policy }, roles), [], what);
    }
    for (const policy of [
      document({ Action: "iam:*", Resource: "*" }),
      document({ NotAction: ["iam:*", "organizations:*"], Resource: "*" }),
      document({ Action: "*", Resource: "arn:aws:s3:::bucket/*" }),
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] }),
    ]) {
      assert.deepEqual(await check(inline, { role: "other", policy }), [], policy);
    }
    for (const [type, props] of [
      [
        "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
        { userName: "u", policyArns: [ADMINISTRATOR] },
      ],
      [
        "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
        { groupName: "g", policyArns: [ADMINISTRATOR] },
      ],
      ["aws-native:iam:Role", { roleName: "other", managedPolicyArns: [ADMINISTRATOR] }],
      [
        "aws-native:iam:Role",
        { policies: [{ policyName: "p", policyDocument: JSON.parse(allow("*", "*")) as object }] },
      ],
      [
        "aws-native:iam:ManagedPolicy",
        { managedPolicyName: "p", policyDocument: JSON.parse(allow("*", "*")) as object },
      ],
      // Names of roles except no user, no group and no policy.
      ["aws:iam/userPolicyAttachment:UserPolicyAttachment", { user: "notes-dev-deploy", policyArn: ADMINISTRATOR }],
      ["aws:iam/policy:Policy", { name: "notes-dev-deploy", policy: allow("*", "*") }],
    ] as const) {
      assert.equal((await check(type, props, roles)).length, 1, JSON.stringify([type, props]));
    }
    for (const type of [attachment, exclusive, ROLE, "aws:iam/policy:Policy"]) {
      assert.deepEqual(await check(type, {}), [], `${type} without anything`);
    }
  });

  it("the exported config accepts the plan's own roles, and no others", async () => {
    for (const [strategy, guardrails] of [
      [{ type: "services", services: ["sqs"] }, "standard"],
      [{ type: "services", services: ["sqs"] }, "strict"],
      [{ type: "administrator" }, "off"],
    ] as const) {
      const plan = planned(oneAccount("v4", strategy, { guardrails }));
      const config = JSON.parse(POLICY_PACK_FORMAT.render(plan, DEFAULT_EXPORT_OPTIONS)) as Record<string, object>;
      for (const role of plan.accounts[0].roles) {
        const { name, path, permissionsBoundary, managedPolicyArns, trust: assumeRolePolicy } = role;
        const props = { name, path, permissionsBoundary, managedPolicyArns, assumeRolePolicy };
        const provider = providerOf(plan.accounts[0].accountId);
        const check = (rule: string, of: object) => violations(rule, ROLE, of, config[rule], provider);
        for (const rule of RULES) assert.deepEqual(await check(rule.name, props), []);
        const other = { ...props, name: "other", permissionsBoundary: "arn:aws:iam::222222222222:policy/other" };
        assert.equal((await check("role-has-boundary", other)).length, 1);
      }
    }
  });
});

/**
 * The engine's language host may be too old to start policy packs (sandbox/pins.ts). What it would start is the SDK's own
 * runner, which this starts in its place, and asks over the engine's protocol (pulumi/pulumi:proto/pulumi/analyzer.proto).
 */
describe("the policy pack runs in Pulumi's own runner, asked as the engine asks", function () {
  this.timeout(60_000);
  let child: ChildProcess;
  let client: AnalyzerClient;

  before(async () => {
    const root = resolve(__dirname, "../..");
    const runner = join(root, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
    child = spawn(process.execPath, [runner, "127.0.0.1:1", "."], {
      cwd: join(root, "guardrails"),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    const port = await new Promise<string>((done, failed) => {
      if (child.stdout) createInterface({ input: child.stdout }).once("line", done);
      child.once("exit", (code) => {
        failed(new Error(`The runner ended with ${code ?? "a signal"}: ${errors}`));
      });
    });
    client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  });
  after(() => {
    client.close();
    child.kill();
  });

  const analyze = (properties: Record<string, string>) => {
    const request = new analyzer.AnalyzeRequest();
    request.setType(ROLE);
    request.setName("role");
    request.setUrn(`urn:pulumi:prod::app::${ROLE}::role`);
    request.setOptions(new analyzer.AnalyzerResourceOptions());
    request.setProperties(struct.Struct.fromJavaScript(properties));
    return new Promise<analyzer.AnalyzeResponse>((done, failed) => {
      client.analyze(request, (error: ServiceError | null, response: analyzer.AnalyzeResponse) => {
        if (error) failed(error);
        else done(response);
      });
    });
  };

  it("stops a role without boundary and with a wildcard in its trust, and lets a good one through", async () => {
    const bad = await analyze({ assumeRolePolicy: trust({ AWS: "*" }) });
    assert.deepEqual(
      bad.getDiagnosticsList().map((each) => [each.getPolicyname(), each.getEnforcementlevel()]),
      [
        ["role-has-boundary", analyzer.EnforcementLevel.MANDATORY],
        ["role-trust-without-wildcard", analyzer.EnforcementLevel.MANDATORY],
      ],
    );
    const good = await analyze({
      assumeRolePolicy: trust({ Service: "lambda.amazonaws.com" }),
      permissionsBoundary: BOUNDARY,
    });
    assert.deepEqual(good.getDiagnosticsList(), []);
  });
});
