import assert from "node:assert/strict";
import { Provider } from "@pulumi/aws/provider";
import { accountProvider, accountProviderArgs } from "../../components/accountProvider";
import type { AccountPlan } from "../../plan/model";
import { startMocks } from "../support/mocks";
import { boundedAccount } from "./plan";

/** The provider's own configuration; the engine takes everything but strings as JSON text. */
async function configOf(account: AccountPlan, stack = "prod"): Promise<Record<string, unknown>> {
  const run = await startMocks(stack);
  accountProvider({ app: "notes", stack }, account);
  await run.finish();
  const { inputs } = run.find("pulumi:providers:aws", `notes-${account.accountId}`);
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [
      key,
      typeof value === "string" && /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value,
    ]),
  );
}

const always = {
  region: "eu-west-1",
  allowedAccountIds: ["222222222222"],
  defaultTags: {
    tags: { "managed-by": "sst-deployer-roles", "sst-deployer-roles:app": "notes", "sst-deployer-roles:stack": "prod" },
  },
  // Defaults of the SDK.
  skipCredentialsValidation: "false",
  skipRegionValidation: "true",
};

describe("An account's provider reaches that account and no other", () => {
  it("assumes the access role of the account, under a session that names the stack", async () => {
    assert.deepEqual(await configOf(boundedAccount()), {
      ...always,
      assumeRoles: [
        {
          roleArn: "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole",
          sessionName: "sst-deployer-roles-prod",
        },
      ],
    });
  });

  it("assumes it in the account's own partition", async () => {
    const config = await configOf({ ...boundedAccount(), partition: "aws-cn", region: "cn-north-1" });
    assert.deepEqual(config["assumeRoles"], [
      {
        roleArn: "arn:aws-cn:iam::222222222222:role/OrganizationAccountAccessRole",
        sessionName: "sst-deployer-roles-prod",
      },
    ]);
  });

  it("uses a profile as it is, and still allows only the one account", async () => {
    const access = { type: "profile", profile: "org-eu" } as const;
    assert.deepEqual(await configOf({ ...boundedAccount(), access }), { ...always, profile: "org-eu" });
  });

  it("uses the current credentials as they are, and still allows only the one account", async () => {
    assert.deepEqual(await configOf({ ...boundedAccount(), access: { type: "current" } }), always);
  });

  it("keeps the session's name within STS's 64 characters however long the stack's name is", async () => {
    const config = await configOf(boundedAccount(), "s".repeat(100));
    const [role] = config["assumeRoles"] as { sessionName: string }[];
    assert.equal(role?.sessionName, `sst-deployer-roles-${"s".repeat(45)}`);
    assert.equal(role.sessionName.length, 64);
  });
});

describe("An account's provider is registered as @pulumi/aws's own Provider class would", () => {
  for (const access of [
    { type: "role", roleName: "OrganizationAccountAccessRole" },
    { type: "profile", profile: "org-eu" },
    { type: "current" },
  ] as const) {
    it(`with the access ${access.type}`, async () => {
      const account = { ...boundedAccount(), access };
      const stage = { app: "notes", stack: "prod" };
      const run = await startMocks("prod");
      const ours = accountProvider(stage, account);
      const theirs = new Provider("theirs", accountProviderArgs(stage, account));
      await run.finish();
      const [registered, expected] = [
        run.find("pulumi:providers:aws", "notes-222222222222"),
        run.find("pulumi:providers:aws", "theirs"),
      ];
      assert.deepEqual({ ...registered, name: "theirs" }, expected);
      assert.match(registered.version, /^7\./);
      assert.equal(Provider.isInstance(ours), Provider.isInstance(theirs));
    });
  }
});
