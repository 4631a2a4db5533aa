import assert from "node:assert/strict";
import { join } from "node:path";
import { BOUNDARY_FORMAT } from "../../../exports/boundary/boundary";
import { DEFAULT_EXPORT_OPTIONS } from "../../../exports/model";
import type { Plan } from "../../../plan/model";
import { GENERATIONS, isCdkGeneration, type Generation } from "../../../policy/generation";
import { compile, type Sources } from "../../sst/compile";
import { committedReduction } from "../../sst/real/reductions";
import { planFixture } from "../../support/planFixture";
import { boundarySources, moduleOf, planOf, policyArn as BOUNDARY } from "./app";

/** No such folder: the app's files are in memory, and `@pulumi/pulumi` is this project's own. */
const APP = join(__dirname, "app-of-the-test");

/** What the compiler finds in an app of that generation beside the reduction of its real types. */
function mistakes(sst: Generation, sources: Sources): readonly string[] {
  return compile(sources, APP, {}, committedReduction(sst));
}

function changed(sources: Sources, from: string | RegExp, to: string): Sources {
  const result = Object.fromEntries(Object.entries(sources).map(([name, text]) => [name, text.replace(from, to)]));
  assert.notDeepEqual(result, sources, `nothing to change in ${Object.keys(sources).join(", ")}`);
  return result;
}

describe("export --for boundary: a module that compiles in the app, for every generation", function () {
  this.timeout(120_000);

  for (const sst of GENERATIONS) {
    it(`${sst}: compiles against the reduced real types, with a boundary of the account and with one of AWS's`, () => {
      for (const boundary of [BOUNDARY("222222222222"), "arn:aws:iam::aws:policy/PowerUserAccess"]) {
        assert.deepEqual(mistakes(sst, boundarySources(sst, boundary)), []);
      }
    });

    it(`${sst}: a wrong member, a wrong value and a wrong call would be found`, () => {
      const app = boundarySources(sst);
      const wrong = isCdkGeneration(sst)
        ? [
            changed(app, "PermissionsBoundary.of(", "PermissionsBoundary.ofWrong("),
            changed(app, "fromManagedPolicyName(stack,", "fromManagedPolicyName(app.stage,"),
            changed(app, "bindToBoundary(app);", "bindToBoundary(app.node);"),
          ]
        : [
            changed(app, "args.permissionsBoundary", "args.permissionsBoundaryWrong"),
            changed(app, "args.permissionsBoundary = boundary", "args.permissionsBoundary = aws.iam.Role"),
            changed(app, "if (args) args.", "args."),
            changed(app, "bindToBoundary();\n  }", "bindToBoundary(1);\n  }"),
          ];
      for (const sources of wrong) assert.notDeepEqual(mistakes(sst, sources), []);
    });

    it(`${sst}: the reduction is whole, so that nothing in it stands for any type`, () => {
      const types = committedReduction(sst);
      // SST's CLI writes config.d.ts with directives that expect errors of older compilers.
      const judged = Object.entries(types).filter(([name]) => /(?<!config\.d)\.ts$/.test(name));
      assert.ok(judged.length > 0);
      assert.deepEqual(compile(Object.fromEntries(judged), APP, {}, types), []);
    });
  }

  it("names the boundary with its path, and leaves the account to the deployment", () => {
    assert.match(moduleOf(planOf("v2"), "v2"), /"RequiredBoundary",?\s+"sst-deployers\/notes-prod-app-boundary"/);
    assert.match(moduleOf(planOf("v2"), "v2"), /customPermissionsBoundary: "sst-deployers\/notes-prod-app-boundary"/);
    assert.match(
      moduleOf(planOf("v4"), "v4"),
      /arn:aws:iam::\$\{aws\.getCallerIdentityOutput\(\)\.accountId\}:policy\/sst-deployers\/notes-prod-app-boundary/,
    );
    for (const sst of GENERATIONS) assert.doesNotMatch(moduleOf(planOf(sst), sst), /222222222222/);
  });

  it("acts in the stack's own stages only", () => {
    const [, source = ""] =
      /^const STAGES = \/(.*)\/;$/m.exec(moduleOf(planOf("v3", undefined, ["prod", "pr-*", "v1.0"]), "v3")) ?? [];
    const stages = new RegExp(source);
    assert.deepEqual(
      ["prod", "pr-17", "v1.0"].filter((stage) => !stages.test(stage)),
      [],
    );
    assert.deepEqual(
      ["production", "dev", "v1x0", "my-prod"].filter((stage) => stages.test(stage)),
      [],
    );
  });

  it("is an error where no role needs a boundary, and where one module can't serve all accounts", () => {
    const codes = (plan: Plan) => BOUNDARY_FORMAT.check(plan, DEFAULT_EXPORT_OPTIONS, "print").map(({ code }) => code);
    assert.deepEqual(codes(planFixture([{ name: "prod-eu", accountId: "222222222222" }])), ["no-boundary"]);
    assert.deepEqual(codes(planOf("v2")), []);
    const [account] = planOf("v2").accounts;
    const other = { ...account, name: "prod-us", appPermissionsBoundary: BOUNDARY("333333333333", "team/boundary") };
    assert.deepEqual(codes({ ...planOf("v2"), accounts: [account, other] }), ["boundaries-differ"]);
    const alone = { ...DEFAULT_EXPORT_OPTIONS, account: "prod-us" };
    assert.deepEqual(BOUNDARY_FORMAT.check({ ...planOf("v2"), accounts: [account, other] }, alone, "print"), []);
  });
});
