import assert from "node:assert/strict";
import { mergeSteps } from "../../exports/merge/steps";
import { DEFAULT_EXPORT_OPTIONS, type ExportOptions, type FileBody } from "../../exports/model";
import { PROFILE_FORMATS } from "../../exports/registry";
import type { Plan } from "../../plan/model";
import { planFixture } from "../support/planFixture";

const USERS = "# mine\n[default]\nregion=us-east-1\n";
const sso = {
  startUrl: "https://acme.awsapps.com/start",
  region: "eu-west-1",
  session: "acme",
  permissionSets: [{ account: "999999999999", name: "Developers" }],
};
const DEVICE = "arn:aws:iam::999999999999:mfa/alice";

function planOf(stack: string, accounts: readonly string[]): Plan {
  const [first = "", ...others] = accounts;
  const account = (name: string, index: number) => ({
    name,
    accountId: String(index + 1).repeat(12),
    sst: "v4" as const,
    callers: { mfa: "required" as const, sso },
  });
  return planFixture([account(first, 0), ...others.map((name, index) => account(name, index + 1))], { stack });
}

function bodyOf(format: string, plan: Plan, options: Partial<ExportOptions> = {}): FileBody {
  const merge = PROFILE_FORMATS.find((each) => each.format === format)?.merge;
  assert.ok(merge);
  return merge.body(plan, { ...DEFAULT_EXPORT_OPTIONS, sourceProfile: "alice", mfaSerial: DEVICE, ...options });
}

function steps(text: string, stack: string, body?: FileBody) {
  return mergeSteps({ text, file: "config", path: "config", id: `notes/${stack}` }, body);
}

function merged(text: string, stack: string, body?: FileBody): string {
  const result = steps(text, stack, body);
  assert.ok(result.ok, JSON.stringify(result));
  return result.steps.at(-1)?.text ?? text;
}

/** How often a text stands in another. */
const count = (text: string, part: string) => text.split(part).length - 1;

describe("what stacks share stands in the file once, and goes with the last that needs it", () => {
  for (const [format, sections] of [
    ["sso", ["[sso-session acme]", "[profile acme-Developers-999999999999]"]],
    ["aws-vault", ["[profile alice]"]],
  ] as const) {
    it(`${format}: two stages in one file, in either order, and neither overwrites the other`, () => {
      const [dev, prod] = [bodyOf(format, planOf("dev", ["dev"])), bodyOf(format, planOf("prod", ["prod"]))];
      const both = merged(merged(USERS, "dev", dev), "prod", prod);
      for (const section of [...sections, "[profile dev]", "[profile prod]"]) assert.equal(count(both, section), 1);
      assert.equal(merged(both, "dev", dev), both);
      const onlyProd = merged(both, "dev");
      assert.equal(count(onlyProd, "[profile dev]"), 0);
      for (const section of [...sections, "[profile prod]"]) assert.equal(count(onlyProd, section), 1);
      assert.equal(merged(onlyProd, "prod"), USERS);
    });

    it(`${format}: a file without a last line break comes back as it was`, () => {
      for (const users of ["[default]\r\nregion = x", "", "\uFEFF[default]", "region"]) {
        const there = merged(users, "prod", bodyOf(format, planOf("prod", ["prod"])));
        assert.ok(there.startsWith(users));
        assert.equal(merged(there, "prod"), users);
      }
    });

    it(`${format}: an account that left the config takes its profile along, and nothing else`, () => {
      const two = merged(USERS, "prod", bodyOf(format, planOf("prod", ["eu", "us"])));
      const one = merged(two, "prod", bodyOf(format, planOf("prod", ["eu"])));
      assert.equal(count(one, "[profile us]"), 0);
      assert.equal(one, merged(USERS, "prod", bodyOf(format, planOf("prod", ["eu"]))));
    });

    it(`${format}: another form in its place leaves nothing behind that isn't used`, () => {
      const first = merged(USERS, "prod", bodyOf(format, planOf("prod", ["eu"])));
      const config = bodyOf("config", planOf("prod", ["eu"]), { sourceProfile: "work" });
      assert.equal(merged(first, "prod", config), merged(USERS, "prod", config));
    });
  }

  it("keys that the user added to a shared section stay, and keep it there", () => {
    const body = bodyOf("aws-vault", planOf("prod", ["eu"]));
    const withRegion = merged(USERS, "prod", body).replace(`mfa_serial = ${DEVICE}\n`, (line) => `${line}region = x\n`);
    assert.match(merged(withRegion, "prod", body), /^region = x$/m);
    const removed = merged(withRegion, "prod");
    assert.match(removed, /^\[profile alice\]\n(?:.+\n)*region = x$/m);
    assert.doesNotMatch(removed, /profile eu/);
  });

  it("a profile of the user's that uses it keeps it there", () => {
    const body = bodyOf("sso", planOf("prod", ["eu"]));
    const mine = "[profile mine]\nsso_session = acme\n";
    const removed = merged(merged(USERS + mine, "prod", body), "prod");
    assert.match(removed, /^\[sso-session acme\]$/m);
    assert.doesNotMatch(removed, /\[profile acme-Developers/);
  });

  it("a section that the user has already is used as it is where it says the same", () => {
    const mine =
      "[sso-session acme]\nsso_region=eu-west-1\nsso_start_url = https://acme.awsapps.com/start\n" +
      "sso_registration_scopes = sso:account:access\n";
    const text = merged(USERS + mine, "prod", bodyOf("sso", planOf("prod", ["eu"])));
    assert.equal(count(text, "[sso-session acme]"), 1);
    assert.ok(text.startsWith(USERS + mine));
  });

  for (const [name, mine, format, fix] of [
    [
      "another start URL",
      "[sso-session acme]\nsso_start_url = https://other.awsapps.com/start\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n",
      "sso",
      /another name/,
    ],
    [
      "no MFA device",
      "[profile alice]\nregion = x\ncredential_process = aws-vault export --format=json alice\n",
      "aws-vault",
      new RegExp(`^Run: aws configure set mfa_serial ${DEVICE} --profile alice\\.`),
    ],
    [
      "another process",
      `[profile alice]\nmfa_serial = ${DEVICE}\ncredential_process = op-vault\n`,
      "aws-vault",
      /^Run: aws configure set credential_process "aws-vault export --format=json alice" --profile alice\./,
    ],
  ] as const) {
    it(`a section of the user's with ${name} is refused with the line that mends it, and nothing is written`, () => {
      const result = steps(USERS + mine, "prod", bodyOf(format, planOf("prod", ["eu"])));
      assert.ok(!result.ok);
      assert.deepEqual(
        result.findings.map(({ code }) => code),
        ["section-differs"],
      );
      assert.match(result.findings[0]?.fix ?? "", fix);
    });
  }

  it("a foreign section that somebody wrote into a shared block isn't removed with it", () => {
    const body = bodyOf("aws-vault", planOf("prod", ["eu"]));
    const doctored = merged(USERS, "prod", body).replace(
      "# <<< sst-deployer-roles shared profile alice",
      "[profile mine]\nregion = x\n$&",
    );
    assert.ok(!steps(doctored, "prod", body).ok);
    assert.match(merged(doctored, "prod"), /^\[profile mine\]\nregion = x$/m);
  });

  it("profiles of two apps in one file have the same names unless one takes a prefix", () => {
    const there = merged(USERS, "prod", bodyOf("config", planOf("prod", ["eu"])));
    const other = planFixture([{ name: "eu", accountId: "222222222222" }], { app: "billing" });
    const merge = (prefix: string) =>
      mergeSteps(
        { text: there, file: "config", path: "config", id: "billing/prod" },
        bodyOf("config", other, { prefix }),
      );
    const taken = merge("");
    assert.ok(!taken.ok);
    assert.deepEqual(
      taken.findings.map(({ code, value }) => [code, value]),
      [["profile-taken", "eu"]],
    );
    assert.match(taken.findings[0]?.fix ?? "", /--prefix/);
    assert.ok(merge("billing-").ok);
  });
});
