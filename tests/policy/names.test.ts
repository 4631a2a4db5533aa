import assert from "node:assert/strict";
import * as fc from "fast-check";
import { type Duty, DUTIES } from "../../policy/duty";
import { MAX_IAM_ROLE_NAME_LENGTH, MAX_POLICY_NAME_LENGTH } from "../../policy/limits";
import { IAM_PATH, MAX_ROLE_NAME_LENGTH, nameFindings, policyName, roleName } from "../../policy/names";

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,14}$/);
const duty = fc.constantFrom<Duty>(...DUTIES);

function codes(app: string, stack: string, of: Duty = "deploy"): readonly string[] {
  return nameFindings(app, stack, of).map((finding) => finding.code);
}

describe("Names of roles and policies are what IAM takes, distinct, and never cut", () => {
  it("is <app>-<stack>-<duty>", () => {
    assert.equal(roleName("notes", "prod", "deploy"), "notes-prod-deploy");
    assert.equal(roleName("notes", "prod", "cloudformation"), "notes-prod-cloudformation");
  });

  it("leaves room for the path where people switch roles in the console", () => {
    assert.equal(MAX_ROLE_NAME_LENGTH, 49);
    assert.equal(IAM_PATH.length + MAX_ROLE_NAME_LENGTH, MAX_IAM_ROLE_NAME_LENGTH);
  });

  it("takes 49 characters and refuses 50, with the whole name in the finding", () => {
    const app = "a".repeat(MAX_ROLE_NAME_LENGTH - "-prod-deploy".length);
    assert.deepEqual(codes(app, "prod"), []);
    const [finding] = nameFindings(`${app}a`, "prod", "deploy");
    assert.equal(finding?.code, "role-name-too-long");
    assert.equal(finding.severity, "error");
    assert.equal(finding.value, `${app}a-prod-deploy`);
    assert.match(finding.fix, /by 1 characters/);
  });

  for (const bad of ["no tes", "nötes", "notes/x", "notes*", "notes:1"]) {
    it(`refuses the app ${JSON.stringify(bad)}`, () => {
      assert.deepEqual(codes(bad, "prod"), ["role-name-characters"]);
    });
  }

  it("reports both mistakes at once", () => {
    assert.deepEqual(codes("ö".repeat(60), "prod"), ["role-name-too-long", "role-name-characters"]);
  });

  it("gives every duty of every app a name of its own within a stack", () => {
    fc.assert(
      fc.property(name, name, name, duty, duty, (app, otherApp, stack, one, other) => {
        fc.pre(app !== otherApp || one !== other);
        assert.notEqual(roleName(app, stack, one).toLowerCase(), roleName(otherApp, stack, other).toLowerCase());
      }),
    );
  });

  it("gives every duty of every stack a name of its own within an app", () => {
    fc.assert(
      fc.property(name, name, name, duty, duty, (app, stack, otherStack, one, other) => {
        fc.pre(stack !== otherStack || one !== other);
        assert.notEqual(roleName(app, stack, one).toLowerCase(), roleName(app, otherStack, other).toLowerCase());
      }),
    );
  });

  it("shares a name between two stacks exactly where <app>-<stack> reads the same, as documented", () => {
    assert.equal(roleName("a-b", "c", "deploy"), roleName("a", "b-c", "deploy"));
    fc.assert(
      fc.property(name, name, name, name, duty, duty, (app, stack, otherApp, otherStack, one, other) => {
        const same = one === other && `${app}-${stack}` === `${otherApp}-${otherStack}`;
        assert.equal(roleName(app, stack, one) === roleName(otherApp, otherStack, other), same);
      }),
    );
  });

  it("names policies after their role, with room to spare", () => {
    assert.equal(policyName("notes-prod-deploy"), "notes-prod-deploy");
    assert.equal(policyName("notes-prod-deploy", "2"), "notes-prod-deploy-2");
    fc.assert(
      fc.property(name, name, duty, fc.nat({ max: 9 }), (app, stack, of, index) => {
        fc.pre(nameFindings(app, stack, of).length === 0);
        assert.ok(policyName(roleName(app, stack, of), String(index)).length <= MAX_POLICY_NAME_LENGTH);
      }),
    );
  });
});
