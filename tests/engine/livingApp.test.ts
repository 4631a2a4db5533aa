import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../sandbox/session";
import { engineSession, iam, inAccount } from "./support/session";

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

/** The commands of docs/guardrails.md, "API Gateway's role for logs", as they stand there. Proves that the AWS CLI takes them. */
describe("API Gateway's role for logs is set by the documented commands", () => {
  it("in an account that has none", async () => {
    const session = await engineSession();
    const [, block] = /```sh\n(\s*aws iam create-role --role-name APIGatewayLogs[\s\S]*?)\s*```/.exec(PAGE) ?? [];
    assert.ok(block);
    const environment = await inAccount(session, ACCOUNT);
    const commands = `set -e\n${block.replaceAll("333333333333", ACCOUNT)}`;
    const done = await session.run("bash", ["-c", commands], { environment });
    assert.equal(done.exitCode, 0, done.output);
    const read = ["apigateway", "get-account", "--region", "eu-west-1", "--output", "json"];
    const { stdout } = await session.run("aws", read, { environment });
    const { cloudwatchRoleArn } = JSON.parse(stdout) as { readonly cloudwatchRoleArn: string };
    assert.equal(cloudwatchRoleArn, `arn:aws:iam::${ACCOUNT}:role/APIGatewayLogs`);
    const attached = [
      "list-attached-role-policies",
      "--role-name",
      "APIGatewayLogs",
      "--query",
      "AttachedPolicies[].PolicyName",
    ];
    assert.deepEqual(await iam(session, ACCOUNT, ...attached), ["AmazonAPIGatewayPushToCloudWatchLogs"]);
  });
});
