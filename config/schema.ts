import { z } from "zod";
import { GENERATIONS } from "../policy/generation";
import { STRATEGY_TYPES } from "../policy/strategies/model";

/**
 * The shapes of the stack config: which keys there are, and of which type. One flat schema for every object: `shape.ts`
 * reads each object by itself, so that a mistake in one never hides those in another. Elements of lists and nested objects
 * are `unknown` here; the file that knows them reads them with the schema of their own.
 */

/** What a finding says about a key whose value has the wrong type or isn't one of the allowed. */
export interface Hint {
  /** What is wanted, as a noun phrase, e.g. `a list of stage names`. */
  readonly expected: string;
  /** How it is written, e.g. `[prod]`. */
  readonly example: string;
  /** The code of the finding for a text that isn't one of the allowed values. */
  readonly unknownCode?: string;
}

/** The hints of the keys below, by their schema. */
export const HINTS = z.registry<Hint>();

function text(expected: string, example: string): z.ZodString {
  return z.string().register(HINTS, { expected, example });
}
function optionalText(expected: string, example: string): z.ZodOptional<z.ZodString> {
  return z.string().optional().register(HINTS, { expected, example });
}
function flag(expected: string): z.ZodOptional<z.ZodBoolean> {
  return z.boolean().optional().register(HINTS, { expected, example: "true" });
}
function list(expected: string, example: string): z.ZodOptional<z.ZodArray<z.ZodUnknown>> {
  return z.array(z.unknown()).optional().register(HINTS, { expected, example });
}
/** Passes as it is, not copied: a copy would lose a key called `__proto__` before it is reported as unknown. */
function nested(expected: string, example: string): z.ZodOptional<z.ZodType<object>> {
  return z
    .custom<object>((value) => typeof value === "object" && value !== null && !Array.isArray(value))
    .optional()
    .register(HINTS, { expected, example });
}
/** An account id: numbers pass here, and are refused with an explanation of their own. */
function accountId(): z.ZodUnion<readonly [z.ZodString, z.ZodNumber]> {
  return z
    .union([z.string(), z.number()])
    .register(HINTS, { expected: "an account id of 12 digits, in quotes", example: '"210987654321"' });
}

const sharedShape = {
  sst: z
    .enum(GENERATIONS)
    .optional()
    .register(HINTS, { expected: "a generation of SST", example: "v2", unknownCode: "unknown-generation" }),
  stages: list("a list of SST stages", '[dev, "pr-*"]'),
  access: nested("one of roleName, profile and current", "{ roleName: OrganizationAccountAccessRole }"),
  trust: nested("an object with principals or permissionSets", '{ principals: ["arn:aws:iam::210987654321:role/ci"] }'),
  liveDevelopment: flag("true or false"),
  bootstrap: flag("true or false"),
  region: optionalText("the name of a region", "eu-west-1"),
  regions: list("a list of regions", "[eu-west-1, us-east-1]"),
  strategy: nested("an object with a type", "{ type: services, constructs: [Api, Table] }"),
};

/** The whole stack config. */
export const stageSchema = z.strictObject({
  app: text("the SST app's name", "notes"),
  accounts: z.array(z.unknown()).register(HINTS, {
    expected: "a list of accounts",
    example: '[{ name: prod-eu, accountId: "210987654321", region: eu-west-1, strategy: { type: administrator } }]',
  }),
  ...sharedShape,
});

/** One account. */
export const accountSchema = z.strictObject({
  name: text("a name of your choice", "prod-eu"),
  accountId: accountId(),
  ...sharedShape,
});

/** How this program gets into an account. */
export const accessSchema = z.strictObject({
  roleName: optionalText("the name of a role", "OrganizationAccountAccessRole"),
  profile: optionalText("the name of a profile", "admin"),
  current: z.literal(true).optional().register(HINTS, { expected: "true", example: "true" }),
});

/** Who may assume the deployer roles. */
export const trustSchema = z.strictObject({
  principals: list("a list of principals", '["arn:aws:iam::210987654321:role/ci"]'),
  permissionSets: list("a list of permission sets", '[{ account: "210987654321", name: Developers }]'),
  externalId: optionalText("the external id", "acme-1234"),
  maxSessionSeconds: z.number().optional().register(HINTS, { expected: "a number of seconds", example: "3600" }),
});

/** One principal, where it is written as an object. */
export const principalSchema = z.strictObject({
  arn: text("the ARN of an account root, a role or a user", "arn:aws:iam::210987654321:user/alice"),
  mfa: flag("true or false"),
});

/** One permission set of IAM Identity Center. */
export const permissionSetSchema = z.strictObject({
  account: accountId(),
  name: text("the name of a permission set", "Developers"),
  mfa: flag("nothing: IAM Identity Center asks for MFA itself"),
});

const selectionShape = {
  constructs: list("a list of SST constructs", "[Api, Table]"),
  services: list("a list of IAM service prefixes", "[sqs, sns]"),
  customDomain: flag("true or false"),
  scope: z
    .enum(["account", "app"])
    .optional()
    .register(HINTS, { expected: "account or app", example: "account", unknownCode: "unknown-scope" }),
};
const strategyType = z
  .enum(STRATEGY_TYPES)
  .register(HINTS, { expected: "a strategy", example: "services", unknownCode: "unknown-strategy" });

/** The strategy's type, whatever stands beside it. */
export const strategyTypeSchema = z.object({ type: strategyType });

/** The strategies, by their type. */
export const strategySchemas = {
  administrator: z.strictObject({ type: strategyType }),
  services: z.strictObject({ type: strategyType, ...selectionShape }),
  cloudformation: z.strictObject({ type: strategyType, ...selectionShape }),
  "access-analyzer": z.strictObject({ type: strategyType, broad: z.unknown().optional() }),
} as const;

/** The selection of an access-analyzer strategy's broad phase. */
export const broadSchema = z.strictObject(selectionShape);
