import type { Generation } from "../../policy/generation";
import techniques from "../cases/escalation.json";
import services from "../cases/escalation-services.json";

/** A step of a technique: `action resource`, with what else the call has. Texts hold placeholders in braces. */
export interface Step {
  readonly call: string;
  /** Condition keys of the call. */
  readonly context?: Readonly<Record<string, string>>;
  /**
   * What the policy of the role or key that is called says: `account` lets the whole account in, the others name the caller.
   */
  readonly trust?: "account" | "names role" | "names session";
  /** True for a thing that the attacker made, or may have made, so that it carries the app's tags if he likes. */
  readonly own?: boolean;
}

/**
 * What a technique leans on.
 *
 * - `self`: what the role is made of; `role`, `policy`: other roles and policies; `people`: users, groups, identity
 *   providers, the account and the organization
 * - `pass`: a role handed to a service that acts with it
 * - `stack`: another's stack; `cdk`: CDK's execution role; `cdkroles`, `cdkstack`: CDK's bootstrap, to be rewritten
 * - `assume`: a role that lets the caller in
 * - `workload`: something that runs with a strong role already
 * - `data`: what another app keeps, sends or serves: no more rights in AWS, but more than one's own app
 */
export type TechniqueClass =
  | "self"
  | "role"
  | "policy"
  | "people"
  | "pass"
  | "stack"
  | "cdk"
  | "cdkroles"
  | "cdkstack"
  | "assume"
  | "workload"
  | "data";

/** One published way to more rights than a principal has. */
export interface Technique {
  readonly id: string;
  readonly title: string;
  readonly sources: readonly string[];
  readonly class: TechniqueClass;
  /** What has to be there already for it to work where it isn't blocked; absent: nothing. */
  readonly left?: string;
  /** Each list of steps alone is enough. */
  readonly ways: readonly (readonly Step[])[];
  /**
   * Ways that pass a role of the app as it is, within its boundary: more than the app has where SST of that generation passes
   * none to the service.
   */
  readonly boundedWays: readonly (readonly Step[])[];
  /** Generations whose constructs or components pass roles to the service. */
  readonly passedBy: readonly Generation[];
}

/** The ways that are to be tried against an app of that generation. */
export function waysIn({ ways, boundedWays, passedBy }: Technique, sst: Generation): readonly (readonly Step[])[] {
  return passedBy.includes(sst) ? ways : [...ways, ...boundedWays];
}

interface Written extends Omit<Technique, "ways" | "boundedWays" | "passedBy"> {
  readonly passTo?: string;
  readonly ways: readonly (readonly (string | Step)[])[];
}

const ADMINISTRATOR_ACCESS = "arn:{partition}:iam::aws:policy/AdministratorAccess";

const CDK = ["v0", "v1", "v2"] as const;
const PULUMI = ["v3", "v4"] as const;

/**
 * Which generations pass roles to a service that a technique passes one to; read in the constructs and components, not taken
 * from the boundary (`anomalyco/v2@v2.49.8:packages/sst/src/constructs`, `anomalyco/sst@v4.17.0:platform/src/components/aws`).
 */
const PASSED_BY: Readonly<Record<string, readonly Generation[]>> = {
  apigateway: [...CDK, ...PULUMI],
  appsync: [...CDK, ...PULUMI],
  codebuild: CDK,
  "cognito-identity": [...CDK, ...PULUMI],
  "cognito-idp": [...CDK, ...PULUMI],
  ec2: PULUMI,
  "ecs-tasks": [...CDK, ...PULUMI],
  events: [...CDK, ...PULUMI],
  iot: PULUMI,
  lambda: [...CDK, ...PULUMI],
  rds: [...CDK, ...PULUMI],
  scheduler: [...CDK, ...PULUMI],
  states: PULUMI,
};

function pass(arn: string, service: string): Step {
  return { call: `iam:PassRole ${arn}`, context: { "iam:PassedToService": service } };
}

/** Roles that are there, and one that is made for the purpose, without a boundary. */
function passedRoles(service: string): readonly { readonly arn: string; readonly before: readonly Step[] }[] {
  return [
    { arn: "{otherRole}", before: [pass("{otherRole}", service)] },
    {
      arn: "{appRole}",
      before: [
        { call: "iam:CreateRole {appRole}" },
        { call: "iam:AttachRolePolicy {appRole}", context: { "iam:PolicyARN": ADMINISTRATOR_ACCESS } },
        pass("{appRole}", service),
      ],
    },
  ];
}

function toTechnique({ passTo, ways, ...technique }: Written): Technique {
  const steps = ways.map((way) => way.map((step) => withOwner(typeof step === "string" ? { call: step } : step)));
  if (passTo === undefined) return { ...technique, ways: steps, boundedWays: [], passedBy: [] };
  const passed = (arn: string, before: readonly Step[]) =>
    steps.map((way) => [...before, ...way.map((step) => filled(step, { passed: arn }))]);
  return {
    ...technique,
    ways: passedRoles(passTo).flatMap(({ arn, before }) => passed(arn, before)),
    boundedWays: passed("{appRole}", [pass("{appRole}", passTo)]),
    passedBy: PASSED_BY[passTo.replace(/\.amazonaws\.com$/, "")] ?? [],
  };
}

/** What is named after the app may be the attacker's own making. */
function withOwner(step: Step): Step {
  return /\{(?:appName|stackName)\}/.test(step.call) ? { own: true, ...step } : step;
}

/** The step with its placeholders filled in; those that aren't named stay. */
export function filled(step: Step, values: Readonly<Record<string, string>>): Step {
  const fill = (text: string) =>
    text.replace(/\{([a-zA-Z]+)\}/g, (placeholder: string, name: string) => values[name] ?? placeholder);
  const context = Object.entries(step.context ?? {}).map(([key, value]) => [key, fill(value)] as const);
  return { ...step, call: fill(step.call), ...(step.context ? { context: Object.fromEntries(context) } : {}) };
}

/** Every technique of `tests/cases/escalation.json` and `escalation-services.json`, in their order. */
export const TECHNIQUES: readonly Technique[] = ([...techniques, ...services] as unknown as readonly Written[]).map(
  toTechnique,
);
