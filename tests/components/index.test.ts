import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import type * as program from "../../index";
import { type MockRun, startMocks } from "../support/mocks";
import { valueOf } from "../support/outputs";

/** Ids that aren't those of the shipped files. */
const EU = "210987654321";
const US = "310987654321";
const CI = "arn:aws:iam::910987654321:role/ci";

/** What the engine hands over for a stack file: text, objects as JSON. */
const config: Readonly<Record<string, unknown>> = {
  app: "notes",
  sst: "v2",
  trust: { principals: [CI] },
  accounts: [
    {
      name: "prod-eu",
      accountId: EU,
      region: "eu-west-1",
      strategy: { type: "cloudformation", constructs: ["Api", "Table"] },
    },
    { name: "prod-us", accountId: US, region: "us-east-1", strategy: { type: "administrator" } },
  ],
};

/** Node's own loading rather than `import`: TypeScript is registered there. */
const load = createRequire(__filename);

interface ProgramRun {
  readonly run: MockRun;
  readonly warnings: readonly string[];
  /** The program's exports, or what it threw. */
  readonly outcome: typeof program | { readonly thrown: unknown };
}

/** Runs the whole program, from the engine's config to its exports, as the stack `prod`. */
async function runProgram(values: Readonly<Record<string, unknown>>): Promise<ProgramRun> {
  const run = await startMocks("prod");
  pulumi.runtime.setAllConfig(
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        `sst-deployer-roles:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
  );
  const warnings: string[] = [];
  const warn = pulumi.log.warn;
  const log = pulumi.log as { warn: typeof pulumi.log.warn };
  log.warn = (message) => {
    warnings.push(message);
    return Promise.resolve();
  };
  // The program creates its resources as it is loaded, so each run loads it anew.
  const path = load.resolve("../../index");
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- that is how Node forgets a module
  delete load.cache[path];
  try {
    return { run, warnings, outcome: load(path) as typeof program };
  } catch (thrown) {
    return { run, warnings, outcome: { thrown } };
  } finally {
    log.warn = warn;
  }
}

async function outputsOf(values: Readonly<Record<string, unknown>>): Promise<typeof program & { run: MockRun }> {
  const { run, outcome } = await runProgram(values);
  await run.finish();
  if ("thrown" in outcome) throw outcome.thrown;
  return { ...outcome, run };
}

async function refusalOf(values: Readonly<Record<string, unknown>>): Promise<{ message: string; run: MockRun }> {
  const { run, outcome } = await runProgram(values);
  await run.finish();
  assert.ok("thrown" in outcome, "the program must refuse");
  assert.ok(pulumi.RunError.isInstance(outcome.thrown), String(outcome.thrown));
  return { message: outcome.thrown.message, run };
}

describe("The program's stack outputs", () => {
  it("are role ARNs by account name, as created", async () => {
    const { roleArns, cloudFormationRoleArns } = await outputsOf(config);
    assert.deepEqual(await valueOf(roleArns), {
      "prod-eu": "arn:aws:iam::mocked:role/sst-deployers/notes-prod-deploy",
      "prod-us": "arn:aws:iam::mocked:role/sst-deployers/notes-prod-deploy",
    });
    assert.deepEqual(await valueOf(cloudFormationRoleArns), {
      "prod-eu": "arn:aws:iam::mocked:role/sst-deployers/notes-prod-cloudformation",
    });
  });

  it("say of each deployer what scripts need, and nothing where there is nothing", async () => {
    const { deployers } = await outputsOf(config);
    const { "prod-eu": eu, "prod-us": us, ...others } = await valueOf(deployers);
    assert.deepEqual(others, {});
    assert.ok(eu && us);
    // Whether this strategy bounds the deployer is for the tests of the plan to say.
    const { administratorEquivalent: reasons = [], ...bounded } = eu;
    assert.ok(Array.isArray(reasons));
    assert.deepEqual(bounded, {
      accountId: EU,
      region: "eu-west-1",
      strategy: "cloudformation",
      roleArn: "arn:aws:iam::mocked:role/sst-deployers/notes-prod-deploy",
      cloudFormationRoleArn: "arn:aws:iam::mocked:role/sst-deployers/notes-prod-cloudformation",
      guardrails: "standard",
      profile: "prod-eu",
      roles: {
        deploy: "arn:aws:iam::mocked:role/sst-deployers/notes-prod-deploy",
        cloudformation: "arn:aws:iam::mocked:role/sst-deployers/notes-prod-cloudformation",
      },
    });
    const { administratorEquivalent, ...administrator } = us;
    assert.ok(administratorEquivalent?.length);
    assert.deepEqual(administrator, {
      accountId: US,
      region: "us-east-1",
      strategy: "administrator",
      roleArn: "arn:aws:iam::mocked:role/sst-deployers/notes-prod-deploy",
      guardrails: "off",
      profile: "prod-us",
      roles: { deploy: "arn:aws:iam::mocked:role/sst-deployers/notes-prod-deploy" },
    });
  });

  it("hold the rendered profiles by format", async () => {
    const { profiles } = await outputsOf(config);
    assert.match(profiles["config"] ?? "", /^\[profile prod-eu\]$/m);
    assert.match(profiles["credentials"] ?? "", /^\[prod-us\]$/m);
  });

  it("follow the account's name, while no resource does", async () => {
    const accounts = (name: string) => [
      { name, accountId: US, region: "us-east-1", strategy: { type: "administrator" } },
    ];
    const before = await outputsOf({ ...config, accounts: accounts("prod-us") });
    const after = await outputsOf({ ...config, accounts: accounts("america") });
    assert.deepEqual(Object.keys(after.roleArns), ["america"]);
    assert.deepEqual(after.run.registrations, before.run.registrations);
  });
});

describe("The program refuses what it can't use, before it creates anything", () => {
  it("with every mistake of the config in one error", async () => {
    const { message, run } = await refusalOf({
      ...config,
      sst: "v9",
      accounts: [
        { name: "prod-eu", accountId: EU, region: "eu-wst-1", strategy: { type: "administrator" } },
        { name: "prod-us", accountId: "1234", region: "us-east-1", strategy: { type: "administrator" } },
      ],
    });
    for (const expected of ["v9", "accounts[0].region", "eu-west-1", "accounts[1].accountId"]) {
      assert.ok(message.includes(expected), `${expected} in: ${message}`);
    }
    assert.deepEqual(run.registrations, []);
  });

  it("with an empty config", async () => {
    const { message, run } = await refusalOf({});
    assert.match(message, /app/);
    assert.match(message, /accounts/);
    assert.deepEqual(run.registrations, []);
  });

  it("with mistakes that only the plan can see", async () => {
    const { message, run } = await refusalOf({ ...config, app: "a".repeat(60) });
    assert.match(message, /at most 49/);
    assert.deepEqual(run.registrations, []);
  });
});

describe("The placeholder ids of the shipped files", () => {
  const placeholders = {
    ...config,
    accounts: [
      { name: "prod-eu", accountId: "222222222222", region: "eu-west-1", strategy: { type: "administrator" } },
    ],
    trust: { principals: ["arn:aws:iam::999999999999:role/ci"] },
  };
  const { AWS_ENDPOINT_URL: before } = process.env;
  afterEach(() => {
    if (before === undefined) delete process.env["AWS_ENDPOINT_URL"];
    else process.env["AWS_ENDPOINT_URL"] = before;
  });

  it("are refused where the program reaches AWS itself, accounts and principals alike", async () => {
    delete process.env["AWS_ENDPOINT_URL"];
    const { message, run } = await refusalOf(placeholders);
    assert.match(message, /222222222222/);
    assert.match(message, /999999999999/);
    assert.deepEqual(run.registrations, []);
  });

  it("are taken where every call stays on this machine", async () => {
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:5000";
    const { roleArns } = await outputsOf(placeholders);
    assert.deepEqual(Object.keys(roleArns), ["prod-eu"]);
  });
});

describe("Warnings", () => {
  it("are logged, and the program goes on", async () => {
    const { run, warnings, outcome } = await runProgram(config);
    await run.finish();
    assert.equal("thrown" in outcome, false);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /administrator-equivalent/);
  });
});
