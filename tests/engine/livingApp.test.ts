import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../sandbox/session";
import { engineSession, iam } from "./support/session";

const ACCOUNT = "666666666671";
const PAGE = readFileSync(join(__dirname, "../../docs/guardrails.md"), "utf8");
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** The `--query` of the command that docs/guardrails.md gives. */
function documentedQuery(): string {
  const [, query] =
    /get-account-authorization-details --filter Role --output text --query \\\n\s*"([^"]+)"/.exec(PAGE) ?? [];
  return query ?? assert.fail("docs/guardrails.md has no such command");
}

/**
 * The gate of docs/guardrails.md, "Moving a living app to `strict`": the AWS CLI with the documented query, against the local
 * AWS. Proves what the query lists; not that IAM answers as moto does.
 */
describe("The gate before strict lists the roles that are left without the boundary", () => {
  let session: Session;
  before(async () => {
    session = await engineSession();
    const boundary = async (name: string) => {
      const document = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
      });
      const args = ["--policy-name", name, "--path", "/sst-deployers/", "--policy-document", document];
      const made = await iam<{ readonly Policy: { readonly Arn: string } }>(session, ACCOUNT, "create-policy", ...args);
      return made.Policy.Arn;
    };
    const role = (name: string, ...args: readonly string[]) =>
      iam(session, ACCOUNT, "create-role", "--role-name", name, "--assume-role-policy-document", TRUST, ...args);
    const app = await boundary("notes-prod-app-boundary");
    const deployer = await boundary("notes-prod-deployer-boundary");
    await role("notes-prod-Bounded", "--permissions-boundary", app);
    await role("notes-prod-Left");
    await role("notes-prod-OfTheDeployer", "--permissions-boundary", deployer);
    await role("billing-prod-Other");
    await role("notes-dev-OtherStage");
  });

  it("and no role that has it, nor one of another app or stage", async () => {
    const list = ["get-account-authorization-details", "--filter", "Role", "--query", documentedQuery()];
    const arns = await iam<readonly string[]>(session, ACCOUNT, ...list);
    assert.deepEqual(
      [...arns].sort(),
      ["notes-prod-Left", "notes-prod-OfTheDeployer"].map((name) => `arn:aws:iam::${ACCOUNT}:role/${name}`),
    );
  });

  it("and is empty once they have it", async () => {
    const arn = `arn:aws:iam::${ACCOUNT}:policy/sst-deployers/notes-prod-app-boundary`;
    const put = ["put-role-permissions-boundary", "--permissions-boundary", arn, "--role-name"];
    for (const name of ["notes-prod-Left", "notes-prod-OfTheDeployer"]) await iam(session, ACCOUNT, ...put, name);
    const list = ["get-account-authorization-details", "--filter", "Role", "--query", documentedQuery()];
    assert.deepEqual(await iam<readonly string[]>(session, ACCOUNT, ...list), []);
  });
});
