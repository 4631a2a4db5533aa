import type { PolicyDocument } from "../../../policy/document";
import { can } from "../../support/simulator";
import { readable, trustAnybody } from "./enforced";
import type { RecordedCall } from "./gate";
import type { Call } from "./request";

/** What decides about a role's calls. */
export interface KnownRole {
  readonly policies: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  readonly trust: PolicyDocument;
}

/** What the local AWS doesn't look at. `statements`: what {@link readable} leaves out of the policies. */
export type Unseen = "boundary" | "statements" | "PassRole" | "trust";

type Asked = Pick<Call, "action" | "resource" | "context">;

/** The roles of an account, and IAM's answers to their calls, asked of the simulator. */
export class Roles {
  private readonly known = new Map<string, KnownRole>();

  set(arn: string, role: KnownRole): void {
    this.known.set(arn, role);
  }

  /** @throws Error where there is no such role */
  get(arn: string): KnownRole {
    const role = this.known.get(arn);
    if (role === undefined) throw new Error(`There is no role ${arn}.`);
    return role;
  }

  /** IAM's answer to a call by itself, from policies, boundary and trust. */
  async allows(arn: string, call: Asked): Promise<boolean> {
    return ask(arn, this.get(arn), call, this.trustFor(call));
  }

  /** IAM's answer to a call, passing the role that it names included. */
  async decide(arn: string | undefined, call: Call): Promise<boolean> {
    if (arn === undefined) return false;
    if (needsNothing(call)) return true;
    return (await this.allows(arn, call)) && (await this.mayPass(arn, call));
  }

  /** What the simulator says of just what the local AWS was given: that is what it has to answer. */
  async decideReadable(arn: string | undefined, call: Call): Promise<boolean> {
    if (arn === undefined) return false;
    if (needsNothing(call)) return true;
    const trust = this.trustFor(call);
    return ask(arn, this.readableOf(arn), call, trust && trustAnybody(trust));
  }

  /** Which of the things that the local AWS doesn't look at deny a call, each by itself. */
  async unseen(call: RecordedCall): Promise<readonly Unseen[]> {
    const { role: arn } = call;
    if (arn === undefined || needsNothing(call)) return [];
    const { policies, boundary } = this.get(arn);
    const anybody = this.trustFor(call) && trustAnybody(this.get(call.resource).trust);
    const answers: readonly (readonly [Unseen, boolean])[] = [
      ["boundary", await ask(arn, { ...this.readableOf(arn), ...(boundary ? { boundary } : {}) }, call, anybody)],
      ["statements", await ask(arn, { policies }, call, anybody)],
      ["PassRole", await this.mayPass(arn, call)],
      ["trust", await ask(arn, this.readableOf(arn), call, this.trustFor(call))],
    ];
    return answers.filter(([, allowed]) => !allowed).map(([kind]) => kind);
  }

  private async mayPass(arn: string, { passedRole }: Call): Promise<boolean> {
    if (passedRole === undefined) return true;
    const context = { "iam:PassedToService": "cloudformation.amazonaws.com" };
    return this.allows(arn, { action: "iam:PassRole", resource: passedRole, context });
  }

  private readableOf(arn: string): KnownRole {
    const { policies, trust } = this.get(arn);
    return { policies: policies.map(readable), trust };
  }

  private trustFor({ action, resource }: Asked): PolicyDocument | undefined {
    return action === "sts:AssumeRole" ? this.known.get(resource)?.trust : undefined;
  }
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: keys that are known, and no permission. */
function needsNothing({ action }: Call): boolean {
  return action === "sts:GetCallerIdentity";
}

async function ask(
  principal: string,
  { policies, boundary }: Pick<KnownRole, "policies" | "boundary">,
  call: Asked,
  trust: PolicyDocument | undefined,
): Promise<boolean> {
  const { action, resource, context } = call;
  const others = { ...(boundary ? { boundary } : {}), ...(trust ? { trust } : {}) };
  return (await can({ principal, policies, action, resource, context, ...others })) === "Allowed";
}
