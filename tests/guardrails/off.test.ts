import assert from "node:assert/strict";
import { firstAccount, oneAccount } from "../plan/configs";
import { workingWay } from "./attack";
import { LEANS_ON_OTHERS } from "./left";
import { TECHNIQUES, waysIn } from "./technique";
import { actorsOf, isGain, namesIn } from "./world";

/** Hides what is done, and gives nobody more than they have. */
const HIDES = new Set(["cloudtrail-001"]);

/** Every service that a technique uses, each once, in alphabetical order. */
const SERVICES = [
  ...new Set(TECHNIQUES.flatMap(({ ways }) => ways.flat()).map(({ call }) => call.slice(0, call.indexOf(":")))),
].sort();

/** The techniques that give a deployer with these services, and no guardrails, more than it has. */
async function gains(services: readonly string[]): Promise<{ works: readonly string[]; reasons: readonly string[] }> {
  const account = firstAccount(oneAccount("v4", { type: "services", services }, { guardrails: "off" }));
  const works: string[] = [];
  for (const technique of TECHNIQUES) {
    const counts = isGain(technique, account) && !HIDES.has(technique.id) && !LEANS_ON_OTHERS.has(technique.class);
    if (counts && (await workingWay(waysIn(technique, account.sst), actorsOf(account), namesIn(account))))
      works.push(technique.id);
  }
  return { works, reasons: account.roles[0].administratorEquivalent ?? [] };
}

describe("Without guardrails a deployer is marked administrator-equivalent exactly where a technique works", () => {
  for (const service of SERVICES) {
    it(`with ${service} alone`, async () => {
      const { works, reasons } = await gains([service]);
      assert.equal(reasons.length > 0, works.length > 0, works.join(" "));
    });
  }

  it("with services that need one another", async () => {
    const { works, reasons } = await gains(["iam", "lambda", "sts"]);
    assert.ok(works.length > 20);
    assert.ok(reasons.length > 5);
  });

  it("with each of the services that reach past the account", async () => {
    for (const [service, id, reason] of [
      ["identitystore", "identitystore-001", /groups of IAM Identity Center.*identitystore:CreateGroupMembership/],
      ["organizations", "organizations-001", /what the organization keeps.*organizations:DetachPolicy/],
      ["rolesanywhere", "rolesanywhere-001", /IAM Roles Anywhere.*rolesanywhere:CreateTrustAnchor/],
      ["sso", "sso-001", /by way of IAM Identity Center.*sso:CreateAccountAssignment/],
    ] as const) {
      const { works, reasons } = await gains([service]);
      assert.ok(works.includes(id));
      assert.match(reasons.join("\n"), reason);
    }
  });
});
