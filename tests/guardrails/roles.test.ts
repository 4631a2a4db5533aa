import assert from "node:assert/strict";
import type { AccountPlan, PlannedRole } from "../../plan/model";
import { plan } from "../../plan/plan";
import { policyDocument } from "../../policy/statement";
import { oneAccount, parsed, type Values } from "../plan/configs";
import { can } from "../support/simulator";
import { type Actor, resourcePolicy } from "./attack";
import { accountOf, COMBINATIONS, type Combination, nameOf, OWN_BOUNDARY } from "./configs";
import { left, partOf } from "./left";
import { documentedResidue } from "./residue";
import { statementsIn } from "./statement";
import { TECHNIQUES } from "./technique";
import { actorsOf, namesIn } from "./world";

function combinationOf(name: string): Combination {
  return COMBINATIONS.find((each) => nameOf(each) === name) ?? assert.fail(name);
}

/** The purposes of the guardrails that a role has. */
function guardsOf(role: PlannedRole, account: AccountPlan): readonly string[] {
  return statementsIn({ ...account, roles: [role], boundaries: [] })
    .filter(({ holder, purpose }) => holder === "caller" && purpose.startsWith("Guard"))
    .map(({ purpose }) => purpose);
}

describe("With duties: separate each role has every guardrail, and can do no more than one with every duty", () => {
  for (const name of [
    "v1 services bootstrap standard account",
    "v2 services existing standard app",
    "v2 cloudformation serviceRole strict app",
    "v4 services standard app",
    "v4 services strict account",
  ]) {
    it(name, async () => {
      const documented = documentedResidue(name) ?? assert.fail(name);
      const combined = accountOf(combinationOf(name), "everything");
      for (const part of ["attacked", "keeping"] as const) {
        const account = accountOf(combinationOf(name), part, { duties: "separate" });
        const techniques = TECHNIQUES.filter((each) => partOf(each) === part);
        const callers = account.roles.filter(({ duty }) => duty !== "cloudformation");
        assert.ok(callers.length > 3);
        for (const role of callers) {
          assert.deepEqual(guardsOf(role, account), guardsOf(combined.roles[0], combined), role.duty);
          for (const { id } of await left(account, techniques, role.duty))
            assert.ok(documented.includes(id), `${role.duty}: ${id}`);
        }
      }
    });
  }
});

describe("A boundary of the user's own is edited by nobody, and required of every role", () => {
  for (const combination of OWN_BOUNDARY) {
    it(nameOf(combination), async () => {
      const account = accountOf(combination, "everything");
      const { appBoundary = "", appRole = "" } = namesIn(account);
      // what the app's own roles may do is for the boundary itself to say, of which nothing is known here
      const deployers = actorsOf(account).filter(({ arn }) => !arn.endsWith("-function"));
      const may = async (action: string, resource: string, bounded: string | undefined) => {
        const context = bounded === undefined ? {} : { "iam:PermissionsBoundary": bounded };
        const ask = ({ arn, policies, context: always = {} }: Actor) =>
          can({ principal: arn, policies, action, resource, context: { ...always, ...context } });
        return (await Promise.all(deployers.map(ask))).includes("Allowed");
      };
      const edits = ["CreatePolicyVersion", "DeletePolicy", "DeletePolicyVersion", "SetDefaultPolicyVersion"];
      for (const edit of [...edits, "TagPolicy", "UntagPolicy"])
        assert.equal(await may(`iam:${edit}`, appBoundary, undefined), false, edit);
      for (const action of ["iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"]) {
        assert.equal(await may(action, appRole, undefined), false, action);
        assert.equal(await may(action, appRole, `${appBoundary}-wide`), false, action);
        // with `existing` it is CDK's own role that makes roles, of which nothing is known here
        if (combination.execution !== "existing") assert.equal(await may(action, appRole, appBoundary), true, action);
      }
    });
  }
});

describe("A boundary that merely doesn't allow", () => {
  const role = "arn:aws:iam::222222222222:role/sst-deployers/notes-prod-deploy";
  const call = {
    principal: "arn:aws:sts::222222222222:assumed-role/notes-prod-deploy/session",
    action: "sts:AssumeRole",
    resource: "arn:aws:iam::222222222222:role/team-admin",
    context: { "aws:PrincipalArn": role },
  };
  const reads = { Sid: "Reads", Effect: "Allow", Action: ["iam:Get*"], Resource: ["*"] } as const;
  const denies = { Sid: "Denies", Effect: "Deny", Action: ["sts:AssumeRole"], Resource: ["*"] } as const;

  it("doesn't hold against a trust policy that names the session, which is why strict denies", async () => {
    const policies = [policyDocument([reads])];
    const answer = (trust: "names session" | "account", boundary: readonly (typeof reads | typeof denies)[]) =>
      can({
        ...call,
        policies,
        boundary: policyDocument(boundary),
        trust: resourcePolicy(trust, role, call.action),
      });
    assert.equal(await answer("names session", [reads]), "Allowed");
    assert.notEqual(await answer("account", [reads]), "Allowed");
    assert.notEqual(await answer("names session", [reads, denies]), "Allowed");
  });
});

describe("What strict with scope: app leaves to the config works without it, and is warned of", () => {
  const codes = (values: Values) => plan(parsed(values)).findings.map(({ code, path }) => `${code} ${path}`);
  const only = (id: string) => TECHNIQUES.filter((each) => each.id === id);

  it("CDK's own qualifier, whose assets apps share", async () => {
    const shared = "qualifier-shared accounts[0].cdk.qualifier";
    const config = (names: Values, scope = "app", guardrails = "strict") =>
      oneAccount(
        "v2",
        { type: "services", scope, constructs: ["Api"] },
        { guardrails, cdk: { execution: "bootstrap", ...names } },
      );
    const own = { qualifier: "notes", toolkitStackName: "CDKToolkit-notes" };
    assert.ok(codes(config({})).includes(shared));
    for (const other of [config(own), config({}, "account"), config({}, "app", "standard")])
      assert.ok(!codes(other).includes(shared));
    const strict = combinationOf("v2 services bootstrap strict app");
    const common = accountOf(strict, "everything", { cdk: { execution: "bootstrap" } });
    assert.deepEqual(await left(accountOf(strict, "everything"), only("assets-001")), []);
    assert.equal((await left(common, only("assets-001"))).length, 1);
  });

  it("hosted zones that aren't named", async () => {
    const strict = combinationOf("v4 services strict app");
    const strategy = { type: "services", scope: "app", services: ["iam", "route53"] };
    const open = plan(parsed(oneAccount("v4", strategy, { guardrails: "strict" })));
    assert.ok(open.ok);
    assert.ok(open.findings.some(({ code }) => code === "scope-zones-open"));
    assert.deepEqual(await left(accountOf(strict, "keeping"), only("route53-002")), []);
    assert.equal((await left(open.plan.accounts[0], only("route53-002"))).length, 1);
  });
});
