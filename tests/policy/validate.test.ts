import assert from "node:assert/strict";
import * as theirs from "@cloud-copilot/iam-policy";
import type { PolicyDocument } from "../../policy/document";
import {
  type PolicyError,
  validateBoundaryPolicy,
  validatePermissionsPolicy,
  validateTrustPolicy,
} from "../../policy/validate";
import cases from "../cases/policy-validate.json";

interface ValidationCase {
  readonly name: string;
  readonly kind: string;
  readonly version?: string;
  /** What differs from a good statement of that kind; `null` leaves the element out. */
  readonly statements: readonly Readonly<Record<string, unknown>>[];
  /** Paths of the mistakes, in their order. */
  readonly errors: readonly string[];
}

interface Kind {
  readonly good: Readonly<Record<string, unknown>>;
  readonly ours: (document: PolicyDocument) => readonly PolicyError[];
  readonly theirs: (document: PolicyDocument) => readonly unknown[];
}

const permissions = { Sid: "Good", Effect: "Allow", Action: ["s3:GetObject"], Resource: ["*"] };
const trust = {
  Sid: "Good",
  Effect: "Allow",
  Principal: { AWS: ["arn:aws:iam::111111111111:root"] },
  Action: ["sts:AssumeRole"],
};
const kinds: Readonly<Record<string, Kind>> = {
  permissions: { good: permissions, ours: validatePermissionsPolicy, theirs: theirs.validateIdentityPolicy },
  boundary: { good: permissions, ours: validateBoundaryPolicy, theirs: theirs.validateIdentityPolicy },
  trust: { good: trust, ours: validateTrustPolicy, theirs: theirs.validateTrustPolicy },
};

function kindOf(name: string): Kind {
  const kind = kinds[name];
  assert.ok(kind, name);
  return kind;
}

function documentOf(each: ValidationCase): PolicyDocument {
  const { good } = kindOf(each.kind);
  const document = {
    Version: each.version ?? "2012-10-17",
    Statement: each.statements.map((changes) =>
      Object.fromEntries(Object.entries({ ...good, ...changes }).filter(([, value]) => value !== null)),
    ),
  };
  // the cases break the type on purpose
  return document as unknown as PolicyDocument;
}

describe("Each kind of policy is held to IAM's grammar, with every mistake in one go", () => {
  for (const each of cases as readonly ValidationCase[]) {
    it(`${each.kind}: ${each.name}`, () => {
      const errors = kindOf(each.kind).ours(documentOf(each));
      assert.deepEqual(
        errors.map((error) => error.path),
        each.errors,
      );
      for (const error of errors) assert.match(error.message, /^[A-Z`].*\.$/);
    });
  }
});

describe("A validator that isn't ours agrees", () => {
  const all = cases as readonly ValidationCase[];

  it("passes whatever ours passes", () => {
    for (const each of all.filter(({ errors }) => errors.length === 0)) {
      assert.deepEqual(kindOf(each.kind).theirs(documentOf(each)), [], each.name);
    }
  });

  it("finds nothing that ours doesn't find, and finds mistakes in at least twelve of the cases", () => {
    const found = all.filter((each) => kindOf(each.kind).theirs(documentOf(each)).length > 0);
    for (const each of found) assert.notDeepEqual(kindOf(each.kind).ours(documentOf(each)), [], each.name);
    assert.ok(found.length >= 12, String(found.length));
  });
});
