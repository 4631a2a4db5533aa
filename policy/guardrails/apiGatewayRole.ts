import { apiGatewayRoleArn, apiGatewayRolePolicyArn } from "../knowledge/apiGatewayAccount";
import type { GuardedRole } from "./guardedRole";
import type { Guardrail } from "./statement";

/**
 * `standard` lets v3 and v4 make the role by which API Gateway writes logs, where the app's components do that, and do nothing
 * else with a role of that name. `strict` doesn't: the role would have the app's boundary, and serves every app of the account.
 */

const SOURCES = [
  { where: "anomalyco/sst@v4.17.0:platform/src/components/aws/helpers/apigateway-account.ts" },
  {
    where:
      "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
    what: "iam:PolicyARN, iam:PassedToService",
  },
] as const;

/** Writes of a role beside making it, tagging it in the same call, and attaching AWS's policy. */
const OTHER_WRITES = [
  "iam:DeleteRole*",
  "iam:DetachRolePolicy",
  "iam:PutRole*",
  "iam:UntagRole",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole*",
] as const;

/** ARN pattern of the role, where it may be made; empty elsewhere. */
export function madeApiGatewayRoles({ target, makesApiGatewayRole }: GuardedRole): readonly string[] {
  return makesApiGatewayRole === true ? [apiGatewayRoleArn(target)] : [];
}

/** What holds whoever may make the role to just that. */
export function apiGatewayRole(role: GuardedRole): readonly Guardrail[] {
  const resources = madeApiGatewayRoles(role);
  if (resources.length === 0) return [];
  const deny = { effect: "Deny", resources, sources: SOURCES } as const;
  return [
    {
      ...deny,
      purpose: "GuardApiGatewayRole",
      actions: OTHER_WRITES,
      because:
        "The role by which API Gateway writes logs is made, and left as it is: it serves every app of the account.",
    },
    {
      ...deny,
      purpose: "GuardApiGatewayRolePolicy",
      actions: ["iam:AttachRolePolicy"],
      condition: { ArnNotEquals: { "iam:PolicyARN": [apiGatewayRolePolicyArn(role.target)] } },
      because: "That role gets AWS's policy for writing logs and no other.",
    },
    {
      ...deny,
      purpose: "GuardApiGatewayRolePassed",
      actions: ["iam:PassRole"],
      condition: { StringNotEquals: { "iam:PassedToService": ["apigateway.amazonaws.com"] } },
      because: "That role is API Gateway's, and no function's.",
    },
  ];
}
