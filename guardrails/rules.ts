import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { accountOf } from "./account";
import { allowEverything } from "./administrator";
import { allowsOf, wildcardPrincipals } from "./document";
import { grantOf, roleOf } from "./resources";

/**
 * The rules of the pack. They see what a resource is to become (`pulumi preview`, `sst diff`) and stop the deployment where
 * one is broken. A value that isn't known before the deployment is checked during it.
 */

/** The path of the roles that this project makes; all others are an app's. */
const DEPLOYER_PATH = "/sst-deployers/";

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
    const role = roleOf(args);
    if (role === undefined) return;
    const { path, permissionsBoundary } = role;
    const accepted = acceptedBoundaries(args, path === DEPLOYER_PATH ? "deployer" : "app");
    const boundary = typeof permissionsBoundary === "string" ? permissionsBoundary : "";
    if (accepted === undefined && ADMINISTRATOR.test(boundary)) {
      report(`The role's boundary is ${boundary}, which bounds nothing.`);
      return;
    }
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
    const role = roleOf(args);
    if (role === undefined) return;
    const allows = allowsOf(role.trust);
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

/** AdministratorAccess, or a policy that says the same, only for the roles that the config names. */
const noAdministratorAccess: ResourceValidationPolicy = {
  name: "no-administrator-access",
  description:
    "No policy allows everything, and AdministratorAccess is attached to nobody whom the config doesn't name.",
  configSchema: { properties: { roles: { type: "array", items: { type: "string" } } } },
  validateResource: (args, report) => {
    const grant = grantOf(args);
    if (grant === undefined) return;
    const { roles, others, managedPolicies, documents } = grant;
    const excepted = exceptedNames(args);
    if (others.length === 0 && roles.length > 0 && roles.every((name) => excepted.includes(name))) return;
    const to = [...roles, ...others].join(", ") || "somebody whose name isn't known";
    for (const arn of managedPolicies.filter((each) => ADMINISTRATOR.test(each)))
      report(`${arn} is attached to ${to}.`);
    for (const document of documents.filter((each) => each !== undefined)) {
      const allows = allowsOf(document);
      if (allows === undefined) report(`The policy of ${to} can't be read, so nobody knows what it allows.`);
      else if (allowEverything(allows)) report(`The policy of ${to} allows every action on everything.`);
    }
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

/** All rules; each looks only at the types of resources that it is about. */
export const RULES: readonly ResourceValidationPolicy[] = [
  roleHasBoundary,
  trustWithoutWildcard,
  noAdministratorAccess,
];
