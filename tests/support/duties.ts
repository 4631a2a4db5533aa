import type { PlannedRole } from "../../plan/model";
import type { PolicyDocument, PolicyStatement } from "../../policy/document";
import type { Duty } from "../../policy/duty";

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
 * The statements that can decide on actions of one service: those that name it, and those with a pattern across services or
 * NotAction. The simulator checks a policy anew with each question, so that many questions to a large policy take long.
 */
export class ByService {
  private readonly documents = new Map<string, PolicyDocument>();

  constructor(private readonly policy: PolicyDocument) {}

  /** @param action e.g. `s3:GetObject` */
  for(action: string): PolicyDocument {
    const service = action.slice(0, action.indexOf(":") + 1).toLowerCase();
    const known = this.documents.get(service);
    if (known) return known;
    const decides = ({ Action: actions }: PolicyStatement) =>
      actions === undefined ||
      actions.some((each) => each.toLowerCase().startsWith(service) || /^[^:]*[*?]/.test(each));
    const document = { ...this.policy, Statement: this.policy.Statement.filter(decides) };
    this.documents.set(service, document);
    return document;
  }
}
