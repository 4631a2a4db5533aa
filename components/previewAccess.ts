import * as pulumi from "@pulumi/pulumi";
import { isRoleName } from "../config/access";
import type { AccountPlan, Plan } from "../plan/model";

/** Says that the program runs for a preview alone, by the roles that the config names for it: `true` or `1`. */
const PREVIEW_VARIABLE = "DEPLOYERS_PREVIEW";

/** Likewise, and names the role of every account, whatever the config says. */
const PREVIEW_ROLE_VARIABLE = "DEPLOYERS_PREVIEW_ROLE";

/**
 * The plan, with the ways into the accounts that a preview may use: roles that can only read, so that a pull request needs no
 * administrator. What is created is the same; which it is doesn't depend on whether the engine previews, but on the
 * environment, and with it set an `up` is refused.
 *
 * Only accounts that are entered by a role change: a profile, or the credentials at hand, are whatever they are.
 *
 * @throws pulumi.RunError where the variables ask for a preview and this is none, or where no role is named
 */
export function withPreviewAccess(plan: Plan, environment: NodeJS.ProcessEnv, isPreview: boolean): Plan {
  const role = environment[PREVIEW_ROLE_VARIABLE] ?? "";
  const asked = environment[PREVIEW_VARIABLE] ?? "";
  if (asked !== "" && !["true", "1", "false", "0"].includes(asked)) {
    throw new pulumi.RunError(`${PREVIEW_VARIABLE} is ${JSON.stringify(asked)}; it takes true or false.`);
  }
  if (role === "" && (asked === "" || asked === "false" || asked === "0")) return plan;
  const variable = role === "" ? PREVIEW_VARIABLE : PREVIEW_ROLE_VARIABLE;
  if (!isPreview) {
    throw new pulumi.RunError(`${variable} is set, so this may only be a preview. Next: unset it for pulumi up.`);
  }
  if (role !== "" && !isRoleName(role)) {
    throw new pulumi.RunError(`${PREVIEW_ROLE_VARIABLE} is ${JSON.stringify(role)}; it takes the bare name of a role.`);
  }
  const [first, ...others] = plan.accounts;
  const enter = (account: AccountPlan) => previewed(account, role);
  return { ...plan, accounts: [enter(first), ...others.map(enter)] };
}

function previewed(account: AccountPlan, role: string): AccountPlan {
  const { access } = account;
  if (access.type !== "role") return account;
  const roleName = role === "" ? access.previewRoleName : role;
  if (roleName === undefined) {
    throw new pulumi.RunError(
      `${PREVIEW_VARIABLE} is set, but nothing names the role that previews use in ${account.name}. Next: set access.previewRoleName, or ${PREVIEW_ROLE_VARIABLE}.`,
    );
  }
  return { ...account, access: { ...access, roleName } };
}
