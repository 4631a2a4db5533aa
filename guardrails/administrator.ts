import { textsOf, type Statement } from "./document";

/**
 * Calls that nobody but an administrator may make all of, each on a resource that no app has: whoever may write any role, read
 * anything and run anything is one, however the policy spells it.
 */
const CALLS = [
  ["iam:PutRolePolicy", "arn:aws:iam::000000000000:role/probe"],
  ["iam:CreatePolicyVersion", "arn:aws:iam::000000000000:policy/probe"],
  ["iam:CreateAccessKey", "arn:aws:iam::000000000000:user/probe"],
  ["sts:AssumeRole", "arn:aws:iam::000000000000:role/probe"],
  ["organizations:LeaveOrganization", "arn:aws:organizations::000000000000:account/o-probe/000000000000"],
  ["s3:GetObject", "arn:aws:s3:::probe/key"],
  ["kms:Decrypt", "arn:aws:kms:us-east-1:000000000000:key/probe"],
  ["secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:000000000000:secret:probe-AbCdEf"],
  ["lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:000000000000:function:probe"],
  ["ec2:RunInstances", "arn:aws:ec2:us-east-1:000000000000:instance/probe"],
  ["dynamodb:DeleteTable", "arn:aws:dynamodb:us-east-1:000000000000:table/probe"],
  ["cloudtrail:StopLogging", "arn:aws:cloudtrail:us-east-1:000000000000:trail/probe"],
] as const;

/**
 * True if these statements together allow everything, as AdministratorAccess does. What other policies deny isn't looked at, and
 * conditions aren't either: a policy that needs them to be less than everything isn't a safe one.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html (NotAction, NotResource, wildcards)
 */
export function allowEverything(allows: readonly Statement[]): boolean {
  return CALLS.every(([action, resource]) => allows.some((statement) => allowsCall(statement, action, resource)));
}

function allowsCall(statement: Statement, action: string, resource: string): boolean {
  return (
    holds(statement["Action"], statement["NotAction"], action, "i") &&
    holds(statement["Resource"], statement["NotResource"], resource, "")
  );
}

/** Whether an element with its negation holds a value; where both are missing, nothing is held. */
function holds(element: unknown, negation: unknown, value: string, flags: string): boolean {
  const matches = (pattern: string) => asRegExp(pattern, flags).test(value);
  if (element !== undefined) return textsOf(element).some(matches);
  return negation !== undefined && !textsOf(negation).some(matches);
}

/** `*` stands for any characters and `?` for one; the partition in an ARN is not told apart. */
function asRegExp(pattern: string, flags: string): RegExp {
  const escaped = pattern
    .replace(/^arn:aws-[a-z-]+:/, "arn:aws:")
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, `s${flags}`);
}
