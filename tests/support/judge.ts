import type { PlannedRole } from "../../plan/model";
import { Access } from "../../policy/access";
import type { PolicyDocument, PolicyStatement } from "../../policy/document";
import type { Duty } from "../../policy/duty";
import { type AccessRequest, can } from "./simulator";

/** All statements of a role as one document. */
export function wholePolicy(role: Pick<PlannedRole, "policies">): PolicyDocument {
  return { Version: "2012-10-17", Statement: role.policies.flatMap((policy) => policy.document.Statement) };
}

/** One document with the statements of a role that serve this duty, as the plan's evidence says; all Deny statements too. */
export function limitedTo(role: PlannedRole, duty: Duty): PolicyDocument {
  const ofDuty = new Set(role.evidence.filter((each) => each.duty === duty).map((each) => each.sid));
  const { Statement: statements, ...policy } = wholePolicy(role);
  return { ...policy, Statement: statements.filter((each) => each.Effect === "Deny" || ofDuty.has(each.Sid)) };
}

/**
 * Paths that the service reference lists together with others in one text, so that the simulator recognizes none of them:
 * HTTP and WebSocket APIs, AppSync's tags; and a function's qualifier, which may be a version's or an alias's.
 */
const UNRECOGNIZED = [
  /^apigateway:\w+ \S+:\/apis/,
  /^appsync:\w+ \S+:apis\//,
  /^lambda:\w+ \S+:function:[^:]+:[^:]+$/,
] as const;

/** As keys have it unless told otherwise: the account's own policies decide (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html). */
function keyPolicy(accountId: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      { Sid: "Account", Effect: "Allow", Principal: { AWS: [accountId] }, Action: ["kms:*"], Resource: ["*"] },
    ],
  };
}

/** Answers by question and statements: policies of many configs differ in few of them. */
const ANSWERS = new Map<string, Promise<boolean>>();

/** Many questions to one policy: each is asked once, and only of the statements that can decide on its service. */
export class Judge {
  private readonly documents = new Map<string, { readonly document: PolicyDocument; readonly text: string }>();

  /** @param principal ARN of the role that has the policy */
  constructor(
    private readonly principal: string,
    private readonly policy: PolicyDocument,
  ) {}

  /** True if the simulator allows the call; for paths that it doesn't recognize our own matcher answers. */
  allows(action: string, resource: string, context: AccessRequest["context"] = {}): Promise<boolean> {
    const { document, text } = this.forService(action);
    const key = JSON.stringify([this.principal, action, resource, context, text]);
    const answer = ANSWERS.get(key) ?? this.ask(document, action, resource, context);
    ANSWERS.set(key, answer);
    return answer;
  }

  private async ask(
    document: PolicyDocument,
    action: string,
    resource: string,
    context: AccessRequest["context"] & object,
  ): Promise<boolean> {
    if (UNRECOGNIZED.some((pattern) => pattern.test(`${action} ${resource}`))) {
      return new Access(document.Statement).permits(action, resource).length > 0;
    }
    const [, , , , accountId = ""] = resource.split(":");
    const trust = resource.includes(":key/") ? { trust: keyPolicy(accountId) } : {};
    const call = { principal: this.principal, policies: [document], action, resource, context };
    return (await can({ ...call, ...trust })) === "Allowed";
  }

  /** The statements that name the service, and those with a pattern across services or NotAction. */
  private forService(action: string): { readonly document: PolicyDocument; readonly text: string } {
    const service = action.slice(0, action.indexOf(":") + 1).toLowerCase();
    const known = this.documents.get(service);
    if (known) return known;
    const decides = ({ Action: actions }: PolicyStatement) =>
      actions === undefined ||
      actions.some((each) => each.toLowerCase().startsWith(service) || /^[^:]*[*?]/.test(each));
    const document = { ...this.policy, Statement: this.policy.Statement.filter(decides) };
    const found = { document, text: JSON.stringify(document) };
    this.documents.set(service, found);
    return found;
  }
}
