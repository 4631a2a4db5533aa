import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parseConfig } from "../../config/parse";
import type { AccountPlan } from "../../plan/model";
import { plan } from "../../plan/plan";
import { hasErrors } from "../../policy/finding";
import { MAX_TRUST_POLICY_SIZE, policySize } from "../../policy/limits";
import { validateTrustPolicy } from "../../policy/validate";
import cases from "../cases/federation.json";
import { valuesOf } from "../config/cases";
import { mayAssumeWithToken } from "../support/federation";

interface TokenCase {
  readonly sub: string;
  readonly aud?: string;
  readonly issuer?: string;
  readonly claims?: Readonly<Record<string, string>>;
}

/** One row of `tests/cases/federation.json`; issuer and audience of its tokens are GitHub's unless given. */
interface FederationCase {
  readonly name: string;
  readonly trust: Readonly<Record<string, unknown>>;
  readonly issuer?: string;
  readonly aud?: string;
  readonly let: readonly TokenCase[];
  readonly refuse: readonly TokenCase[];
}

const GITHUB = "token.actions.githubusercontent.com";

function accountOf(trust: unknown): AccountPlan {
  const parsed = parseConfig("prod", valuesOf({ name: "", set: { trust } }));
  assert.ok(parsed.ok, JSON.stringify(parsed.findings));
  const planned = plan(parsed.config);
  assert.ok(planned.ok);
  return planned.plan.accounts[0];
}

function codesOf(trust: unknown): readonly string[] {
  const parsed = parseConfig("prod", valuesOf({ name: "", set: { trust } }));
  const findings = parsed.ok ? [...parsed.findings, ...plan(parsed.config).findings] : parsed.findings;
  return findings.filter((finding) => hasErrors([finding])).map(({ code }) => code);
}

describe("Trust in CI jobs lets in exactly those tokens (a simulator that isn't ours judges)", () => {
  for (const each of cases as readonly FederationCase[]) {
    it(each.name, async () => {
      const account = accountOf(each.trust);
      const { arn, trust } = account.roles[0];
      assert.deepEqual(validateTrustPolicy(trust), []);
      const answer = ({ sub, claims, aud, issuer }: TokenCase) =>
        mayAssumeWithToken(
          arn,
          trust,
          {
            issuer: issuer ?? each.issuer ?? GITHUB,
            aud: aud ?? each.aud ?? "sts.amazonaws.com",
            sub,
            ...(claims ? { claims } : {}),
          },
          account.accountId,
        );
      for (const token of each.let) assert.equal(await answer(token), "Allowed", JSON.stringify(token));
      for (const token of each.refuse) assert.equal(await answer(token), "ImplicitlyDenied", JSON.stringify(token));
    });
  }
});

describe("Every statement that trusts a token tests the audience and a subject of one project", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}[a-z0-9]$/);
  const github = fc
    .record({
      owner: name.filter((text) => !text.includes("--")),
      repository: name,
      environments: fc.uniqueArray(name, { maxLength: 2 }),
      branches: fc.uniqueArray(fc.constantFrom("main", "dev", "release/*"), { maxLength: 2 }),
      tags: fc.uniqueArray(fc.constantFrom("v1", "v*"), { maxLength: 1 }),
      pullRequests: fc.boolean(),
    })
    .filter(
      ({ environments, branches, tags, pullRequests }) =>
        [...environments, ...branches, ...tags].length > 0 || pullRequests,
    );

  it("for any GitHub repository", () => {
    fc.assert(
      fc.property(github, (entry) => {
        const parsed = parseConfig("prod", valuesOf({ name: "", set: { trust: { github: entry } } }));
        assert.ok(parsed.ok, JSON.stringify(parsed.findings));
        const planned = plan(parsed.config);
        if (!planned.ok) {
          assert.deepEqual(
            planned.findings.filter(({ severity }) => severity === "error").map(({ code }) => code),
            ["trust-policy-too-large"],
          );
          return;
        }
        const { trust } = planned.plan.accounts[0].roles[0];
        assert.ok(policySize(trust) <= MAX_TRUST_POLICY_SIZE);
        const prefix = `repo:${entry.owner}/${entry.repository}:`;
        for (const { Condition, Action, Principal } of trust.Statement) {
          assert.deepEqual(Action, ["sts:AssumeRoleWithWebIdentity"]);
          assert.deepEqual(Principal, {
            Federated: [`arn:aws:iam::222222222222:oidc-provider/${GITHUB}`],
          });
          assert.ok(Condition);
          const subjects = [
            ...(Condition["StringEquals"]?.[`${GITHUB}:sub`] ?? []),
            ...(Condition["StringLike"]?.[`${GITHUB}:sub`] ?? []),
          ];
          assert.ok(subjects.length > 0);
          assert.deepEqual(Condition["StringEquals"]?.[`${GITHUB}:aud`], ["sts.amazonaws.com"]);
          for (const subject of subjects) assert.ok(subject.startsWith(prefix), subject);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("in the same bytes whatever the order of repositories", () => {
    const entries = ["a", "b", "c"].map((letter) => ({ repository: `acme/${letter}`, branches: ["main"] }));
    const trustOf = (github: readonly unknown[]) => JSON.stringify(accountOf({ github }).roles[0].trust);
    const expected = trustOf(entries);
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: 3 }), (shuffled) => {
        assert.equal(trustOf(shuffled), expected);
      }),
    );
  });

  it("and a service role trusts no token", () => {
    const strategy = { type: "cloudformation", constructs: ["Api"] };
    const trust = { github: { repository: "acme/notes", branches: ["main"] } };
    const parsed = parseConfig("prod", valuesOf({ name: "", set: { trust, "accounts[0].strategy": strategy } }));
    assert.ok(parsed.ok);
    const planned = plan(parsed.config);
    assert.ok(planned.ok);
    const service = planned.plan.accounts[0].roles.find(({ duty }) => duty === "cloudformation");
    assert.deepEqual(
      service?.trust.Statement.map(({ Principal }) => Principal),
      [{ Service: ["cloudformation.amazonaws.com"] }],
    );
  });
});

describe("Identity providers of an account", () => {
  it("are one for each issuer, with every audience", () => {
    const account = accountOf({
      github: [
        { repository: "acme/api", branches: ["main"], provider: "create" },
        { repository: "acme/web", branches: ["main"], provider: "create", audience: "other" },
      ],
      gitlab: { project: "acme/notes", branches: ["main"], provider: "skip" },
    });
    assert.deepEqual(account.identityProviders, [
      {
        arn: "arn:aws:iam::222222222222:oidc-provider/gitlab.com",
        url: "https://gitlab.com",
        audiences: ["https://gitlab.com"],
        provider: "skip",
      },
      {
        arn: `arn:aws:iam::222222222222:oidc-provider/${GITHUB}`,
        url: `https://${GITHUB}`,
        audiences: ["other", "sts.amazonaws.com"],
        provider: "create",
      },
    ]);
  });

  it("are only looked up unless the config says more, and none where no job is trusted", () => {
    const [provider] = accountOf({ github: { repository: "acme/notes", branches: ["main"] } }).identityProviders;
    assert.equal(provider?.provider, "existing");
    assert.deepEqual(accountOf({ principals: ["arn:aws:iam::999999999999:role/ci"] }).identityProviders, []);
  });

  it("and the quota of trust policies counts their statements", () => {
    const entries = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ repository: `acme/repository-${index}`, branches: ["main"] }));
    assert.deepEqual(codesOf({ github: entries(4) }), []);
    assert.deepEqual(codesOf({ github: entries(8) }), ["trust-policy-too-large"]);
  });
});
