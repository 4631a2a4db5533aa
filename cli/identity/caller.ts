import { parseArn } from "../../policy/arn";

/** Who the present credentials are. */
export interface Caller {
  /** As STS answers, e.g. `arn:aws:sts::210987654321:assumed-role/notes-prod-deploy/alice`. */
  readonly arn: string;
  readonly accountId: string;
  /** The role's name without its path, which a session's ARN doesn't have; absent for users and roots. */
  readonly roleName?: string;
}

/** The caller, or why there is none: a code for scripts and a sentence for people. */
export type CallerResult =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** An ARN as STS answers it, taken apart. */
function callerOf(arn: string, accountId: string): Caller {
  const [kind, role] = parseArn(arn)?.resource.split("/") ?? [];
  return { arn, accountId, ...(kind === "assumed-role" && role !== undefined ? { roleName: role } : {}) };
}

/** Keeps the SDK from printing which Node.js its later versions need: this one is pinned, and supports those we support. */
const NODE_WARNING = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/**
 * Asks STS who the credentials are that AWS tools would use here: environment, profile, IAM Identity Center, process, in the
 * order of the AWS SDK. GetCallerIdentity needs no permission.
 *
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 *
 * @param region where STS is asked; credentials of a partition are known in its own regions only
 */
export async function presentCaller(region: string): Promise<CallerResult> {
  const { STSClient, GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const warning = process.env[NODE_WARNING];
  process.env[NODE_WARNING] = "true";
  const client = new STSClient({ region, maxAttempts: 2 });
  try {
    const { Arn, Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Arn === undefined || Account === undefined) throw new Error("STS answered without an ARN");
    return { ok: true, caller: callerOf(Arn, Account) };
  } catch (error) {
    return { ok: false, ...reasonOf(error instanceof Error ? error : new Error(String(error))) };
  } finally {
    client.destroy();
    // The command that guard runs gets the environment as it was.
    if (warning === undefined) Reflect.deleteProperty(process.env, NODE_WARNING);
    else process.env[NODE_WARNING] = warning;
  }
}

/** What the SDK's and STS's errors mean to whoever reads them; any other is shown as it is. */
function reasonOf(error: Error): { readonly code: string; readonly message: string } {
  const detail = error.message.replace(/\.$/, "");
  switch (error.name) {
    case "ExpiredToken":
    case "ExpiredTokenException":
      return { code: "credentials-expired", message: "The credentials have expired." };
    case "InvalidClientTokenId":
    case "UnrecognizedClientException":
    case "SignatureDoesNotMatch":
      return { code: "credentials-unknown", message: "AWS doesn't know these credentials." };
    case "CredentialsProviderError":
    case "TokenProviderError":
      return { code: "no-credentials", message: `There are no credentials: ${detail}.` };
    case "AccessDenied":
    case "AccessDeniedException":
      return { code: "role-not-assumable", message: `The profile's role can't be assumed: ${detail}.` };
    default:
      return { code: "caller-unknown", message: `AWS can't be asked who the credentials are: ${detail}.` };
  }
}
