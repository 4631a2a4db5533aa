import { parseArn } from "./arn";
import type { PolicyDocument, PolicyStatement, PrincipalBlock } from "./document";

/**
 * The rules of IAM's policy grammar that this project relies on, per kind of policy. Pure; returns what is wrong and never
 * throws. A policy that passes here isn't refused by IAM as malformed; whether it grants the right things is another
 * question.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html and the page of each element
 * (`reference_policies_elements_sid.html`, `…_action.html`, `…_resource.html`, `…_principal.html`, `…_condition.html`).
 */

/** One violation of the grammar. */
export interface PolicyError {
  /** Where in the document, e.g. `Statement[0].Action[2]`; the empty string is the document as a whole. */
  readonly path: string;
  /** What is wrong, as one sentence. */
  readonly message: string;
}

/** Sids: letters and digits, each once in a policy. */
const SID = /^[A-Za-z0-9]+$/;

/** `service:Action`, case ignored, both parts required; IAM takes wildcards only in the action. */
const ACTION = /^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/;

/** Condition operators: a set operator, the comparison, and IfExists. */
const OPERATOR =
  /^(?:For(?:AllValues|AnyValue):)?(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|Numeric(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Date(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?$|^Null$/;

/** `prefix:Key`, e.g. `aws:PrincipalArn` or `aws:ResourceTag/sst:app`; the prefix of a token's claim is its issuer, with its path. */
const CONDITION_KEY = /^[a-z0-9.-]+(?:\/[A-Za-z0-9._~/-]+)?:[A-Za-z0-9]/;

/** What only some kinds of policy have. */
interface Kind {
  readonly principal: "required" | "forbidden";
  readonly resource: "required" | "forbidden";
  /** The actions that may stand in the policy; absent: any. */
  readonly actions?: ReadonlySet<string>;
  readonly notAction: boolean;
}

const PERMISSIONS: Kind = { principal: "forbidden", resource: "required", notAction: true };

/** Actions of a role's trust policy (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html). */
const TRUST: Kind = {
  principal: "required",
  resource: "forbidden",
  actions: new Set([
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:SetSourceIdentity",
    "sts:TagSession",
  ]),
  notAction: false,
};

/** What is wrong with an identity policy: inline, or managed. */
export function validatePermissionsPolicy(document: PolicyDocument): readonly PolicyError[] {
  return validate(document, PERMISSIONS);
}

/** What is wrong with a role's trust policy. */
export function validateTrustPolicy(document: PolicyDocument): readonly PolicyError[] {
  return validate(document, TRUST);
}

/**
 * What is wrong with a permissions boundary: as an identity policy, and at least one statement must allow something, else
 * nothing at all would be permitted.
 */
export function validateBoundaryPolicy(document: PolicyDocument): readonly PolicyError[] {
  const errors = validate(document, PERMISSIONS);
  return document.Statement.some((statement) => statement.Effect === "Allow")
    ? errors
    : [...errors, { path: "Statement", message: "A boundary without an Allow permits nothing." }];
}

function validate(document: PolicyDocument, kind: Kind): readonly PolicyError[] {
  const errors: PolicyError[] = [];
  const version: string = document.Version;
  if (version !== "2012-10-17") errors.push({ path: "Version", message: "The version must be 2012-10-17." });
  if (document.Statement.length === 0)
    errors.push({ path: "Statement", message: "A policy has at least one statement." });
  const firstBySid = new Map<string, number>();
  document.Statement.forEach((statement, index) => {
    const path = `Statement[${index}]`;
    const first = firstBySid.get(statement.Sid);
    if (first !== undefined) {
      errors.push({ path: `${path}.Sid`, message: `The Sid ${statement.Sid} is taken by Statement[${first}].` });
    } else {
      firstBySid.set(statement.Sid, index);
    }
    errors.push(...validateStatement(statement, kind, path));
  });
  return errors;
}

function validateStatement(statement: PolicyStatement, kind: Kind, path: string): readonly PolicyError[] {
  const errors: PolicyError[] = [];
  const effect: string = statement.Effect;
  if (!SID.test(statement.Sid)) {
    errors.push({ path: `${path}.Sid`, message: "A Sid holds letters and digits only, and at least one." });
  }
  if (effect !== "Allow" && effect !== "Deny") {
    errors.push({ path: `${path}.Effect`, message: "The effect is Allow or Deny." });
  }
  errors.push(...validateActions(statement, kind, path));
  errors.push(...validateResources(statement, kind, path));
  errors.push(...validatePrincipal(statement.Principal, kind, `${path}.Principal`));
  errors.push(...validateCondition(statement, `${path}.Condition`));
  return errors;
}

function validateActions(statement: PolicyStatement, kind: Kind, path: string): readonly PolicyError[] {
  const { Action: actions, NotAction: notActions } = statement;
  if ((actions === undefined) === (notActions === undefined)) {
    return [{ path, message: "A statement has exactly one of Action and NotAction." }];
  }
  if (notActions && !kind.notAction) {
    return [
      { path: `${path}.NotAction`, message: "A trust policy names its actions; NotAction would trust for others too." },
    ];
  }
  const key = actions ? "Action" : "NotAction";
  const listed = actions ?? notActions ?? [];
  if (listed.length === 0) return [{ path: `${path}.${key}`, message: "At least one action is needed." }];
  return listed.flatMap((action, index) => {
    const where = `${path}.${key}[${index}]`;
    if (kind.actions) {
      return kind.actions.has(action)
        ? []
        : [{ path: where, message: `A trust policy takes only ${[...kind.actions].join(", ")}.` }];
    }
    return action === "*" || ACTION.test(action)
      ? []
      : [{ path: where, message: "An action is `*` or `service:Action`, with wildcards behind the colon only." }];
  });
}

function validateResources(statement: PolicyStatement, kind: Kind, path: string): readonly PolicyError[] {
  const { Resource: resources, NotResource: notResources } = statement;
  if (kind.resource === "forbidden") {
    return resources || notResources
      ? [{ path, message: "A trust policy has no Resource: it stands for the role that it belongs to." }]
      : [];
  }
  if ((resources === undefined) === (notResources === undefined)) {
    return [{ path, message: "A statement has exactly one of Resource and NotResource." }];
  }
  const key = resources ? "Resource" : "NotResource";
  const listed = resources ?? notResources ?? [];
  if (listed.length === 0) return [{ path: `${path}.${key}`, message: "At least one resource is needed." }];
  return listed.flatMap((resource, index) =>
    resource === "*" || isResourceArn(resource)
      ? []
      : [
          {
            path: `${path}.${key}[${index}]`,
            message: "A resource is `*` or an ARN with six parts, its service without wildcards.",
          },
        ],
  );
}

/** All six parts; IAM completes shorter ones with `*`, which nobody sees when reading the policy. */
function isResourceArn(text: string): boolean {
  const parsed = parseArn(text);
  return (
    parsed !== undefined && /^[a-z0-9-]+$/.test(parsed.service) && /^(?:\*|aws(?:-[a-z]+)*)$/.test(parsed.partition)
  );
}

function validatePrincipal(principal: PrincipalBlock | undefined, kind: Kind, path: string): readonly PolicyError[] {
  if (kind.principal === "forbidden") {
    return principal ? [{ path, message: "Only trust policies name principals." }] : [];
  }
  const entries = Object.entries(principal ?? {});
  if (entries.length === 0) return [{ path, message: "A trust policy names at least one principal." }];
  return entries.flatMap(([type, values]) => {
    const where = `${path}.${type}`;
    if (type !== "AWS" && type !== "Service" && type !== "Federated") {
      return [{ path: where, message: "A principal is AWS, Service or Federated." }];
    }
    if (values.length === 0) return [{ path: where, message: "At least one principal is needed." }];
    return values.flatMap((value, index) =>
      isPrincipal(type, value)
        ? []
        : [
            {
              path: `${where}[${index}]`,
              message: "A principal is an IAM ARN, a service or a provider, without wildcards.",
            },
          ],
    );
  });
}

function isPrincipal(type: "AWS" | "Service" | "Federated", value: string): boolean {
  if (/[*?]/.test(value)) return false;
  if (type === "Service") return /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/.test(value);
  const parsed = parseArn(value);
  const isIam = parsed?.service === "iam" && /^[0-9]{12}$/.test(parsed.accountId);
  return isIam && (type === "AWS" || /^(?:oidc|saml)-provider\//.test(parsed.resource));
}

function validateCondition(statement: PolicyStatement, path: string): readonly PolicyError[] {
  const operators = Object.entries(statement.Condition ?? {});
  if (statement.Condition && operators.length === 0) return [{ path, message: "An empty condition says nothing." }];
  return operators.flatMap(([operator, keys]) => {
    if (!OPERATOR.test(operator))
      return [{ path: `${path}.${operator}`, message: "IAM knows no such condition operator." }];
    const entries = Object.entries(keys);
    if (entries.length === 0) return [{ path: `${path}.${operator}`, message: "A condition operator needs a key." }];
    return entries.flatMap(([key, values]) => {
      const where = `${path}.${operator}.${key}`;
      if (!CONDITION_KEY.test(key)) return [{ path: where, message: "A condition key is `prefix:Key`." }];
      if (values.length === 0) return [{ path: where, message: "A condition key needs a value." }];
      return [];
    });
  });
}
