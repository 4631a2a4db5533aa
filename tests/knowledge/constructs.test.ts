import assert from "node:assert/strict";
import { constructFacts, constructNames, servicesOfConstructs } from "../../policy/knowledge/constructs";
import type { VariantFacts } from "../../policy/knowledge/facts/model";
import { oneAccount, roleOf } from "../plan/configs";
import { CREATING } from "../support/creatingActions";
import { CONSTRUCTS } from "../support/facts";
import { Judge, wholePolicy } from "../support/judge";
import { actionsOfType, neededActions } from "../support/neededActions";
import { sampleArn, type SamplePlace } from "../support/sampleArn";

type WithFacts = "v1" | "v2";

/** What the user writes beside the construct's own name. */
interface Beside {
  readonly constructs?: readonly string[];
  readonly services?: readonly string[];
  readonly customDomain?: boolean;
}

/**
 * Variants whose app has more than the construct: another construct (as a target or a source), a network that the user made
 * with CDK, or a domain. The other variants have to do with the construct's name alone.
 */
const BESIDE: Readonly<Record<string, Beside>> = {
  "AppSyncApi tables": { constructs: ["Table"] },
  "Auth attached": { constructs: ["Api"] },
  "Bucket queueNotifications": { constructs: ["Queue"] },
  "Bucket topicNotifications": { constructs: ["Topic"] },
  "EventBus rules": { constructs: ["Queue"] },
  "Function vpc": { services: ["ec2"] },
  "Job vpc": { services: ["ec2"] },
  "Table kinesisStream": { constructs: ["KinesisStream"] },
  "Topic subscribers": { constructs: ["Queue"] },
};

function besideOf(construct: string, variant: string): Beside {
  return BESIDE[`${construct} ${variant}`] ?? (variant === "customDomain" ? { customDomain: true } : {});
}

/** Services that a construct needs where only variants with another construct show it. */
const SHOWN_ELSEWHERE: Readonly<Record<string, string>> = {
  "v1 Auth apigateway": "Routes that `Auth.attach` adds to an Api are the Auth's own (`Auth.ts#attach`).",
  "v2 EventBus sqs":
    "The queue of failed calls (`EventBus.ts#getRetrier`), which only a subscription (`subscribe`) with retries makes.",
};

const PLACE: SamplePlace = { partition: "aws", region: "eu-west-1", accountId: "222222222222" };
const ASSETS = "arn:aws:s3:::cdk-hnb659fds-assets-222222222222-eu-west-1";

const VARIANTS = (["v1", "v2"] as const).flatMap((sst) =>
  Object.entries(CONSTRUCTS[sst].constructs).map(([construct, variants]) => ({
    sst,
    construct,
    variants: Object.entries(variants),
  })),
);

const judges = new Map<string, Judge>();

/** The deployer where the config names just these. */
function deployerOf(sst: WithFacts, construct: string, { constructs = [], ...beside }: Beside): Judge {
  const strategy = { type: "services", constructs: [construct, ...constructs], ...beside };
  const key = JSON.stringify([sst, strategy]);
  const known = judges.get(key);
  if (known) return known;
  const role = roleOf(oneAccount(sst, strategy, { guardrails: "off" }));
  const judge = new Judge(role.arn, wholePolicy(role));
  judges.set(key, judge);
  return judge;
}

/** What an action of a type acts on in this app: names that the template fixes, CDK's bucket for code, else any name. */
async function resourcesOf(type: string, action: string, facts: VariantFacts): Promise<readonly string[]> {
  if (action.startsWith("s3:") && !type.startsWith("AWS::S3::")) return [`${ASSETS}/code.zip`];
  if (type === "AWS::SSM::Parameter") {
    return (facts.names[type] ?? []).map((name) => {
      const filled = name.replace("${app}", "notes").replace("${stage}", "prod");
      return `arn:aws:ssm:eu-west-1:222222222222:parameter${filled}`;
    });
  }
  if (action.startsWith("ecr:") && action !== "ecr:GetAuthorizationToken") {
    return ["arn:aws:ecr:eu-west-1:222222222222:repository/cdk-hnb659fds-container-assets-222222222222-eu-west-1"];
  }
  return [await sampleArn(action, PLACE, "prod-notes-stack-Thing1A2B3C")];
}

async function callsOf(facts: VariantFacts): Promise<readonly (readonly [string, string])[]> {
  const calls = new Map<string, readonly [string, string]>();
  const add = (action: string, resource: string) => calls.set(`${action} ${resource}`, [action, resource]);
  for (const [type, properties] of Object.entries(facts.resourceTypes)) {
    for (const action of actionsOfType(type, properties)) {
      for (const resource of await resourcesOf(type, action, facts)) add(action, resource);
    }
  }
  if (facts.customResources.length > 0) {
    add("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:222222222222:function:prod-notes-stack-Custom1A2B3C");
  }
  return [...calls.values()];
}

/** One call of every service, to be refused where the construct doesn't have it. */
const FOREIGN = Object.values(CREATING);

const serviceOf = (action: string): string => action.slice(0, action.indexOf(":"));

describe("An app of one construct: the services strategy with just that construct allows every call of CloudFormation for it (a simulator that isn't ours judges)", () => {
  let asked = 0;
  for (const { sst, construct, variants } of VARIANTS) {
    it(`${sst} ${construct}: ${variants.map(([variant]) => variant).join(", ")}`, async () => {
      for (const [variant, facts] of variants) {
        const deployer = deployerOf(sst, construct, besideOf(construct, variant));
        const refused: string[] = [];
        for (const [action, resource] of await callsOf(facts)) {
          asked++;
          if (!(await deployer.allows(action, resource))) refused.push(`${action} ${resource}`);
        }
        assert.deepEqual(refused, [], variant);
      }
    });
  }

  it("asks thousands of questions", () => {
    assert.ok(asked > 5_000, String(asked));
  });
});

describe("An app of one construct: nothing is granted of a service that no resource of it needs", () => {
  for (const { sst, construct, variants } of VARIANTS) {
    const services = constructFacts(sst)[construct]?.services ?? [];

    it(`${sst} ${construct}: every service of the table is called for some app with this construct alone`, () => {
      const own = variants.filter(([variant]) => besideOf(construct, variant).constructs === undefined);
      const inSource = CONSTRUCTS[sst].readInSource[construct];
      const called = new Set(
        [...own.map(([, facts]) => facts), ...(inSource ? [inSource] : [])]
          .flatMap(({ resourceTypes, customResources }) => [...neededActions(resourceTypes, { customResources })])
          .map(serviceOf),
      );
      const idle = services.filter(
        (service) => !called.has(service) && SHOWN_ELSEWHERE[`${sst} ${construct} ${service}`] === undefined,
      );
      assert.deepEqual(idle, []);
    });

    it(`${sst} ${construct}: a call of every other service is refused`, async () => {
      const deployer = deployerOf(sst, construct, {});
      const allowed: string[] = [];
      for (const action of FOREIGN.filter((each) => !services.includes(serviceOf(each)))) {
        if (await deployer.allows(action, await sampleArn(action, PLACE, "prod-notes-thing"))) allowed.push(action);
      }
      assert.deepEqual(allowed, []);
    });
  }

  it("is asked of every service that a construct has", () => {
    const all = new Set((["v0", "v1", "v2"] as const).flatMap((sst) => servicesOfConstructs(sst, constructNames(sst))));
    const asked = new Set(FOREIGN.map(serviceOf));
    assert.deepEqual(
      [...all].filter((service) => !asked.has(service)),
      [],
    );
  });

  it("has no stale exception", () => {
    for (const key of Object.keys(SHOWN_ELSEWHERE)) {
      const [sst, construct = "", service = ""] = key.split(" ");
      assert.ok(constructFacts(sst as WithFacts)[construct]?.services.includes(service), key);
    }
    const variants = new Set(
      VARIANTS.flatMap(({ construct, variants: each }) => each.map(([variant]) => `${construct} ${variant}`)),
    );
    for (const key of Object.keys(BESIDE)) assert.ok(variants.has(key), key);
  });
});
