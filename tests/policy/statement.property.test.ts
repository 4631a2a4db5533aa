import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ConditionBlock, PolicyDocument } from "../../policy/document";
import type { Grant } from "../../policy/grant";
import { policySize } from "../../policy/limits";
import { type CompiledGrants, compileGrants, policyDocument } from "../../policy/statement";
import { validatePermissionsPolicy } from "../../policy/validate";
import { can } from "../support/simulator";

const bucket = "arn:aws:s3:::notes";
const object = "arn:aws:s3:::notes/key";

const actions = fc.constantFrom(
  "*",
  "s3:*",
  "s3:Get*",
  "S3:getobject",
  "s3:GetObject",
  "s3:PutObject",
  "s3:ListBucket",
  "s3:?etObject",
  "dynamodb:*",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
);
const table = "arn:aws:dynamodb:eu-west-1:111111111111:table/notes";
const resources = fc.constantFrom(
  "*",
  bucket,
  object,
  "arn:aws:s3:::notes/*",
  "arn:aws:s3:::*",
  table,
  "arn:aws:dynamodb:*:*:table/*",
);
const conditions = fc.constantFrom<ConditionBlock>(
  {},
  { StringEquals: { "aws:RequestedRegion": ["eu-west-1"] } },
  { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1"] } },
  { StringEquals: { "aws:RequestedRegion": ["us-east-1"] }, Bool: { "aws:SecureTransport": ["true"] } },
  { Null: { "aws:RequestedRegion": ["true"] } },
);
const anyGrant = fc.record<Grant>({
  sid: fc.constantFrom("DeployA", "DeployB", "DeployC", "DevA", "DevB"),
  duty: fc.constant("deploy"),
  effect: fc.constantFrom("Allow", "Allow", "Deny"),
  actions: fc.array(actions, { minLength: 1, maxLength: 3 }),
  resources: fc.array(resources, { minLength: 1, maxLength: 2 }),
  condition: conditions,
  because: fc.constant("It is a test."),
  sources: fc.constant([{ where: "https://example.com" }]),
});
/** Sids follow from what can't be joined, so that few lists are contradictory. */
const anyGrants = fc.array(anyGrant, { minLength: 1, maxLength: 6 }).map((grants) =>
  grants.map((each, index): Grant => ({
    ...each,
    duty: each.sid.startsWith("Dev") ? "dev" : "deploy",
    sid: index % 2 === 0 ? `${each.sid}${index}` : each.sid,
  })),
);

const calls = [
  { action: "s3:GetObject", resource: object },
  { action: "s3:PutObject", resource: "arn:aws:s3:::other/key" },
  { action: "s3:ListBucket", resource: bucket },
  { action: "dynamodb:GetItem", resource: table },
  { action: "dynamodb:PutItem", resource: "arn:aws:dynamodb:us-east-1:111111111111:table/other" },
].flatMap((call) =>
  [
    {},
    { "aws:RequestedRegion": "eu-west-1" },
    { "aws:RequestedRegion": "us-east-1", "aws:SecureTransport": "true" },
  ].map((context) => ({ ...call, context })),
);

/** Each grant as a policy of its own, exactly as it stands. */
function asTheyStand(grants: readonly Grant[]): readonly PolicyDocument[] {
  return grants.map((each) =>
    policyDocument([
      {
        Sid: each.sid,
        Effect: each.effect,
        Action: each.actions,
        Resource: each.resources,
        ...(each.condition && Object.keys(each.condition).length > 0 ? { Condition: each.condition } : {}),
      },
    ]),
  );
}

/** Compiles the grants, or skips them where they contradict each other. */
function compiled(grants: readonly Grant[]): CompiledGrants {
  try {
    return compileGrants(grants);
  } catch (error) {
    assert.match(String(error), /share the Sid|would have the Sid/);
    fc.pre(!(error instanceof Error));
    throw error;
  }
}

describe("Effective permissions, order and bytes of compiled grants (a simulator that isn't ours judges)", () => {
  const principal = "arn:aws:iam::111111111111:role/deployer";

  it("answers every call as the grants do one by one", async () => {
    await fc.assert(
      fc.asyncProperty(anyGrants, async (grants) => {
        const { statements } = compiled(grants);
        const before = asTheyStand(grants);
        for (const call of calls) {
          assert.equal(
            await can({ principal, policies: [policyDocument(statements)], ...call }),
            await can({ principal, policies: before, ...call }),
            `${call.action} on ${call.resource} with ${JSON.stringify(call.context)}`,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same bytes for the same grants in any order", () => {
    fc.assert(
      fc.property(
        anyGrants.chain((grants) =>
          fc.tuple(fc.constant(grants), fc.shuffledSubarray([...grants], { minLength: grants.length })),
        ),
        ([grants, shuffled]) => {
          const { statements, evidence } = compiled(grants);
          assert.equal(JSON.stringify(compileGrants(shuffled)), JSON.stringify({ statements, evidence }));
        },
      ),
    );
  });

  it("writes what IAM's grammar takes, with one Sid a statement, never longer than unmerged", () => {
    fc.assert(
      fc.property(anyGrants, (grants) => {
        const { statements } = compiled(grants);
        assert.deepEqual(validatePermissionsPolicy(policyDocument(statements)), []);
        const unmerged = policyDocument(asTheyStand(grants).flatMap((each) => each.Statement));
        assert.ok(policySize(policyDocument(statements)) <= policySize(unmerged));
      }),
    );
  });
});
