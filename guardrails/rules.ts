import type { ReportViolation, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { accountOf } from "./account";
import { allowsEverything, allowsOf, listOf, textsOf, wildcardPrincipals } from "./document";

/**
 * The rules of the pack. They see what a resource is to become (`pulumi preview`, `sst diff`) and stop the deployment where
 * one is broken. A value that isn't known before the deployment is checked during it.
 */

/** The path of the roles that this project makes; all others are an app's. */
const DEPLOYER_PATH = "/sst-deployers/";

const ROLE = "aws:iam/role:Role";

/** Policies of AWS's own that allow everything (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html). */
const ADMINISTRATOR = /^arn:aws[a-z-]*:iam::aws:policy\/AdministratorAccess$/;

/** The boundaries of an account's roles: each role has one of them; an empty text stands for none. */
interface AccountBoundaries {
  /** ARNs for the roles under `/sst-deployers/`. */
  readonly deployer: readonly string[];
  /** ARNs for every other role. */
  readonly app: readonly string[];
}

/** What the config of {@link roleHasBoundary} holds. */
interface BoundaryConfig {
  /**
   * By account id. Where a resource's account isn't known, the boundaries of all accounts are accepted; in an account that isn't
   * here none is. Absent: any boundary will do.
   */
  readonly accounts?: Readonly<Record<string, AccountBoundaries>>;
}

/** Every role has its permissions boundary. */
const roleHasBoundary: ResourceValidationPolicy = {
  name: "role-has-boundary",
  description: "Every role has a permissions boundary, or the one that the config names for its account.",
  configSchema: { properties: { accounts: { type: "object" } } },
  validateResource: (args, report) => {
    if (args.type !== ROLE) return;
    const { path, permissionsBoundary } = args.props;
    const accepted = acceptedBoundaries(args, path === DEPLOYER_PATH ? "deployer" : "app");
    const boundary = typeof permissionsBoundary === "string" ? permissionsBoundary : "";
    if (accepted === undefined ? boundary !== "" : accepted.includes(boundary)) return;
    const wanted =
      accepted === undefined
        ? "any"
        : accepted.length === 0
          ? "one that the pack's config names, and it doesn't name the account"
          : accepted.map((each) => each || "none").join(" or ");
    report(
      `The role has ${boundary === "" ? "no permissions boundary" : `the boundary ${boundary}`}; it needs ${wanted}.`,
    );
  },
};

function acceptedBoundaries(
  args: ResourceValidationArgs,
  whose: keyof AccountBoundaries,
): readonly string[] | undefined {
  const { accounts } = args.getConfig<BoundaryConfig>();
  if (accounts === undefined) return undefined;
  const accountId = accountOf(args);
  const those = accountId === undefined ? Object.values(accounts) : [accounts[accountId]];
  return [...new Set(those.flatMap((each) => each?.[whose] ?? []))];
}

/** No role trusts everybody. */
const trustWithoutWildcard: ResourceValidationPolicy = {
  name: "role-trust-without-wildcard",
  description:
    "The trust policy of a role names its principals: no wildcard, whatever the conditions, and no NotPrincipal.",
  validateResource: (args, report) => {
    if (args.type !== ROLE) return;
    const allows = allowsOf(args.props["assumeRolePolicy"]);
    if (allows === undefined) {
      report("The role's trust isn't a policy, so nobody knows whom it trusts.");
      return;
    }
    for (const statement of allows) {
      for (const each of wildcardPrincipals(statement)) report(`The role trusts ${each}.`);
      if (statement["NotPrincipal"] !== undefined) report("The role trusts everybody but those in NotPrincipal.");
    }
  },
};

/** What the config of {@link noAdministratorAccess} holds. */
interface AdministratorConfig {
  /**
   * ARNs of roles that may have AdministratorAccess: those of the strategy administrator. A resource whose account isn't known is
   * never one of them. Absent: none.
   */
  readonly roles?: readonly string[];
}

/** Resources that attach managed policies, and the names of those that they attach them to. */
const ATTACHMENTS: Readonly<Record<string, { readonly to: readonly string[]; readonly policies: string }>> = {
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": { to: ["group"], policies: "policyArn" },
  "aws:iam/policyAttachment:PolicyAttachment": { to: ["roles", "users", "groups"], policies: "policyArn" },
  "aws:iam/role:Role": { to: ["name"], policies: "managedPolicyArns" },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { to: ["role"], policies: "policyArn" },
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": { to: ["roleName"], policies: "policyArns" },
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": { to: ["user"], policies: "policyArn" },
};

/** Resources with a policy document of their own, and the name of the role, user, group or policy that has it. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  "aws:iam/groupPolicy:GroupPolicy": "group",
  "aws:iam/policy:Policy": "name",
  "aws:iam/rolePolicy:RolePolicy": "role",
  "aws:iam/userPolicy:UserPolicy": "user",
};

/** AdministratorAccess, or a policy that says the same, only for the roles that the config names. */
const noAdministratorAccess: ResourceValidationPolicy = {
  name: "no-administrator-access",
  description:
    "No policy allows everything, and AdministratorAccess is attached to nobody whom the config doesn't name.",
  configSchema: { properties: { roles: { type: "array", items: { type: "string" } } } },
  validateResource: (args, report) => {
    const excepted = exceptedNames(args);
    attached(args, excepted, report);
    written(args, excepted, report);
  },
};

/** Names of the roles of the resource's account that may have AdministratorAccess. */
function exceptedNames(args: ResourceValidationArgs): readonly string[] {
  const { roles = [] } = args.getConfig<AdministratorConfig>();
  const accountId = accountOf(args);
  return roles.flatMap((arn) => {
    const [, , , , account, resource = ""] = arn.split(":");
    return account === accountId ? resource.split("/").slice(-1) : [];
  });
}

function attached({ type, props }: ResourceValidationArgs, excepted: readonly string[], report: ReportViolation): void {
  const attachment = ATTACHMENTS[type];
  if (attachment === undefined) return;
  const policies = textsOf(props[attachment.policies]).filter((arn) => ADMINISTRATOR.test(arn));
  const to = attachment.to.flatMap((name) => textsOf(props[name]));
  if (to.length > 0 && to.every((name) => excepted.includes(name))) return;
  for (const arn of policies) report(`${arn} is attached to ${to.join(", ") || "somebody whose name isn't known"}.`);
}

function written({ type, props }: ResourceValidationArgs, excepted: readonly string[], report: ReportViolation): void {
  const owner = DOCUMENTS[type];
  const documents: readonly unknown[] =
    owner !== undefined
      ? [props["policy"]]
      : type === ROLE
        ? listOf(props["inlinePolicies"]).map((each) => (each as { readonly policy?: unknown }).policy)
        : [];
  if (textsOf(props[owner ?? "name"]).some((name) => excepted.includes(name))) return;
  for (const document of documents) {
    if ((allowsOf(document) ?? []).some(allowsEverything)) report("The policy allows every action on everything.");
  }
}

/** All rules; each looks only at the types of resources that it is about. */
export const RULES: readonly ResourceValidationPolicy[] = [
  roleHasBoundary,
  trustWithoutWildcard,
  noAdministratorAccess,
];
