import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { DEFAULT_EXPORT_OPTIONS } from "../../exports/model";
import { POLICY_PACK_FORMAT } from "../../exports/policyPack";
import type { Plan } from "../../plan/model";
import type { Session } from "../../sandbox/session";
import { planOf } from "../../sandbox/start";
import { createStack, editConfig, engineSession } from "./support/session";
import { SessionPolicyPack } from "./support/policyPack";

const BOUNDARY = "arn:aws:iam::777777777777:policy/sst-deployers/notes-packed-app-boundary";
const packConfig = (plan: Plan) => POLICY_PACK_FORMAT.render(plan, DEFAULT_EXPORT_OPTIONS);

/** An app as SST v3 and v4 make one, as far as a policy pack sees: resources of `@pulumi/aws` in a program of its own. */
const app = (boundary: string, principal: string, policy: string) => `
"use strict";
const aws = require("@pulumi/aws");
const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: ${principal} }] };
const role = new aws.iam.Role("FunctionRole", { assumeRolePolicy: JSON.stringify(trust), ${boundary} });
new aws.iam.RolePolicyAttachment("FunctionPolicy", { role: role.name, policyArn: "arn:aws:iam::aws:policy/${policy}" });
`;

describe("pulumi preview --policy-pack with a real engine", function () {
  let session: Session;
  before(async () => {
    session = await engineSession();
    await createStack(session, "packed", {
      app: "notes",
      sst: "v4",
      stages: ["packed"],
      trust: { principals: ["arn:aws:iam::987654321098:role/ci"] },
      accounts: [
        {
          name: "packed",
          accountId: "777777777777",
          region: "eu-west-1",
          guardrails: "strict",
          strategy: { type: "services", constructs: ["Dynamo"] },
        },
        { name: "tools", accountId: "777777777778", region: "eu-west-1", strategy: { type: "administrator" } },
      ],
    });
  });
  const preview = ["preview", "--stack", "packed"];

  it("lets the stack through for which its config was exported", async () => {
    const pack = new SessionPolicyPack(session, "exported", packConfig(planOf(session, "packed")));
    const { exitCode, output } = await pack.run(preview);
    assert.equal(exitCode, 0, output);
    assert.match(output, /sst-deployer-roles/);
    assert.doesNotMatch(output, /mandatory/);
  });

  it("stops what was changed since: a boundary gone, an administrator who wasn't one", async () => {
    const pack = new SessionPolicyPack(session, "changed", packConfig(planOf(session, "packed")));
    editConfig(session, "packed", (config) => {
      const [first, second] = config["sst-deployer-roles:accounts"] as [Record<string, unknown>, object];
      config["sst-deployer-roles:accounts"] = [
        { ...first, guardrails: "off", strategy: { type: "administrator" } },
        second,
      ];
    });
    const { exitCode, output } = await pack.run(preview);
    assert.notEqual(exitCode, 0, output);
    assert.match(output, /role-has-boundary[^]*?The role has no permissions boundary/);
    assert.match(output, /no-administrator-access[^]*?AdministratorAccess is attached to notes-packed-deploy/);
  });

  describe("on an app's own program, as sst deploy --policy does", () => {
    let directory: string;
    let pack: SessionPolicyPack;
    const previewApp = async (source: string) => {
      writeFileSync(join(directory, "index.js"), source);
      return pack.run(["preview", "--stack", "app"], directory);
    };
    before(async () => {
      directory = join(session.folder, "app");
      mkdirSync(directory);
      // Its own, so that the engine takes this folder for the program and not the checkout around it.
      writeFileSync(join(directory, "package.json"), JSON.stringify({ main: "index.js" }));
      const project = parse(readFileSync(join(session.project, "Pulumi.yaml"), "utf8")) as {
        readonly plugins: unknown;
      };
      const { plugins } = project;
      writeFileSync(join(directory, "Pulumi.yaml"), stringify({ name: "app", runtime: "nodejs", plugins }));
      const { exitCode, output } = await session.run(session.pulumi, ["stack", "init", "app"], { directory });
      assert.equal(exitCode, 0, output);
      const boundaries = { deployer: [], app: [BOUNDARY] };
      const config = { "role-has-boundary": { accounts: { "777777777777": boundaries } } };
      pack = new SessionPolicyPack(session, "app", JSON.stringify(config));
    });

    it("lets a bounded role through", async () => {
      const bounded = app(
        `permissionsBoundary: "${BOUNDARY}"`,
        '{ Service: "lambda.amazonaws.com" }',
        "service-role/AWSLambdaBasicExecutionRole",
      );
      const { exitCode, output } = await previewApp(bounded);
      assert.equal(exitCode, 0, output);
      assert.match(output, /FunctionRole/);
    });

    it("stops a role without boundary, one that trusts everybody, and AdministratorAccess", async () => {
      const { exitCode, output } = await previewApp(app("", '"*"', "AdministratorAccess"));
      assert.notEqual(exitCode, 0, output);
      for (const rule of ["role-has-boundary", "role-trust-without-wildcard", "no-administrator-access"]) {
        assert.match(output, new RegExp(`\\[mandatory\\].*${rule}`), rule);
      }
    });
  });
});
