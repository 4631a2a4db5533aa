import type { AccountPlan } from "../../plan/model";
import type { RunResult } from "../process/run";
import type { Session } from "../session";
import { allowedCall, deniedCall, isAdministrator, type Call } from "./calls";
import { CALLER, profileEnvironment } from "./profiles";

/** One call that was made, and whether it went as it had to. */
export interface Trial {
  readonly profile: string;
  /** As typed. */
  readonly command: string;
  readonly expected: "allowed" | "denied";
  readonly asExpected: boolean;
  /** What AWS answered, in one line. */
  readonly answer: string;
}

/** The codes with which AWS services refuse for want of permission. */
const REFUSALS: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "AuthorizationError",
]);

/** The error code that the CLI names; to services that speak JSON the local AWS answers XML, whose code is inside. */
function errorCode(result: RunResult): string | undefined {
  const named = /\((\w+)\) when calling/.exec(result.output)?.[1];
  return named === "403" ? /<Code>(\w+)<\/Code>/.exec(result.output)?.[1] : named;
}

function answerOf(result: RunResult): string {
  if (result.exitCode === 0) return "done";
  const line = result.output.split("\n").find((each) => each.trim() !== "") ?? `exit code ${result.exitCode}`;
  return errorCode(result) ?? line.trim().slice(0, 120);
}

async function attempt(session: Session, profile: string, call: Call, expected: Trial["expected"]): Promise<Trial> {
  const result = await session.run("aws", call.args, { environment: profileEnvironment(session, profile) });
  const allowed = result.exitCode === 0;
  return {
    profile,
    command: `aws ${call.args.join(" ")}`,
    expected,
    asExpected: expected === "allowed" ? allowed : !allowed && REFUSALS.has(errorCode(result) ?? ""),
    answer: answerOf(result),
  };
}

/** No call of the table fits the role: the plan's strategy is new to it. */
function without(profile: string, expected: Trial["expected"]): Trial {
  return { profile, command: "-", expected, asExpected: false, answer: `no call is known that has to be ${expected}` };
}

/**
 * Assumes an account's deployer role through its profile and makes one call that its policies allow and, unless it is an
 * administrator, one that they don't. Which calls, follows from the plan.
 */
export async function proveAccount(session: Session, account: AccountPlan): Promise<readonly Trial[]> {
  const { profile } = account;
  const role = account.roles.find(({ duty }) => duty === "deploy") ?? account.roles[0];
  const [allowed, denied] = [allowedCall(role), deniedCall(role)];
  return [
    await proveIdentity(session, profile, role.arn),
    allowed === undefined ? without(profile, "allowed") : await attempt(session, profile, allowed, "allowed"),
    ...(isAdministrator(role)
      ? []
      : [denied === undefined ? without(profile, "denied") : await attempt(session, profile, denied, "denied")]),
  ];
}

async function proveIdentity(session: Session, profile: string, roleArn: string): Promise<Trial> {
  const args = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"];
  const result = await session.run("aws", args, { environment: profileEnvironment(session, profile) });
  const [account, name] = [roleArn.split(":")[4] ?? "", roleArn.split("/").pop() ?? ""];
  const arn = result.stdout.trim();
  return {
    profile,
    command: "aws sts get-caller-identity",
    expected: "allowed",
    asExpected: result.exitCode === 0 && arn.includes(`::${account}:assumed-role/`) && arn.split("/").includes(name),
    // The session's name, which the CLI makes up, is of no interest.
    answer: result.exitCode === 0 ? arn.replace(/\/[^/]*$/, "") : answerOf(result),
  };
}

/** The user alone, without a role, is refused: permissions are enforced, so what the roles may is worth something. */
export function proveEnforcement(session: Session): Promise<Trial> {
  return attempt(
    session,
    CALLER,
    { action: "dynamodb:ListTables", args: ["dynamodb", "list-tables", "--region", "us-east-1"] },
    "denied",
  );
}
