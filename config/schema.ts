import * as v from "valibot";
import { GENERATIONS } from "../policy/generation";
import { CDK_EXECUTIONS, GUARDRAIL_LEVELS } from "../policy/guardrails/model";
import { DUTY_SPLITS, STRATEGY_TYPES } from "../policy/strategies/model";

/**
 * The shapes of the stack config: which keys there are, and of which type. One flat schema for every object: `shape.ts`
 * reads each object by itself, so that a mistake in one never hides those in another. Elements of lists and nested objects
 * are `unknown` here; the file that knows them reads them with the schema of their own.
 */

/** What a finding says about a key whose value is missing, has the wrong type or isn't one of the allowed. */
export interface Hint extends Record<string, unknown> {
  /** What is wanted, as a noun phrase, e.g. `a list of stage names`. */
  readonly expected: string;
  /** How it is written, e.g. `[prod]`. */
  readonly example: string;
  /** The values that are allowed, where they can be listed. */
  readonly allowed?: readonly string[];
  /** The code of the finding for a text that isn't one of {@link Hint.allowed}. */
  readonly unknownCode?: string;
}

/** A schema of one object: its keys, each with a schema and a {@link Hint} as its metadata. */
export type ObjectSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

/** A text that has to be there. */
export const text = (expected: string, example: string) => v.pipe(v.string(), v.metadata({ expected, example }));
/** A text that may be left out. */
export const optionalText = (expected: string, example: string) =>
  v.pipe(v.optional(v.string()), v.metadata({ expected, example }));
/** True or false; may be left out. */
export const flag = (expected: string) => v.pipe(v.optional(v.boolean()), v.metadata({ expected, example: "true" }));
/** A list that may be left out; its elements are read by themselves. */
export const list = (expected: string, example: string) =>
  v.pipe(v.optional(v.array(v.unknown())), v.metadata({ expected, example }));
/** Passes as it is, not copied: a copy would lose a key called `__proto__` before it is reported as unknown. */
const nested = (expected: string, example: string) =>
  v.pipe(v.optional(v.custom<object>(isObject)), v.metadata({ expected, example }));
const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
/** An account id: numbers pass here, and are refused with an explanation of their own. */
const accountId = () =>
  v.pipe(
    v.union([v.string(), v.number()]),
    v.metadata({ expected: "an account id of 12 digits, in quotes", example: '"222222222222"' }),
  );
/** One of a few values, required. */
const oneOf = <const T extends readonly string[]>(allowed: T, hint: Omit<Hint, "allowed">) =>
  v.pipe(v.picklist(allowed), v.metadata({ ...hint, allowed }));
/** One of a few values, or nothing. */
export const optionalOneOf = <const T extends readonly string[]>(allowed: T, hint: Omit<Hint, "allowed">) =>
  v.pipe(v.optional(v.picklist(allowed)), v.metadata({ ...hint, allowed }));

const sharedShape = {
  sst: optionalOneOf(GENERATIONS, {
    expected: "a generation of SST",
    example: "v2",
    unknownCode: "unknown-generation",
  }),
  stages: list("a list of SST stages", '[dev, "pr-*"]'),
  access: nested("one of roleName, profile and current", "{ roleName: OrganizationAccountAccessRole }"),
  trust: nested(
    "an object with principals, permissionSets, or a CI system such as github",
    '{ principals: ["arn:aws:iam::999999999999:role/ci"] }',
  ),
  liveDevelopment: flag("true or false"),
  bootstrap: flag("true or false"),
  region: optionalText("the name of a region", "eu-west-1"),
  regions: list("a list of regions", "[eu-west-1, us-east-1]"),
  duties: optionalOneOf(DUTY_SPLITS, {
    expected: "combined or separate",
    example: "separate",
    unknownCode: "unknown-duties",
  }),
  strategy: nested("an object with a type", "{ type: services, constructs: [Api, Table] }"),
  sso: nested("an object with startUrl and region", "{ startUrl: https://acme.awsapps.com/start, region: eu-west-1 }"),
  guardrails: optionalOneOf(GUARDRAIL_LEVELS, {
    expected: "standard, strict or off",
    example: "strict",
    unknownCode: "unknown-guardrails",
  }),
  permissionsBoundary: optionalText("the ARN or the name of a managed policy", "team/app-boundary"),
  cdk: nested("an object with qualifier, toolkitStackName or execution", "{ execution: bootstrap }"),
};

/** The whole stack config. */
export const stageSchema = v.object({
  app: text("the SST app's name", "notes"),
  accounts: v.pipe(
    v.array(v.unknown()),
    v.metadata({
      expected: "a list of accounts",
      example: '[{ name: prod-eu, accountId: "222222222222", region: eu-west-1, strategy: { type: administrator } }]',
    }),
  ),
  ...sharedShape,
});

/** One account. */
export const accountSchema = v.object({
  name: text("a name of your choice", "prod-eu"),
  accountId: accountId(),
  ...sharedShape,
});

/** How CDK was bootstrapped, and whose rights CloudFormation deploys with. */
export const cdkSchema = v.object({
  qualifier: optionalText("the qualifier of CDK's bootstrap stack", "hnb659fds"),
  toolkitStackName: optionalText("the name of CDK's bootstrap stack", "CDKToolkit"),
  execution: optionalOneOf(CDK_EXECUTIONS, {
    expected: "bootstrap, serviceRole or existing",
    example: "bootstrap",
    unknownCode: "unknown-execution",
  }),
});

/** How this program gets into an account. */
export const accessSchema = v.object({
  roleName: optionalText("the name of a role", "OrganizationAccountAccessRole"),
  previewRoleName: optionalText("the name of a role that can only read", "DeployersPreview"),
  profile: optionalText("the name of a profile", "admin"),
  current: v.pipe(v.optional(v.literal(true)), v.metadata({ expected: "true", example: "true" })),
});

/** Objects or lists of objects, told apart where they are read. */
const federationShape = {
  github: v.optional(v.unknown()),
  gitlab: v.optional(v.unknown()),
  circleci: v.optional(v.unknown()),
  buildkite: v.optional(v.unknown()),
  oidc: v.optional(v.unknown()),
};

/** Who may assume the deployer roles. */
export const trustSchema = v.object({
  principals: list("a list of principals", '["arn:aws:iam::999999999999:role/ci"]'),
  permissionSets: list("a list of permission sets", '[{ account: "222222222222", name: Developers }]'),
  ...federationShape,
  externalId: optionalText("the external id", "acme-1234"),
  maxSessionSeconds: v.pipe(v.optional(v.number()), v.metadata({ expected: "a number of seconds", example: "3600" })),
});

/** One principal, where it is written as an object. */
export const principalSchema = v.object({
  arn: text("the ARN of an account root, a role or a user", "arn:aws:iam::999999999999:user/alice"),
  mfa: flag("true or false"),
});

/** One permission set of IAM Identity Center. */
export const permissionSetSchema = v.object({
  account: accountId(),
  name: text("the name of a permission set", "Developers"),
  mfa: flag("nothing: IAM Identity Center asks for MFA itself"),
});

const selectionShape = {
  constructs: list("a list of SST constructs", "[Api, Table]"),
  services: list("a list of IAM service prefixes", "[sqs, sns]"),
  customDomain: flag("true or false"),
  scope: optionalOneOf(["account", "app"], {
    expected: "account or app",
    example: "account",
    unknownCode: "unknown-scope",
  }),
  hostedZones: list("a list of hosted zone ids", "[Z0123456789ABCDEFGHIJ]"),
};
const strategyType = oneOf(STRATEGY_TYPES, {
  expected: "a strategy",
  example: "services",
  unknownCode: "unknown-strategy",
});

/** The strategy's type, whatever stands beside it. */
export const strategyTypeSchema = v.object({ type: strategyType });

/** The strategies, by their type. */
export const strategySchemas = {
  administrator: v.object({ type: strategyType }),
  services: v.object({ type: strategyType, ...selectionShape }),
  cloudformation: v.object({ type: strategyType, ...selectionShape }),
  "access-analyzer": v.object({ type: strategyType, broad: v.optional(v.unknown()) }),
} as const;

/** The selection of an access-analyzer strategy's broad phase. */
export const broadSchema = v.object(selectionShape);
