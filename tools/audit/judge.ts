/**
 * What the audit makes of the checkers' reports. Everything that a checker finds is an error but for the few kinds below,
 * each with the reason why it can't be written otherwise, and but for the ways to escalate that the plan or
 * `docs/guardrails.md` names.
 */

/** What the checkers print; the shape of `check.py`'s last line. */
export interface Report {
  /** The scanner over roles that no plan has. */
  readonly control: readonly RoleReport[];
  /** How many different sets of policies were linted. */
  readonly documents: number;
  readonly policies: readonly PolicyReport[];
  readonly roles: readonly (RoleReport & { readonly stack: string })[];
}

/** One finding of the linter. */
export interface LintFinding {
  /** parliament's name for it, e.g. `RESOURCE_STAR`. */
  readonly issue: string;
  /** What was found; of a `RESOURCE_STAR` the action as the policy has it. */
  readonly detail: string;
  /** Of a `RESOURCE_STAR` the statement's condition, else empty. */
  readonly condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What the linter says of the policies of one role, or of one boundary. */
export interface PolicyReport {
  readonly stack: string;
  readonly kind: "role" | "boundary";
  readonly name: string;
  readonly findings: readonly LintFinding[];
}

/** What the scanner says of one role. */
export interface RoleReport {
  readonly role: string;
  /** It can make itself an administrator, or is one. */
  readonly administrator: boolean;
  /** The last steps of its ways to an administrator, `KIND|what it does|role/NAME`. */
  readonly ways: readonly string[];
}

/** What the judge has to know of a stack beside the reports. */
export interface StackContext {
  readonly name: string;
  readonly scope: "account" | "app";
  readonly bootstraps: boolean;
  /** What the app's resources begin with, e.g. `prod-notes-`. */
  readonly prefixes: readonly string[];
  /** Roles of which the plan says that they are administrator-equivalent. */
  readonly administratorEquivalent: readonly string[];
  /** Techniques that `docs/guardrails.md` leaves to its roles; `undefined` where it says nothing: guardrails `off`. */
  readonly residue?: readonly string[];
}

/** The judgement. */
export interface Judgement {
  readonly errors: readonly string[];
  /** The different findings that stay, by the reason why. */
  readonly kept: ReadonlyMap<string, ReadonlySet<string>>;
  /** The roles that may escalate in a way that `docs/guardrails.md` names, by technique. */
  readonly left: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Tags that hold what has no name of the app's. */
const APP_TAGS = ["aws:ResourceTag/sst:app", "aws:RequestTag/sst:app"];

/** Buckets of CDK and SST, one for all apps of an account and region. */
const BOOTSTRAP_BUCKETS = /^(?:cdk-[a-z0-9]+-assets-|cdktoolkit-stagingbucket-|sst-asset-|sst-state-|sstbootstrap-)/;

/** Why a finding of the linter stays; `undefined` where it is an error. */
export function whyKept(finding: LintFinding, kind: PolicyReport["kind"], stack: StackContext): string | undefined {
  switch (finding.issue) {
    case "RESOURCE_STAR":
      return whyStar(finding, kind, stack);
    case "RESOURCE_POLICY_PRIVILEGE_ESCALATION":
      return whyBucketPolicy(finding, stack);
    default:
      return undefined;
  }
}

function whyStar({ detail, condition }: LintFinding, kind: PolicyReport["kind"], stack: StackContext) {
  if (kind === "boundary") return "a boundary grants nothing: its * is the most that policies may name";
  const keys = Object.values(condition).flatMap((block) => Object.keys(block));
  if (APP_TAGS.some((tag) => keys.includes(tag))) return "what has generated ids is held to the app by its tags";
  if (keys.includes("ecs:cluster")) return "tasks have generated ids and are held to their cluster by ecs:cluster";
  if (keys.includes("lambda:FunctionArn")) {
    return "event source mappings have generated ids and are held to the app's functions by lambda:FunctionArn";
  }
  const whole = detail === "*" || /^[a-z0-9-]+:\*$/.test(detail);
  return whole && stack.scope === "account" ? "scope: account asks for whole services" : undefined;
}

function whyBucketPolicy({ detail }: LintFinding, { bootstraps, prefixes }: StackContext): string | undefined {
  const [, bucket = ""] = / on arn:[\w-]+:s3:::(\S+) due to /.exec(detail) ?? [];
  if (prefixes.some((prefix) => bucket.startsWith(prefix))) {
    return "whoever makes a bucket of the app writes its policy, and may so reach its objects";
  }
  return bootstraps && BOOTSTRAP_BUCKETS.test(bucket)
    ? "bootstrap: true makes the buckets of CDK and SST, with their policies"
    : undefined;
}

/** The techniques of `docs/guardrails.md` that are the steps which the scanner names. */
const TECHNIQUES: readonly (readonly [step: RegExp, technique: string])[] = [
  [/^Lambda\|can use Lambda to edit an existing function .*\|role\/team-service$/, "lambda-003"],
  [/^CodeBuild\|can use CodeBuild with an existing project to access\|role\/team-service$/, "codebuild-002"],
  [/^SSM\|can call ssm:StartSession .*\|role\/team-service$/, "ssm-001"],
  [/^SSM\|can call ssm:SendCommand .*\|role\/team-service$/, "ssm-002"],
];

/** The technique's id in `docs/guardrails.md`; `undefined` for a step that nothing leaves to a role which isn't strong. */
export function techniqueOf(way: string): string | undefined {
  return TECHNIQUES.find(([step]) => step.test(way))?.[1];
}

/** @throws where a report names a stack that isn't among the contexts */
export function judge(report: Report, stacks: readonly StackContext[]): Judgement {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const contextOf = (name: string) => {
    const context = byName.get(name);
    if (context === undefined) throw new Error(`The report is about ${name}, which was not audited.`);
    return context;
  };
  const errors = controlErrors(report.control);
  const kept = new Map<string, Set<string>>();
  const left = new Map<string, Set<string>>();
  for (const { stack, kind, name, findings } of report.policies) {
    for (const finding of findings) {
      const why = whyKept(finding, kind, contextOf(stack));
      if (why === undefined) errors.push(`${stack}, ${name}: ${finding.issue} ${finding.detail}`);
      else note(kept, `${finding.issue}: ${why}`, finding.detail);
    }
  }
  for (const role of report.roles) {
    const context = contextOf(role.stack);
    if (context.administratorEquivalent.includes(role.role)) continue;
    if (role.administrator) errors.push(`${role.stack}, ${role.role}: an administrator, and the plan doesn't say so`);
    for (const way of role.ways) {
      const technique = techniqueOf(way);
      if (technique !== undefined && (context.residue ?? [technique]).includes(technique)) {
        note(left, technique, `${role.stack}, ${role.role}`);
      } else errors.push(`${role.stack}, ${role.role}: ${way}, and docs/guardrails.md doesn't say so`);
    }
  }
  return { errors, kept, left };
}

/** Kinds of steps that the scanner has to find for a role with many services that may pass and assume any role. */
const CONTROL_STEPS = ["AssumeRole", "Cloudformation", "CodeBuild", "EC2", "Lambda", "SSM", "SageMaker"];

/** A scanner that finds nothing anywhere, or that doesn't read Deny, conditions and boundaries, proves nothing. */
export function controlErrors(control: readonly RoleReport[]): string[] {
  const found = new Map(control.map((role) => [role.role, role]));
  const kinds = new Set(found.get("strong")?.ways.map((way) => way.split("|")[0]));
  return [
    ...CONTROL_STEPS.filter((kind) => !kinds.has(kind)).map((kind) => `the scanner misses ${kind} of a strong role`),
    ...(found.get("administrator")?.administrator === true ? [] : ["the scanner misses an administrator"]),
    ...["denied", "conditioned", "bounded"].flatMap((name) => {
      const role = found.get(name);
      return role !== undefined && !role.administrator && role.ways.length === 0
        ? []
        : [`the scanner doesn't see that a role is ${name}`];
    }),
  ];
}

function note(notes: Map<string, Set<string>>, key: string, what: string): void {
  notes.set(key, (notes.get(key) ?? new Set()).add(what));
}
