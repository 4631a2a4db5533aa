import assert from "node:assert/strict";
import { plan } from "../../plan/plan";
import { MAX_MANAGED_POLICY_SIZE, policySize } from "../../policy/limits";
import { validateBoundaryPolicy, validatePermissionsPolicy } from "../../policy/validate";
import { oneAccount, parsed, type Values } from "../plan/configs";
import { can, roleCan } from "../support/simulator";
import { accountOf, COMBINATIONS, nameOf } from "./configs";
import { actorsOf } from "./world";

const iam = (resource: string) => `arn:aws:iam::222222222222:${resource}`;
const codes = (values: Values) => plan(parsed(values)).findings.map(({ code, path }) => `${code} ${path}`);
const API = { type: "services", constructs: ["Api", "Table"] };

describe("Guardrails fit IAM", () => {
  for (const combination of COMBINATIONS) {
    it(nameOf(combination), () => {
      const { boundaries, cdk, roles } = accountOf(combination, "attacked");
      assert.deepEqual(
        boundaries.map(({ binds }) => binds),
        combination.guardrails === "strict" ? ["app", "deployer"] : [],
      );
      for (const { document } of boundaries) assert.deepEqual(validateBoundaryPolicy(document), []);
      const managed = [...boundaries, ...(cdk?.executionPolicies ?? []), ...roles.flatMap(({ policies }) => policies)];
      for (const { document, name } of managed) {
        assert.deepEqual(validatePermissionsPolicy(document), [], name);
        assert.ok(
          name === "notes-prod-deploy" ||
            name === "notes-prod-cloudformation" ||
            policySize(document) <= MAX_MANAGED_POLICY_SIZE,
          name,
        );
      }
    });
  }

  it("in as many policies as it takes, where there are many regions", () => {
    const regions = ["eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "us-east-1", "us-west-2"];
    const accounts = [
      { name: "prod", accountId: "222222222222", regions, strategy: { ...API, type: "cloudformation" } },
    ];
    const result = plan(parsed(oneAccount("v2", {}, { accounts })));
    assert.ok(result.ok);
    const names = result.plan.accounts[0].roles[0].policies.map(({ name }) => name);
    assert.ok(names.includes("notes-prod-deploy-guardrails") && names.includes("notes-prod-deploy-guardrails-2"));
  });

  it("or are an error: a boundary is one policy, and a deny with exceptions one statement", () => {
    const stages = Array.from({ length: 150 }, (_each, index) => `stage-number-${String(index)}`);
    const result = plan(
      parsed(oneAccount("v4", { type: "services", constructs: ["Bucket"] }, { stages, guardrails: "strict" })),
    );
    assert.equal(result.ok, false);
    const found = result.findings.filter(({ severity }) => severity === "error");
    for (const code of ["boundary-too-large", "guardrails-too-large"]) {
      const finding = found.find((each) => each.code === code);
      assert.equal(finding?.path, "accounts[0].guardrails");
      assert.ok(Number(finding.value) > MAX_MANAGED_POLICY_SIZE);
    }
  });
});

describe("What guardrails leave to do is a warning", () => {
  const strictCdk = { guardrails: "strict", cdk: { execution: "bootstrap" } };
  for (const [name, values, code] of [
    ["off, spelled out", oneAccount("v4", API4(), { guardrails: "off" }), "guardrails-off accounts[0].guardrails"],
    [
      "a boundary of one's own",
      oneAccount("v4", API4(), { permissionsBoundary: "x" }),
      "boundary-not-known accounts[0].permissionsBoundary",
    ],
    ["bootstrap stacks", oneAccount("v1", API, strictCdk), "bootstrap-beforehand accounts[0].cdk"],
    [
      "v4's shared state",
      oneAccount("v4", API4(), { guardrails: "strict" }),
      "bootstrap-beforehand accounts[0].guardrails",
    ],
    [
      "users",
      oneAccount("v4", { type: "services", services: ["iam"] }, { guardrails: "strict" }),
      "users-not-in-strict accounts[0].guardrails",
    ],
    [
      "cut names",
      oneAccount("v4", API4(), { guardrails: "strict", app: "a-rather-long-name-of-an-app" }),
      "role-names-cut accounts[0].guardrails",
    ],
  ] as const) {
    it(name, () => {
      assert.ok(codes(values).includes(code), codes(values).join());
    });
  }

  it("the boundary that the app has to set, and roles that have none, with strict and with a boundary of one's own", () => {
    const both = (key: string) => [`boundary-in-app accounts[0].${key}`, `roles-without-boundary accounts[0].${key}`];
    for (const [values, key] of [
      [oneAccount("v4", API4(), { guardrails: "strict" }), "guardrails"],
      [oneAccount("v1", API, strictCdk), "guardrails"],
      [oneAccount("v2", { ...API, type: "cloudformation" }, { guardrails: "strict" }), "guardrails"],
      [oneAccount("v4", API4(), { permissionsBoundary: "x" }), "permissionsBoundary"],
      [oneAccount("v2", { ...API, type: "cloudformation" }, { permissionsBoundary: "x" }), "permissionsBoundary"],
    ] as const) {
      const found = codes(values);
      for (const code of both(key)) assert.ok(found.includes(code), found.join());
    }
    const { findings } = plan(parsed(oneAccount("v4", API4(), { guardrails: "strict" }), "prod"));
    const fix = findings.find(({ code }) => code === "boundary-in-app")?.fix ?? "";
    assert.match(fix, /npx deployers export --stack prod --for boundary/);
  });

  it("users only where the config names IAM itself: no component that it can name makes any", () => {
    const found = codes(oneAccount("v4", API4(), { guardrails: "strict" }));
    assert.ok(!found.some((code) => code.startsWith("users-not-in-strict")), found.join());
  });

  it("in the same words for accounts that are configured alike", () => {
    const accounts = ["333333333333", "444444444444"].map((accountId) => ({
      name: `prod-${accountId}`,
      accountId,
      region: "eu-west-1",
      strategy: API4(),
    }));
    const { findings } = plan(parsed(oneAccount("v4", {}, { accounts, guardrails: "strict" })));
    const texts = (index: number) =>
      findings
        .filter(({ path }) => path.startsWith(`accounts[${String(index)}]`))
        .map(({ code, message, fix }) => `${code} ${message} ${fix}`);
    assert.ok(texts(0).length >= 3);
    assert.deepEqual(texts(0), texts(1));
  });

  it("and nothing is warned of by default but what the plan is", () => {
    assert.deepEqual(codes(oneAccount("v4", { type: "services", constructs: ["Queue"] })), []);
    assert.deepEqual(codes(oneAccount("v2", API)), ["administrator-equivalent accounts[0].strategy"]);
    assert.deepEqual(codes(oneAccount("v4", { type: "administrator" })), [
      "administrator-equivalent accounts[0].strategy",
    ]);
  });

  function API4() {
    return { type: "services", constructs: ["ApiGatewayV2", "Dynamo"] };
  }
});

describe("An app can be deployed under its guardrails", () => {
  for (const combination of COMBINATIONS.filter(({ execution }) => execution !== "existing")) {
    it(nameOf(combination), async () => {
      const account = accountOf(combination, "usual");
      const actors = actorsOf(account).filter(({ arn }) => !arn.includes("made-up") && !arn.endsWith("-function"));
      const name = combination.sst === "v3" || combination.sst === "v4" ? "notes-prod-Api" : "prod-notes-api-Role";
      const bounded = account.appPermissionsBoundary
        ? { "iam:PermissionsBoundary": account.appPermissionsBoundary }
        : {};
      const calls = [
        { action: "iam:CreateRole", resource: iam(`role/${name}`), context: bounded },
        { action: "iam:PutRolePolicy", resource: iam(`role/${name}`), context: bounded },
        { action: "iam:UpdateAssumeRolePolicy", resource: iam(`role/${name}`), context: bounded },
        { action: "iam:DeleteRole", resource: iam(`role/${name}`), context: bounded },
        { action: "iam:TagRole", resource: iam(`role/${name}`), context: {} },
        {
          action: "iam:PassRole",
          resource: iam(`role/${name}`),
          context: { "iam:PassedToService": "lambda.amazonaws.com" },
        },
        {
          action: "lambda:CreateFunction",
          resource: `arn:aws:lambda:eu-west-1:222222222222:function:${name}`,
          context: {},
        },
        {
          action: "dynamodb:CreateTable",
          resource: `arn:aws:dynamodb:eu-west-1:222222222222:table/${name}`,
          context: {},
        },
      ];
      for (const call of calls) {
        const answers = await Promise.all(
          actors.map(({ arn, policies, boundary }) =>
            can({ principal: arn, policies, ...(boundary ? { boundary } : {}), ...call }),
          ),
        );
        assert.ok(answers.includes("Allowed"), `${call.action}: ${answers.join()}`);
      }
    });
  }
});

describe("SST v2 makes and updates stacks with the deployer's own credentials, naming a role", () => {
  const STACK = "arn:aws:cloudformation:eu-west-1:222222222222:stack/prod-notes-api/*";
  const CDK = iam("role/cdk-hnb659fds-cfn-exec-role-222222222222-eu-west-1");
  const SERVICE = iam("role/sst-deployers/notes-prod-cloudformation");
  for (const [title, strategy, others, named] of [
    ["services without iam", { type: "services", services: ["sqs"] }, {}, CDK],
    [
      "services without iam, bootstrapped",
      { type: "services", services: ["sqs"] },
      { cdk: { execution: "bootstrap" } },
      CDK,
    ],
    ["access-analyzer", { type: "access-analyzer", broad: { services: ["sqs"] } }, {}, CDK],
    ["cloudformation", { type: "cloudformation", services: ["sqs"] }, {}, SERVICE],
  ] as const) {
    it(title, async () => {
      const result = plan(parsed(oneAccount("v2", strategy, others)));
      assert.ok(result.ok);
      const [role] = result.plan.accounts[0].roles;
      const pass = (service: string, resource: string) =>
        roleCan(role, { action: "iam:PassRole", resource, context: { "iam:PassedToService": service } });
      for (const action of ["cloudformation:CreateStack", "cloudformation:UpdateStack"]) {
        const context = { "cloudformation:RoleArn": named };
        assert.equal(await roleCan(role, { action, resource: STACK, context }), "Allowed");
      }
      assert.equal(await roleCan(role, { action: "cloudformation:DeleteStack", resource: STACK }), "Allowed");
      assert.equal(await pass("cloudformation.amazonaws.com", named), "Allowed");
      assert.notEqual(await pass("lambda.amazonaws.com", named), "Allowed");
      assert.notEqual(await pass("cloudformation.amazonaws.com", named === CDK ? SERVICE : CDK), "Allowed");
    });
  }
});
