import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ConditionBlock } from "../../policy/document";
import type { Grant } from "../../policy/grant";
import { canonicalJson, compileGrants, isNegated, toStatements } from "../../policy/statement";

const bucket = "arn:aws:s3:::notes";
const object = "arn:aws:s3:::notes/key";

function grant(changes: Partial<Grant> = {}): Grant {
  return {
    sid: "DeployFiles",
    duty: "deploy",
    effect: "Allow",
    actions: ["s3:GetObject"],
    resources: [object],
    because: "Files are read.",
    sources: [{ where: "https://example.com/files" }],
    ...changes,
  };
}

/** Fails unless the grants become one statement; returns it. */
function assertMerged(...grants: readonly Grant[]) {
  const statements = toStatements(grants);
  assert.equal(statements.length, 1, canonicalJson(statements));
  const [statement] = statements;
  assert.ok(statement);
  return statement;
}

/** Fails unless the grants stay statements of their own, under their own Sids. */
function assertNotMerged(...grants: readonly Grant[]): void {
  assert.deepEqual(
    toStatements(grants).map((statement) => statement.Sid),
    grants.map((each) => each.sid).sort(),
  );
}

describe("Grants become the fewest statements that grant exactly the same", () => {
  it("writes a grant as a statement", () => {
    assert.deepEqual(toStatements([grant()]), [
      { Sid: "DeployFiles", Effect: "Allow", Action: ["s3:GetObject"], Resource: [object] },
    ]);
  });

  it("joins actions where effect, resources, condition and duty are the same, and names both in the Sid", () => {
    const other = grant({ sid: "DeployUploads", actions: ["s3:PutObject"] });
    assert.deepEqual(assertMerged(grant(), other), {
      Sid: "DeployFilesAndUploads",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: [object],
    });
  });

  it("takes only a whole word for the duty in front of a Sid", () => {
    const device = grant({ sid: "DeviceShadow", duty: "dev", actions: ["s3:PutObject"] });
    assert.equal(assertMerged(grant({ sid: "DevFiles", duty: "dev" }), device).Sid, "DevFilesAndDeviceShadow");
  });

  it("joins grants with equal conditions, however they are written", () => {
    const one = { StringEquals: { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] } };
    const same = { StringEquals: { "aws:RequestedRegion": ["eu-west-1", "us-east-1", "eu-west-1"] } };
    const merged = assertMerged(
      grant({ condition: one }),
      grant({ sid: "DeployUploads", actions: ["s3:PutObject"], condition: same }),
    );
    assert.deepEqual(merged.Condition, { StringEquals: { "aws:RequestedRegion": ["eu-west-1", "us-east-1"] } });
  });

  it("takes an empty condition for none", () => {
    assert.equal(assertMerged(grant({ condition: {} })).Condition, undefined);
  });

  it("doesn't join different resources", () => {
    assertNotMerged(grant(), grant({ sid: "DeployOthers", resources: ["arn:aws:s3:::other/key"] }));
  });

  it("doesn't join different effects", () => {
    assertNotMerged(grant(), grant({ sid: "DeployNot", effect: "Deny" }));
  });

  it("doesn't join different duties", () => {
    assertNotMerged(grant(), grant({ sid: "DevFiles", duty: "dev" }));
  });

  it("doesn't join different conditions, nor a condition and none", () => {
    const region = (name: string): ConditionBlock => ({ StringEquals: { "aws:RequestedRegion": [name] } });
    assertNotMerged(
      grant(),
      grant({ sid: "DeployInIreland", condition: region("eu-west-1") }),
      grant({ sid: "DeployInVirginia", condition: region("us-east-1") }),
    );
  });

  for (const operator of [
    "StringNotEquals",
    "ForAnyValue:StringNotLike",
    "ArnNotLikeIfExists",
    "NotIpAddress",
    "Null",
  ]) {
    it(`doesn't join statements under ${operator}`, () => {
      const condition = { [operator]: { "aws:RequestedRegion": ["eu-west-1"] } };
      assert.equal(isNegated(condition), true);
      assertNotMerged(grant({ condition }), grant({ sid: "DeployUploads", actions: ["s3:PutObject"], condition }));
    });
  }

  it("joins grants of one Sid that differ in their actions or in their resources", () => {
    assert.deepEqual(assertMerged(grant(), grant({ actions: ["s3:PutObject"] })).Action, [
      "s3:GetObject",
      "s3:PutObject",
    ]);
    assert.deepEqual(assertMerged(grant(), grant({ resources: [bucket] })).Resource, [bucket, object]);
  });

  it("refuses grants of one Sid that no single statement could grant", () => {
    const conflict = /share the Sid DeployFiles/;
    const both = grant({ actions: ["s3:ListBucket"], resources: [bucket] });
    assert.throws(() => toStatements([grant(), both]), conflict);
    assert.throws(() => toStatements([grant(), grant({ effect: "Deny" })]), conflict);
    assert.throws(() => toStatements([grant(), grant({ duty: "dev" })]), conflict);
  });

  it("refuses two statements whose joined Sids would be the same", () => {
    const uploads = grant({ sid: "DeployUploads", actions: ["s3:PutObject"] });
    const third = grant({ sid: "DeployFilesAndUploads", resources: ["arn:aws:s3:::other/key"] });
    assert.throws(
      () => toStatements([grant(), uploads, third]),
      /two statements would have the Sid DeployFilesAndUploads/i,
    );
  });

  it("refuses a grant of nothing", () => {
    assert.throws(() => toStatements([grant({ actions: [] })]), /DeployFiles has no actions/);
    assert.throws(() => toStatements([grant({ resources: [] })]), /DeployFiles has no resources/);
  });

  it("leaves out actions and resources that others of the statement cover", () => {
    const merged = assertMerged(
      grant({
        actions: ["s3:Get*", "S3:getobject", "s3:GetObjectAcl", "s3:PutObject"],
        resources: [object, "arn:aws:s3:::notes/*"],
      }),
    );
    assert.deepEqual(merged.Action, ["s3:Get*", "s3:PutObject"]);
    assert.deepEqual(merged.Resource, ["arn:aws:s3:::notes/*"]);
  });

  it("keeps one of two patterns that cover each other", () => {
    assert.equal(assertMerged(grant({ actions: ["s3:*Object*", "s3:*object**"] })).Action?.length, 1);
  });
});

describe("Every statement keeps the reasons of all grants that it was made of", () => {
  it("has one piece of evidence a Sid, with the sentences and sources of each grant, once", () => {
    const page = { where: "https://example.com/files" };
    const code = { where: "sst/sst@v1.18.4:x.ts", what: "upload" };
    const { statements, evidence } = compileGrants([
      grant({ sid: "DeployUploads", actions: ["s3:PutObject"], because: "Files are written.", sources: [code, page] }),
      grant(),
      grant({ sid: "DeployOther", resources: [bucket], actions: ["s3:ListBucket"], because: "Files are listed." }),
    ]);
    assert.deepEqual(
      evidence.map((each) => each.sid),
      statements.map((each) => each.Sid),
    );
    assert.deepEqual(evidence[0], {
      sid: "DeployFilesAndUploads",
      duty: "deploy",
      because: "Files are read. Files are written.",
      sources: [page, code],
    });
    assert.equal(evidence[1]?.because, "Files are listed.");
  });
});

describe("canonicalJson gives the same bytes for the same value", () => {
  it("sorts keys at every depth and keeps the order of lists", () => {
    assert.equal(canonicalJson({ b: [{ d: 1, c: 2 }, "x"], a: null }), '{"a":null,"b":[{"c":2,"d":1},"x"]}');
  });

  it("doesn't depend on the order in which keys were set", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const turned = Object.fromEntries(Object.entries(record).reverse());
        assert.equal(canonicalJson(turned), canonicalJson(record));
        assert.deepEqual(JSON.parse(canonicalJson(record)), JSON.parse(JSON.stringify(record)));
      }),
    );
  });
});
