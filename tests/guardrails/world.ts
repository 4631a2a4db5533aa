import type { AccountPlan, PlannedRole } from "../../plan/model";
import type { PolicyDocument } from "../../policy/document";
import type { Duty } from "../../policy/duty";
import { isCdkGeneration } from "../../policy/generation";
import { policyDocument } from "../../policy/statement";
import type { Actor } from "./attack";
import { cdkRolePolicies } from "./cdkRoles";
import type { Technique } from "./technique";

/**
 * The account that an attacker finds: the planned roles, what is known of CDK's, the app's own roles, and others' roles,
 * users and workloads, all of them administrators.
 */

const EVERYTHING = policyDocument([{ Sid: "All", Effect: "Allow", Action: ["*"], Resource: ["*"] }]);

/** Whom an attacker with the role of that duty can act as, or have act. */
export function actorsOf(account: AccountPlan, duty: Duty = "deploy"): readonly Actor[] {
  const role = roleOf(account, duty);
  const [main] = role ? [actorOf(role, account)] : [];
  if (main === undefined) throw new Error(`The account has no role with the duty ${duty}.`);
  const service = roleOf(account, "cloudformation");
  return [
    main,
    // CloudFormation calls with the caller's rights where it is given no role; told apart by one condition key only
    ...(JSON.stringify(main.policies).includes("aws:CalledVia")
      ? [{ ...main, context: { "aws:CalledVia": ["cloudformation.amazonaws.com"] } }]
      : []),
    ...(service ? [actorOf(service, account)] : []),
    ...cdkActors(account),
    ...appActors(account),
  ];
}

/** A plain administrator, for showing that a technique works at all. */
export function administratorOf(account: AccountPlan): Actor {
  return { arn: `arn:${account.partition}:iam::${account.accountId}:role/administrator`, policies: [EVERYTHING] };
}

/** True if the technique gains anything in the account: not where CDK's execution role is an actor with bounded rights. */
export function isGain(technique: Technique, account: AccountPlan): boolean {
  const ownCdk = ["cdk-001", "cdk-002", "cdk-003"].includes(technique.id);
  return !(ownCdk && account.cdk?.execution === "bootstrap");
}

/** The techniques' placeholders. */
export function namesIn(account: AccountPlan): Readonly<Record<string, string>> {
  const { accountId, partition, region } = account;
  const iam = (resource: string) => `arn:${partition}:iam::${accountId}:${resource}`;
  const cdk = isCdkGeneration(account.sst);
  const cdkRole = (role: string, qualifier: string) => iam(`role/cdk-${qualifier}-${role}-role-${accountId}-${region}`);
  const qualifier = account.cdk?.qualifier ?? "hnb659fds";
  const deployer = roleOf(account, "deploy");
  return {
    partition,
    region,
    account: accountId,
    otherName: "team-admin",
    appName: cdk ? "prod-notes-made-up" : "notes-prod-made-up",
    stackName: cdk ? "prod-notes-api" : "notes-prod-api",
    appRole: iam(`role/${cdk ? "prod-notes-made-up" : "notes-prod-made-up"}`),
    otherRole: iam("role/team-admin"),
    accessRole: iam("role/OrganizationAccountAccessRole"),
    sisterRole: iam("role/sst-deployers/notes-prod-cloudformation"),
    user: iam("user/alice"),
    newUser: iam("user/notes-prod-made-up"),
    group: iam("group/administrators"),
    samlProvider: iam("saml-provider/corporate"),
    oidcProvider: iam("oidc-provider/token.actions.githubusercontent.com"),
    otherPolicy: iam("policy/team-policy"),
    appPolicy: iam(`policy/${cdk ? "prod-notes-made-up" : "notes-prod-made-up"}`),
    cutRole: iam(`role/${cdk ? "prod-n-made-up" : "nothing-prod-made-up"}`),
    ownPolicy:
      deployer?.policies.flatMap((each) => (each.type === "managed" ? [each.arn] : []))[0] ??
      iam("policy/sst-deployers/notes-prod-deploy"),
    deployerBoundary: iam("policy/sst-deployers/notes-prod-deployer-boundary"),
    appBoundary: account.appPermissionsBoundary ?? iam("policy/sst-deployers/notes-prod-app-boundary"),
    toolkitStack: account.cdk?.toolkitStackName ?? "CDKToolkit",
    sharedAssets: cdk ? `cdk-hnb659fds-assets-${accountId}-${region}` : "sst-asset-abcdef",
    sharedImages: cdk ? `cdk-hnb659fds-container-assets-${accountId}-${region}` : "sst-asset",
    assetBucket: cdk ? `cdk-${qualifier}-assets-${accountId}-${region}` : "sst-asset-abcdef",
    appParameter: `arn:${partition}:ssm:${region}:${accountId}:parameter/sst/${account.sst === "v0" ? "prod-notes-api" : "notes/prod"}`,
    sstBootstrapRole: iam("role/SSTBootstrap-CustomResourceRole-ABC"),
    cdkBoundaryPolicy: iam(`policy/cdk-${qualifier}-permissions-boundary-${accountId}-${region}`),
    cdkDeployRole: cdkRole("deploy", qualifier),
    cdkPublishingRole: cdkRole("file-publishing", qualifier),
    cdkImagesRole: cdkRole("image-publishing", qualifier),
    cdkLookupRole: cdkRole("lookup", qualifier),
    cdkExecutionRole: cdkRole("cfn-exec", qualifier),
    otherCdkDeployRole: cdkRole("deploy", "team"),
    otherCdkExecutionRole: cdkRole("cfn-exec", "team"),
  };
}

function roleOf(account: AccountPlan, duty: string): PlannedRole | undefined {
  return account.roles.find((role) => role.duty === duty);
}

function boundaryOf(account: AccountPlan, arn: string | undefined): { boundary?: PolicyDocument } {
  const found = account.boundaries.find((each) => each.arn === arn);
  if (arn === undefined) return {};
  // a boundary of the user's own isn't known, and may permit everything
  if (found === undefined && account.boundaries.length === 0) return { boundary: EVERYTHING };
  if (found === undefined) throw new Error(`The boundary ${arn} isn't planned.`);
  return { boundary: found.document };
}

function actorOf(role: PlannedRole, account: AccountPlan): Actor {
  return {
    arn: role.arn,
    policies: [...role.policies.map((policy) => policy.document), ...role.managedPolicyArns.map(() => EVERYTHING)],
    ...boundaryOf(account, role.permissionsBoundary),
  };
}

/**
 * CDK's roles. The execution role and what passes it are there where they are bootstrapped as planned; where they aren't, the
 * techniques call it an administrator's. The others are there wherever the deployer can assume them.
 */
function cdkActors(account: AccountPlan): readonly Actor[] {
  const { cdk } = account;
  if (cdk === undefined) return [];
  const names = namesIn(account);
  const bounded = boundaryOf(account, cdk.permissionsBoundary);
  const assumed = (role: "deploy" | "file-publishing" | "image-publishing" | "lookup", name: string): Actor => ({
    arn: names[name] ?? "",
    policies: cdkRolePolicies(role, account),
    named: false,
    assumed: true,
    ...bounded,
  });
  const others = [
    assumed("file-publishing", "cdkPublishingRole"),
    assumed("image-publishing", "cdkImagesRole"),
    assumed("lookup", "cdkLookupRole"),
  ];
  if (cdk.execution !== "bootstrap") return others;
  return [
    assumed("deploy", "cdkDeployRole"),
    {
      arn: names["cdkExecutionRole"] ?? "",
      policies: cdk.executionPolicies.map((policy) => policy.document),
      named: false,
      ...bounded,
    },
    ...others,
  ];
}

/** A role of the app with whatever policies the attacker writes, where a boundary is required. */
function appActors(account: AccountPlan): readonly Actor[] {
  if (account.appPermissionsBoundary === undefined) return [];
  const arn = (namesIn(account)["appRole"] ?? "").replace("made-up", "function");
  return [{ arn, policies: [EVERYTHING], ...boundaryOf(account, account.appPermissionsBoundary) }];
}
