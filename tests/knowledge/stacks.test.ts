import assert from "node:assert/strict";
import type { PlannedRole } from "../../plan/model";
import type { Duty } from "../../policy/duty";
import type { Generation } from "../../policy/generation";
import type { StackFacts } from "../../policy/knowledge/facts/model";
import { partitionOfRegion } from "../../policy/partition";
import { oneAccount, planned, type Values } from "../plan/configs";
import { STACKS } from "../support/facts";
import { Judge, limitedTo } from "../support/judge";
import { type StackCall, stackCalls, type StackPlace } from "../support/stackNeeds";

/** One account with these regions; everything that can ask for a bootstrap or debug stack is on. */
function rolesOf(sst: Generation, strategy: Values, regions: readonly string[]): readonly PlannedRole[] {
  const partition = partitionOfRegion(regions[0] ?? "");
  return planned(
    oneAccount(sst, strategy, {
      // what the guardrails deny again has tests of its own
      guardrails: "off",
      bootstrap: true,
      liveDevelopment: true,
      trust: { principals: [`arn:${partition}:iam::999999999999:role/ci`] },
      accounts: [{ name: "prod-eu", accountId: "222222222222", regions, strategy }],
    }),
  ).accounts[0].roles;
}

function placeOf(region: string, stackName?: string): StackPlace {
  return {
    partition: partitionOfRegion(region) ?? assert.fail(region),
    accountId: "222222222222",
    region,
    values: { app: "notes", stage: "prod", Qualifier: "hnb659fds" },
    assetBucket: `cdk-hnb659fds-assets-222222222222-${region}`,
    ...(stackName === undefined ? {} : { stackName }),
  };
}

/** With whose rights CloudFormation calls, and so which condition keys its calls carry. */
type Hands = "caller" | "service-role";

function contextOf(call: StackCall, hands: Hands): StackCall["context"] {
  if (hands === "caller") return { ...call.context, "aws:CalledVia": ["cloudformation.amazonaws.com"] };
  return /:key\//.test(call.resource)
    ? { ...call.context, "aws:ResourceTag/aws:cloudformation:stack-name": "CDKToolkit" }
    : call.context;
}

/** Asks once what many resources of a stack ask for. */
function distinct(calls: readonly StackCall[]): readonly StackCall[] {
  return [...new Map(calls.map((call) => [JSON.stringify([call.action, call.resource, call.context]), call])).values()];
}

/** The same call on something of the same kind that isn't the stack's; undefined where its name tells nothing. */
function foreign(call: StackCall): string | undefined {
  const resource = call.resource.replace(
    /(cdk-(?:bootstrap\/)?)hnb659fds|SSTBootstrap|sstbootstrap|(?<=parameter\/)sst\/bootstrap|prod-notes-debug-stack/g,
    (_, cdk: string | undefined) => (cdk === undefined ? "another-app" : `${cdk}foreign`),
  );
  return resource === call.resource ? undefined : resource;
}

interface Case {
  readonly name: string;
  readonly stack: StackFacts | undefined;
  readonly sst: Generation;
  readonly strategy: Values;
  /** Role whose policies are asked, and the duty whose statements alone have to do. */
  readonly role: Duty;
  readonly duty: Duty;
  readonly hands: Hands;
  /** Asked in the other partitions too; the names are made in one place, so that once a stack and strategy is enough. */
  readonly everywhere?: boolean;
}

const SERVICES = { type: "services", services: ["sqs"] };
const CLOUDFORMATION = { type: "cloudformation", services: ["sqs"] };

const NEWEST = STACKS.cdk["2.1148.1"];

const CASES: readonly Case[] = [
  ...Object.entries(STACKS.cdk).flatMap(([version, stack]): readonly Case[] => [
    // the newer template has every resource of the older one
    ...(stack === NEWEST ? (["v0", "v1", "v2"] as const) : (["v2"] as const)).map((sst): Case => ({
      name: `CDK's bootstrap stack of aws-cdk ${version}, deployed by ${sst} with strategy services`,
      ...{ stack, sst, strategy: SERVICES, role: "deploy", duty: "bootstrap", hands: "caller" },
      everywhere: sst === "v2",
    })),
    {
      name: `CDK's bootstrap stack of aws-cdk ${version}, deployed by v1 with a service role`,
      ...{ stack, sst: "v1", strategy: CLOUDFORMATION, role: "cloudformation", duty: "cloudformation" },
      hands: "service-role",
    },
    {
      name: `CDK's bootstrap stack of aws-cdk ${version}, deployed by v2 without the service role`,
      ...{ stack, sst: "v2", strategy: CLOUDFORMATION, role: "deploy", duty: "bootstrap", hands: "caller" },
    },
  ]),
  ...(["v1", "v2"] as const).map((sst): Case => ({
    name: `SSTBootstrap of ${sst}, deployed with a service role`,
    ...{ stack: STACKS[sst]["SSTBootstrap"], sst, strategy: CLOUDFORMATION, role: "cloudformation" },
    duty: "cloudformation",
    hands: "service-role",
    everywhere: true,
  })),
  ...(["v0", "v1"] as const).flatMap((sst): readonly Case[] => [
    {
      name: `the debug stack (facts of v1), deployed by ${sst} with strategy services`,
      ...{ stack: STACKS.v1["DebugStack"], sst, strategy: SERVICES, role: "deploy", duty: "dev", hands: "caller" },
      everywhere: sst === "v1",
    },
    {
      name: `the debug stack (facts of v1), deployed by ${sst} with a service role`,
      ...{ stack: STACKS.v1["DebugStack"], sst, strategy: CLOUDFORMATION, role: "cloudformation" },
      duty: "cloudformation",
      hands: "service-role",
    },
  ]),
];

const TWO_REGIONS = ["eu-west-1", "us-east-1"];
const OTHER_PARTITIONS = [["cn-north-1"], ["us-gov-west-1"]];

/** Function code and API Gateway's generated ids belong to the deploy duty and to no name. */
const ASSET = /^s3:GetObject$/;

describe("Every call that makes, reads, updates and deletes the bootstrap and debug stacks is allowed to the duty that deploys them, on the real names, and to no foreign name (a simulator that isn't ours judges)", () => {
  for (const { name, stack, sst, strategy, role: duty, duty: own, hands, everywhere } of CASES) {
    for (const regions of everywhere ? [TWO_REGIONS, ...OTHER_PARTITIONS] : [TWO_REGIONS]) {
      it(`${name}, in ${regions.join(" and ")}`, async () => {
        assert.ok(stack);
        const roles = rolesOf(sst, strategy, regions);
        const role = roles.find((each) => each.duty === duty) ?? assert.fail(duty);
        const judge = new Judge(role.arn, limitedTo(role, own));
        const [refused, tooMuch]: [string[], string[]] = [[], []];
        let foreigners = 0;
        for (const region of regions) {
          for (const call of distinct(await stackCalls(stack, placeOf(region)))) {
            if (ASSET.test(call.action) && own !== "cloudformation") continue;
            const context = contextOf(call, hands);
            const text = `${call.action} ${call.resource}`;
            if (!(await judge.allows(call.action, call.resource, context))) refused.push(text);
            const other = region === regions[0] ? foreign(call) : undefined;
            if (other === undefined) continue;
            foreigners++;
            if (await judge.allows(call.action, other, context)) tooMuch.push(`${call.action} ${other}`);
          }
        }
        assert.deepEqual(refused, [], "refused");
        assert.deepEqual(tooMuch, [], "allowed on a foreign name");
        assert.ok(foreigners > 40, String(foreigners));
      });
    }
  }
});
