import assert from "node:assert/strict";
import { DEFAULT_EXPORT_OPTIONS, type ExportOptions, type Purpose } from "../../exports/model";
import { EXPORT_FORMATS, PROFILE_FORMATS } from "../../exports/registry";
import { hasErrors, type Finding } from "../../policy/finding";
import ciCases from "../cases/exports.json";
import peopleCases from "../cases/exports-people.json";
import { type AccountFixture, planFixture } from "../support/planFixture";

/** One row of `tests/cases/exports.json` or `exports-people.json`. Without `findings` the check has to find nothing. */
interface Case {
  readonly name: string;
  readonly format: string;
  readonly purpose?: Purpose;
  readonly options?: Partial<ExportOptions>;
  readonly accounts: readonly [AccountFixture, ...AccountFixture[]];
  readonly findings?: readonly Pick<Finding, "severity" | "code" | "path">[];
  /** Whole lines that have to be there, in this order. */
  readonly lines?: readonly string[];
  /** Texts that must not occur anywhere. */
  readonly without?: readonly string[];
  /** The whole text. */
  readonly text?: string;
  /** The whole text, as the value that it is JSON of. */
  readonly json?: unknown;
}

const cases = [...ciCases, ...peopleCases] as unknown as readonly Case[];

const SSO = {
  startUrl: "https://acme.awsapps.com/start",
  region: "eu-west-1",
  session: "acme",
  permissionSets: [{ account: "999999999999", name: "Developers" }],
};

const formats = [...PROFILE_FORMATS, ...EXPORT_FORMATS];

describe("every export format renders the plan as its readers want it, and refuses what they couldn't read", () => {
  for (const each of cases) {
    it(`${each.format}: ${each.name}`, () => {
      const format = formats.find(({ format: name }) => name === each.format);
      assert.ok(format);
      const plan = planFixture(each.accounts);
      const options = { ...DEFAULT_EXPORT_OPTIONS, ...each.options };
      const findings = format.check(plan, options, each.purpose ?? "print");
      assert.deepEqual(
        findings.map(({ severity, code, path }) => ({ severity, code, path })),
        each.findings ?? [],
      );
      if (hasErrors(findings)) {
        for (const { message, fix } of findings) assert.ok(message.length > 20 && fix.length > 15);
        return;
      }
      const text = format.render(plan, options);
      assert.ok(text.endsWith("\n") && !text.endsWith("\n\n"));
      const lines = text.split("\n");
      let from = 0;
      for (const line of each.lines ?? []) {
        const at = lines.indexOf(line, from);
        assert.notEqual(at, -1, `"${line}" isn't in\n${text}`);
        from = at + 1;
      }
      for (const absent of each.without ?? []) assert.ok(!text.includes(absent), `"${absent}" is in\n${text}`);
      if (each.text !== undefined) assert.equal(text, each.text);
      if (each.json !== undefined) assert.deepEqual(JSON.parse(text), each.json);
    });
  }

  it("every format has cases, and the registry has no format twice", () => {
    const names = formats.map(({ format }) => format);
    assert.equal(new Set(names).size, names.length);
    const tested = new Set(cases.map(({ format }) => format));
    assert.deepEqual(
      names.filter((name) => !tested.has(name)),
      [],
    );
  });

  it("the same plan gives the same bytes", () => {
    const render = () =>
      formats.map((format) =>
        format.render(
          planFixture([{ name: "prod-eu", accountId: "222222222222", callers: { mfa: "none", sso: SSO } }]),
          DEFAULT_EXPORT_OPTIONS,
        ),
      );
    assert.deepEqual(render(), render());
  });

  it("profiles never hold keys, not even as a skeleton to fill in", () => {
    for (const format of PROFILE_FORMATS) {
      for (const sst of ["v0", "v1", "v2", "v3", "v4"] as const) {
        for (const mfa of ["none", "some", "required"] as const) {
          const plan = planFixture([{ name: "prod-eu", accountId: "222222222222", sst, callers: { mfa, sso: SSO } }]);
          assert.doesNotMatch(
            format.render(plan, DEFAULT_EXPORT_OPTIONS),
            /aws_(access_key_id|secret_access_key|session_token)/,
          );
        }
      }
    }
  });
});
