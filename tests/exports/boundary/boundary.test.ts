import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { BOUNDARY_FORMAT } from "../../../exports/boundary/boundary";
import { DEFAULT_EXPORT_OPTIONS } from "../../../exports/model";
import type { Plan } from "../../../plan/model";
import { GENERATIONS, isCdkGeneration, type Generation } from "../../../policy/generation";
import { planFixture } from "../../support/planFixture";
import { CDK_TYPES, SST_TYPES } from "./types";

const BOUNDARY = (accountId: string, name = "sst-deployers/notes-prod-app-boundary") =>
  `arn:aws:iam::${accountId}:policy/${name}`;

/** A plan of one account whose app's roles need that boundary. */
function planOf(sst: Generation, boundary = BOUNDARY("222222222222"), stages = ["prod"]): Plan {
  const plan = planFixture([{ name: "prod-eu", accountId: "222222222222", sst }]);
  const [account] = plan.accounts;
  return { ...plan, accounts: [{ ...account, stages, appPermissionsBoundary: boundary }] };
}

function moduleOf(plan: Plan, sst: Generation): string {
  const text = BOUNDARY_FORMAT.files?.(plan, DEFAULT_EXPORT_OPTIONS).get(`boundary-${sst}.ts`);
  return text ?? assert.fail(`no module for ${sst}`);
}

/** What the compiler finds in a module beside these types, under strict rules. */
function mistakes(text: string, types: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "boundary-"));
  try {
    const files = { ...types, "boundary.ts": text };
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const program = ts.createProgram([join(folder, "boundary.ts")], {
      noEmit: true,
      strict: true,
      noUnusedLocals: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      types: [],
      // Without the browser's types, which take longest to read.
      lib: ["lib.es2022.d.ts"],
    });
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("export --for boundary: a module that compiles in the app, for every generation", () => {
  for (const sst of GENERATIONS) {
    const types = isCdkGeneration(sst) ? CDK_TYPES : SST_TYPES;

    it(`${sst}: compiles against the reduced real types, with a boundary of the account and with one of AWS's`, () => {
      for (const boundary of [BOUNDARY("222222222222"), "arn:aws:iam::aws:policy/PowerUserAccess"]) {
        assert.deepEqual(mistakes(moduleOf(planOf(sst, boundary), sst), types), []);
      }
    });

    it(`${sst}: a wrong use of the types would be found`, () => {
      const broken = moduleOf(planOf(sst), sst).replace(/PermissionsBoundary\.of|args\.permissionsBoundary/, "$&Wrong");
      assert.notDeepEqual(mistakes(broken, types), []);
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
