import type { PolicyDocument } from "../../policy/document";
import { can } from "../support/simulator";
import { filled, type Step, type Technique } from "./technique";

/** Somebody whom an attacker who has the deployer role can act as, or have act. */
export interface Actor {
  readonly arn: string;
  readonly policies: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  /** False: nobody's trust policy names it, so that it is let in only where the whole account is. Default: true. */
  readonly named?: boolean;
  /** Keys that all of its calls have, such as `aws:CalledVia`. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** The first technique's way that works, as its steps; `undefined` if each of them is stopped somewhere. */
export async function workingWay(
  technique: Technique,
  actors: readonly Actor[],
  names: Readonly<Record<string, string>>,
): Promise<readonly string[] | undefined> {
  for (const way of technique.ways) {
    if (await works(way, actors, names)) return way.map((step) => step.call);
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
const DOCUMENTS = new WeakMap<Actor, string>();

/** Asks once for each call and policies: many accounts have the same. */
function isAllowed(step: Step, actor: Actor, names: Readonly<Record<string, string>>): Promise<boolean> {
  const { call, context = {}, trust } = filled(step, { ...names, self: actor.arn });
  const documents = DOCUMENTS.get(actor) ?? JSON.stringify(actor);
  DOCUMENTS.set(actor, documents);
  const key = JSON.stringify([call, context, trust ?? "", documents]);
  const known = ANSWERS.get(key) ?? ask(call, context, trust, actor);
  ANSWERS.set(key, known);
  return known;
}

async function ask(
  call: string,
  context: NonNullable<Step["context"]>,
  trust: Step["trust"],
  actor: Actor,
): Promise<boolean> {
  if (actor.named === false && trust !== undefined && trust !== "account") return false;
  const [action = "", resource = ""] = call.split(" ");
  if (/[{}]/.test(call + JSON.stringify(Object.values(context))))
    throw new Error(`${call} has an unknown placeholder.`);
  const session = trust === "names session" ? sessionOf(actor.arn) : undefined;
  const answer = await can({
    principal: session ?? actor.arn,
    action,
    resource,
    policies: actor.policies,
    ...(actor.boundary ? { boundary: actor.boundary } : {}),
    ...(trust === undefined ? {} : { trust: trustOf(trust, actor.arn) }),
    context: { ...actor.context, ...context, ...(session === undefined ? {} : { "aws:PrincipalArn": actor.arn }) },
  });
  return answer === "Allowed";
}

function trustOf(trust: NonNullable<Step["trust"]>, roleArn: string): PolicyDocument {
  const root = roleArn.replace(/:role\/.*$/, ":root");
  const principal = { account: root, "names role": roleArn, "names session": sessionOf(roleArn) }[trust];
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: "Trust", Effect: "Allow", Principal: { AWS: [principal] }, Action: ["sts:AssumeRole"] }],
  };
}

function sessionOf(roleArn: string): string {
  const name = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  return `${roleArn.replace(":iam:", ":sts:").replace(/:role\/.*$/, "")}:assumed-role/${name}/session`;
}
