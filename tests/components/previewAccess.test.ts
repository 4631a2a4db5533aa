import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { withPreviewAccess } from "../../components/previewAccess";
import { boundedAccount, planOf } from "./plan";

const named = planOf([
  { ...boundedAccount(), access: { type: "role", roleName: "Admin", previewRoleName: "Preview" } },
  { ...boundedAccount(), name: "by-profile", access: { type: "profile", profile: "org-us" } },
]);

function refusal(environment: NodeJS.ProcessEnv, isPreview: boolean, plan = named): string {
  let message = "";
  assert.throws(
    () => withPreviewAccess(plan, environment, isPreview),
    (error) => {
      assert.ok(error instanceof pulumi.RunError);
      message = error.message;
      return true;
    },
  );
  return message;
}

describe("A preview enters the accounts by the roles that are meant for it, and nothing but a preview does", () => {
  it("changes nothing unless the environment asks", () => {
    for (const environment of [
      {},
      { DEPLOYERS_PREVIEW: "" },
      { DEPLOYERS_PREVIEW: "false" },
      { DEPLOYERS_PREVIEW: "0" },
    ]) {
      assert.equal(withPreviewAccess(named, environment, true), named);
      assert.equal(withPreviewAccess(named, environment, false), named);
    }
  });

  it("takes the config's role, or the variable's over it, and leaves profiles alone", () => {
    const accesses = (environment: NodeJS.ProcessEnv) =>
      withPreviewAccess(named, environment, true).accounts.map(({ access }) => access);
    const [, profile] = named.accounts.map(({ access }) => access);
    assert.deepEqual(accesses({ DEPLOYERS_PREVIEW: "true" }), [
      { type: "role", roleName: "Preview", previewRoleName: "Preview" },
      profile,
    ]);
    assert.deepEqual(accesses({ DEPLOYERS_PREVIEW_ROLE: "Reader" }), [
      { type: "role", roleName: "Reader", previewRoleName: "Preview" },
      profile,
    ]);
  });

  it("leaves everything else of the plan as it is", () => {
    const previewed = withPreviewAccess(named, { DEPLOYERS_PREVIEW: "1" }, true);
    assert.deepEqual(
      previewed.accounts.map((account) => ({ ...account, access: undefined })),
      named.accounts.map((account) => ({ ...account, access: undefined })),
    );
  });

  it("refuses an up, an account without such a role, and values that say nothing", () => {
    assert.match(refusal({ DEPLOYERS_PREVIEW: "true" }, false), /only be a preview\. Next: unset it/);
    assert.match(refusal({ DEPLOYERS_PREVIEW_ROLE: "Reader" }, false), /^DEPLOYERS_PREVIEW_ROLE is set/);
    assert.match(refusal({ DEPLOYERS_PREVIEW: "true" }, true, planOf([boundedAccount()])), /access\.previewRoleName/);
    assert.match(refusal({ DEPLOYERS_PREVIEW: "yes" }, true), /takes true or false/);
    assert.match(refusal({ DEPLOYERS_PREVIEW_ROLE: "team/Reader" }, true), /bare name/);
  });
});
