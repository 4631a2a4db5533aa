import assert from "node:assert/strict";
import { REACHABILITY } from "../../policy/knowledge/facts/reachability";
import cases from "../cases/reachability.json";
import { HANDLERS } from "../support/facts";
import { actionsOfType, isReachable, neededActions } from "../support/neededActions";

describe("reachability: which of a handler's actions a template's properties reach", () => {
  for (const { name, type, properties, needed, notNeeded } of cases) {
    it(name, () => {
      const actions = neededActions({ [type]: properties });
      assert.deepEqual(
        needed.filter((action) => !actions.has(action)),
        [],
        "missing",
      );
      assert.deepEqual(
        notNeeded.filter((action) => actions.has(action)),
        [],
        "superfluous",
      );
    });
  }

  it("counts what no row names as reachable", () => {
    assert.equal(isReachable("AWS::SQS::Queue", "sqs:CreateQueue", []), true);
    assert.equal(isReachable("AWS::Lambda::Function", "lambda:CreateFunction", []), true);
  });

  it("refuses a type that it knows nothing of", () => {
    assert.throws(() => neededActions({ "AWS::Nothing::AtAll": [] }), RangeError);
  });

  it("asks for the invocation of custom resources' functions only where there are some", () => {
    assert.equal(neededActions({}, { customResources: ["Custom::LogRetention"] }).has("lambda:InvokeFunction"), true);
    assert.equal(neededActions({ "AWS::SQS::Queue": [] }).has("lambda:InvokeFunction"), false);
  });

  it("counts tagging where the resource or the stack has tags", () => {
    const untag = "s3:UntagResource";
    assert.equal(actionsOfType("AWS::S3::Bucket", ["BucketName"]).includes(untag), false);
    assert.equal(actionsOfType("AWS::S3::Bucket", ["BucketName", "Tags"]).includes(untag), true);
    assert.equal(actionsOfType("AWS::S3::Bucket", ["BucketName"], { stackTags: true }).includes(untag), true);
    assert.equal(actionsOfType("AWS::Cognito::UserPool", ["UserPoolTags"]).includes("cognito-idp:TagResource"), true);
  });

  it("counts only the operations asked for", () => {
    const created = neededActions({ "AWS::SQS::Queue": [] }, { operations: ["create"] });
    assert.equal(created.has("sqs:CreateQueue"), true);
    assert.equal(created.has("sqs:DeleteQueue"), false);
  });

  it("has no row that takes nothing away: every pattern matches an action of its type", () => {
    const idle = REACHABILITY.flatMap(({ type, actions }) => {
      const listed = Object.values(HANDLERS.types[type] ?? {}).flat();
      const isIdle = (pattern: string): boolean => {
        const expression = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
        return !listed.some((action) => expression.test(action));
      };
      return actions.filter(isIdle).map((pattern) => `${type} ${pattern}`);
    });
    assert.deepEqual(idle, []);
  });

  it("gives a reason for every row", () => {
    for (const row of REACHABILITY) assert.match(row.because, /\w.*\.$/, `${row.type} ${row.actions.join()}`);
  });
});
