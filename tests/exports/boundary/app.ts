import assert from "node:assert/strict";
import { BOUNDARY_FORMAT } from "../../../exports/boundary/boundary";
import { DEFAULT_EXPORT_OPTIONS } from "../../../exports/model";
import type { Plan } from "../../../plan/model";
import type { Generation } from "../../../policy/generation";
import type { Sources } from "../../sst/compile";
import { planFixture } from "../../support/planFixture";

/** ARN of a policy of that account, by its name with its path. */
export function policyArn(accountId: string, name = "sst-deployers/notes-prod-app-boundary"): string {
  return `arn:aws:iam::${accountId}:policy/${name}`;
}

/** A plan of one account whose app's roles need that boundary. */
export function planOf(
  sst: Generation,
  boundary = policyArn("222222222222"),
  stages: readonly string[] = ["prod"],
): Plan {
  const plan = planFixture([{ name: "prod-eu", accountId: "222222222222", sst }]);
  const [account] = plan.accounts;
  return { ...plan, accounts: [{ ...account, stages, appPermissionsBoundary: boundary }] };
}

/** The module that is emitted for an app of that generation. */
export function moduleOf(plan: Plan, sst: Generation): string {
  const text = BOUNDARY_FORMAT.files?.(plan, DEFAULT_EXPORT_OPTIONS).get(`boundary-${sst}.ts`);
  return text ?? assert.fail(`no module for ${sst}`);
}

/** The emitted module, and the app's own file that uses it as the module's first lines say. */
export function boundarySources(sst: Generation, boundary?: string): Sources {
  const name = `boundary-${sst}`;
  const text = moduleOf(planOf(sst, boundary), sst);
  return { [`${name}.ts`]: text, ...USE[sst](name, text.includes("bootstrapBoundary")) };
}

const MAIN = (name: string): Sources => ({
  "stacks.ts": `
import type { App } from "@serverless-stack/resources";
import { bindToBoundary } from "./${name}";

export default function main(app: App): void {
  bindToBoundary(app);
}
`,
});

const ION = (name: string): Sources => ({
  "sst.config.ts": `/// <reference path="./.sst/platform/config.d.ts" />
export default $config({
  app() {
    return { name: "notes", home: "aws", providers: { aws: { profile: "notes-prod" } } };
  },
  async run() {
    const { bindToBoundary } = await import("./${name}");
    bindToBoundary();
  },
});
`,
});

/** By generation: the module's name, and whether it has a part for v2's bootstrap. */
const USE: Readonly<Record<Generation, (name: string, bootstrap: boolean) => Sources>> = {
  v0: MAIN,
  v1: MAIN,
  v2: (name, bootstrap) => ({
    "sst.config.ts": `
import type { SSTConfig } from "sst";
import * as boundary from "./${name}";

const config: SSTConfig = {
  config: (input) => ({ name: "notes"${bootstrap ? ", cdk: { ...boundary.bootstrapBoundary(input.stage) }" : ""} }),
  stacks(app) {
    boundary.bindToBoundary(app);
  },
};
export default config;
`,
  }),
  v3: ION,
  v4: ION,
};
