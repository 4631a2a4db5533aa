import techniques from "../cases/escalation.json";

/** A step of a technique: `action resource`, with what else the call has. Texts hold placeholders in braces. */
export interface Step {
  readonly call: string;
  /** Condition keys of the call. */
  readonly context?: Readonly<Record<string, string>>;
  /**
   * What the trust policy of the role that is assumed says: `account` lets the whole account in, the others name the caller.
   */
  readonly trust?: "account" | "names role" | "names session";
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
 */
export type TechniqueClass =
  "self" | "role" | "policy" | "people" | "pass" | "stack" | "cdk" | "cdkroles" | "cdkstack" | "assume" | "workload";

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
}

interface Written extends Omit<Technique, "ways"> {
  readonly passTo?: string;
  readonly ways: readonly (readonly (string | Step)[])[];
}

const ADMINISTRATOR_ACCESS = "arn:{partition}:iam::aws:policy/AdministratorAccess";

/** Roles that are there, and one that is made for the purpose, without a boundary. */
function passedRoles(service: string): readonly { readonly arn: string; readonly before: readonly Step[] }[] {
  const pass = (arn: string): Step => ({ call: `iam:PassRole ${arn}`, context: { "iam:PassedToService": service } });
  return [
    { arn: "{otherRole}", before: [pass("{otherRole}")] },
    {
      arn: "{appRole}",
      before: [
        { call: "iam:CreateRole {appRole}" },
        { call: "iam:AttachRolePolicy {appRole}", context: { "iam:PolicyARN": ADMINISTRATOR_ACCESS } },
        pass("{appRole}"),
      ],
    },
  ];
}

function toTechnique({ passTo, ways, ...technique }: Written): Technique {
  const steps = ways.map((way) => way.map((step) => (typeof step === "string" ? { call: step } : step)));
  if (passTo === undefined) return { ...technique, ways: steps };
  return {
    ...technique,
    ways: passedRoles(passTo).flatMap(({ arn, before }) =>
      steps.map((way) => [...before, ...way.map((step) => filled(step, { passed: arn }))]),
    ),
  };
}

/** The step with its placeholders filled in; those that aren't named stay. */
export function filled(step: Step, values: Readonly<Record<string, string>>): Step {
  const fill = (text: string) =>
    text.replace(/\{([a-zA-Z]+)\}/g, (placeholder: string, name: string) => values[name] ?? placeholder);
  const context = Object.entries(step.context ?? {}).map(([key, value]) => [key, fill(value)] as const);
  return { ...step, call: fill(step.call), ...(step.context ? { context: Object.fromEntries(context) } : {}) };
}

/** Every technique of `tests/cases/escalation.json`, in its order. */
export const TECHNIQUES: readonly Technique[] = (techniques as unknown as readonly Written[]).map(toTechnique);
