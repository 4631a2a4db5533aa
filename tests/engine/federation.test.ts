import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pulumi } from "../../sandbox/engine";
import type { Session } from "../../sandbox/session";
import { signedToken } from "../support/token";
import { createStack, deployerRoles, engineSession, iam, previewed, up } from "./support/session";

const ACCOUNT = "555555555555";
const ISSUER = "token.actions.githubusercontent.com";
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;

/** Writes a stack of its own, whose one account trusts a branch of one repository, and creates it. */
async function stackOf(session: Session, stack: string, provider: string): Promise<void> {
  const keys = {
    app: "tokens",
    sst: "v4",
    stages: [stack],
    trust: { github: { repository: "acme/notes", branches: ["main"], provider } },
    accounts: [
      {
        name: "tokens",
        accountId: ACCOUNT,
        region: "eu-west-1",
        strategy: { type: "services", services: ["sqs"] },
      },
    ],
  };
  await createStack(session, stack, keys);
}

/**
 * That a missing provider is refused is shown under mocks (`tests/components/identityProvider.test.ts`): the real one looks for it
 * a whole minute.
 */
describe("A real engine and a real provider: jobs with a token, and previews by another role", () => {
  let session: Session;
  before(async () => {
    session = await engineSession();
    await stackOf(session, "tokens-a", "create");
    await stackOf(session, "tokens-b", "existing");
  });

  it("makes the provider in one stack, and finds it from another stack of the account", async () => {
    const first = await up(session, "tokens-a");
    assert.equal(first.exitCode, 0, first.output);
    const made = await iam<{ readonly Url: string; readonly ClientIDList: readonly string[] }>(
      session,
      ACCOUNT,
      ...["get-open-id-connect-provider", "--open-id-connect-provider-arn", PROVIDER],
    );
    assert.deepEqual([made.Url, made.ClientIDList], [ISSUER, ["sts.amazonaws.com"]]);
    const found = await previewed(session, "tokens-b");
    assert.ok((found["create"] ?? 0) > 0, JSON.stringify(found));
  });

  it("lets the AWS CLI of a job in by its token alone (moto checks no trust; the simulator does)", async () => {
    const now = Math.floor(Date.now() / 1000);
    const file = join(session.folder, "token");
    const claims = { iss: `https://${ISSUER}`, aud: "sts.amazonaws.com", sub: "repo:acme/notes:ref:refs/heads/main" };
    writeFileSync(file, signedToken({ ...claims, iat: now, exp: now + 600 }));
    const withoutKeys = Object.entries(session.environment).filter(
      ([name]) => !/^AWS_(ACCESS|SECRET|SESSION)/.test(name),
    );
    const { stdout, exitCode, output } = await session.run("aws", ["sts", "get-caller-identity", "--output", "json"], {
      environment: {
        ...Object.fromEntries(withoutKeys),
        AWS_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/sst-deployers/tokens-tokens-a-deploy`,
        AWS_WEB_IDENTITY_TOKEN_FILE: file,
        AWS_ROLE_SESSION_NAME: "job-7",
      },
    });
    assert.equal(exitCode, 0, output);
    const identity = JSON.parse(stdout) as { readonly Arn: string; readonly Account: string };
    assert.equal(identity.Account, ACCOUNT);
    assert.match(identity.Arn, /assumed-role\/.*tokens-tokens-a-deploy\/job-7$/);
  });

  it("previews by the role of previews, and brings nothing up by it", async () => {
    const environment = { ...session.environment, DEPLOYERS_PREVIEW_ROLE: "Reader" };
    const preview = ["preview", "--stack", "tokens-a", "--refresh", "--run-program", "--json", "--non-interactive"];
    const { stdout, exitCode, output } = await session.run(session.pulumi, preview, { environment });
    assert.equal(exitCode, 0, output);
    const { steps } = JSON.parse(stdout) as {
      readonly steps: readonly { readonly op: string; readonly urn: string; readonly newState?: unknown }[];
    };
    const changed = steps.filter(({ op }) => !["same", "read", "refresh"].includes(op));
    assert.deepEqual(
      changed.map(({ op, urn }) => [op, urn.split("::").slice(2).join("::")]),
      [["update", `pulumi:providers:aws::tokens-${ACCOUNT}`]],
    );
    assert.match(JSON.stringify(changed), /role\/Reader/);
    const args = ["up", "--stack", "tokens-a", "--yes", "--skip-preview", "--non-interactive"];
    const refused = await session.run(session.pulumi, args, { environment });
    assert.notEqual(refused.exitCode, 0);
    assert.match(refused.output, /this may only be a preview/);
  });

  it("leaves the provider behind when the stack that made it goes, and the role not", async () => {
    await pulumi(session, ["destroy", "--stack", "tokens-a", "--yes", "--skip-preview"]);
    const { OpenIDConnectProviderList: left } = await iam<{
      readonly OpenIDConnectProviderList: readonly { readonly Arn: string }[];
    }>(session, ACCOUNT, "list-open-id-connect-providers");
    assert.deepEqual(
      left.map(({ Arn }) => Arn),
      [PROVIDER],
    );
    assert.deepEqual(await deployerRoles(session, ACCOUNT), []);
  });
});
