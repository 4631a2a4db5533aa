import { iamPolicyArn, iamRoleArn } from "../arn";
import type { PolicyDocument, PolicyStatement } from "../document";
import { isCdkGeneration } from "../generation";
import type { AppTarget } from "../knowledge/target";
import { IAM_PATH } from "../names";
import { compareText, policyDocument } from "../statement";
import { appRoleArns } from "./appRoles";
import type { GuardedRole } from "./guardedRole";
import type { CdkExecution } from "./model";
import { type Guardrail, guardrailStatement } from "./statement";
import { IAM_WRITES } from "./writes";

/**
 * The two permissions boundaries of `strict`. Both are allow-lists; what they don't name nobody under them can do, whatever
 * policies are written. A role holds one boundary, which is one policy and can't be divided. Here is what both are made of;
 * each has a file of its own, `deployerBoundary.ts` and `appBoundary.ts`.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html. A boundary that merely doesn't
 * allow doesn't limit what a resource's policy gives to the session of a role, hence the explicit denies on sts:AssumeRole
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic).
 */
const BOUNDARIES = { where: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html" };

/** What the boundaries are made for. */
export interface StrictInput {
  readonly target: AppTarget;
  readonly execution?: CdkExecution;
  /** Statements of every role that gets the deployer boundary. */
  readonly statements: readonly PolicyStatement[];
  /** IAM service prefixes that the app uses. */
  readonly appServices: readonly string[];
  /**
   * `app`: the boundary of the app's roles reaches this app's and stages' resources only, and the deployer's doesn't let it
   * assume CDK's lookup role.
   */
  readonly scope: "account" | "app";
  /** ARN of the boundary of the app's roles. */
  readonly appBoundaryArn: string;
  readonly serviceRoleArn?: string;
}

/**
 * Services that act with roles of the app (`iam:PassedToService`): those that SST's constructs and components write into a
 * role's trust (`anomalyco/v2@v2.49.8:packages/sst/src/constructs`, `anomalyco/sst@v4.17.0:platform/src/components/aws`).
 */
const SERVICES_WITH_ROLES = {
  cdk: ["codebuild", "monitoring.rds"],
  pulumi: ["backup", "ec2", "iot", "states"],
  both: [
    "apigateway",
    "appsync",
    "cognito-identity",
    "cognito-idp",
    "ecs-tasks",
    "edgelambda",
    "events",
    "lambda",
    "rds",
    "scheduler",
  ],
} as const;

/** A boundary is one policy, so its ARNs name no region: those of the roles' own policies do. */
export function inAnyRegion(input: StrictInput): StrictInput {
  return { ...input, target: { ...input.target, regions: ["*"] } };
}

/** A line of a boundary: what nobody under it may do more than. */
export function line(
  purpose: string,
  actions: readonly string[],
  resources: readonly string[],
  condition?: Guardrail["condition"],
): Guardrail {
  return {
    purpose,
    effect: "Allow",
    actions,
    resources,
    ...(condition ? { condition } : {}),
    because: "What the boundary doesn't name, nobody under it can do.",
    sources: [BOUNDARIES],
  };
}

/** The condition that a role is passed to a service only that SST's constructs give roles to. */
export function passedTo(target: AppTarget): NonNullable<Guardrail["condition"]> {
  const { both, cdk, pulumi } = SERVICES_WITH_ROLES;
  const services = [...both, ...(isCdkGeneration(target.sst) ? cdk : pulumi)];
  return { StringEquals: { "iam:PassedToService": services.map((service) => `${service}.amazonaws.com`) } };
}

/** The same as a deny, where the boundary is the user's own and says nothing of it. */
export function passedServices({ target }: GuardedRole): Guardrail {
  return {
    purpose: "GuardPassedServices",
    effect: "Deny",
    actions: ["iam:PassRole"],
    resources: appRoleArns(target, "whole"),
    condition: { StringNotEquals: passedTo(target)["StringEquals"] ?? {} },
    because: "Roles of the app are passed only to the services that SST's constructs give roles to.",
    sources: [{ where: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html" }],
  };
}

/** Explicit, so that no trust policy and no session gets past them. */
export function denies({ partition, accountId }: AppTarget, assumable: readonly string[]): readonly Guardrail[] {
  const deny = {
    effect: "Deny",
    because: "Explicit, so that no trust policy gets past it.",
    sources: [BOUNDARIES],
  } as const;
  return [
    { ...deny, purpose: "OtherRoles", actions: ["sts:AssumeRole"], exceptResources: assumable },
    {
      ...deny,
      purpose: "Deployers",
      actions: [...IAM_WRITES, "sts:AssumeRole"],
      resources: [iamRoleArn(partition, accountId, IAM_PATH, "*"), iamPolicyArn(partition, accountId, IAM_PATH, "*")],
    },
  ];
}

/** The boundary's document, its statements in the order of their Sids (`Boundary<purpose>`). */
export function boundaryDocument(lines: readonly Guardrail[]): PolicyDocument {
  return policyDocument(
    lines.map((each) => guardrailStatement(each, `Boundary${each.purpose}`)).sort((a, b) => compareText(a.Sid, b.Sid)),
  );
}
