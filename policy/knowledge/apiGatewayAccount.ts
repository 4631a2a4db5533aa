import { arn } from "../arn";
import { isCdkGeneration } from "../generation";
import type { Need } from "./need";
import { type AppTarget, roleArn } from "./target";

/**
 * The role by which API Gateway writes logs, of which an account and region have one. v3 and v4 make it where there is none:
 * outside the component, so that Pulumi names it (seven hexadecimal digits behind the name) and not SST after the app, and for
 * good (`retainOnDelete`).
 */
const HELPER = { where: "anomalyco/sst@v4.17.0:platform/src/components/aws/helpers/apigateway-account.ts" };
const NAMES = {
  where: "https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming",
};

/** Components that call it: `apigatewayv1.ts` and `apigateway-websocket.ts` beside the helper. */
export const API_GATEWAY_ACCOUNT_COMPONENTS: readonly string[] = ["ApiGatewayV1", "ApiGatewayWebSocket"];

/** ARN pattern of the role that SST makes. */
export function apiGatewayRoleArn(target: AppTarget): string {
  return roleArn(target, "APIGatewayPushToCloudWatchLogsRole-???????");
}

/** ARN of the only policy that it has. */
export function apiGatewayRolePolicyArn({ partition }: AppTarget): string {
  return arn(partition, "iam", "", "aws", "policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs");
}

/** True if the app's components make the role where the account has none. */
export function makesApiGatewayRole(target: AppTarget, constructs: readonly string[]): boolean {
  return !isCdkGeneration(target.sst) && constructs.some((name) => API_GATEWAY_ACCOUNT_COMPONENTS.includes(name));
}

/** Making the role with its one policy, and handing it to API Gateway, where the app's components do; otherwise nothing. */
export function apiGatewayAccountRole(target: AppTarget, constructs: readonly string[]): readonly Need[] {
  if (!makesApiGatewayRole(target, constructs)) return [];
  const resources = [apiGatewayRoleArn(target)];
  return [
    {
      purpose: "ApiGatewayRole",
      actions: ["iam:CreateRole", "iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:TagRole"],
      resources,
      because: "An API with logs makes the role by which API Gateway writes them, where the account has none.",
      sources: [HELPER, NAMES],
    },
    {
      purpose: "ApiGatewayRolePolicy",
      actions: ["iam:AttachRolePolicy"],
      resources,
      condition: { ArnEquals: { "iam:PolicyARN": [apiGatewayRolePolicyArn(target)] } },
      because: "That role has AWS's policy for writing logs and no other.",
      sources: [HELPER],
    },
    {
      purpose: "ApiGatewayRolePassed",
      actions: ["iam:PassRole"],
      resources,
      condition: { StringEquals: { "iam:PassedToService": ["apigateway.amazonaws.com"] } },
      because: "API Gateway's setting for the account and region names the role.",
      sources: [HELPER, { where: "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html" }],
    },
  ];
}
