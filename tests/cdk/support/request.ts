import type { IncomingHttpHeaders } from "node:http";

/** A request of an AWS client, in the terms of IAM. */
export interface Call {
  /** The access key that signed it. */
  readonly accessKey: string;
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
  /** The role that the request hands to CloudFormation; absent where it hands over none. */
  readonly passedRole?: string;
}

/** The account and region that the tests deploy into. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/**
 * Calls whose request carries `cloudformation:RoleArn`
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html).
 */
const WITH_ROLE = new Set([
  "ContinueUpdateRollback",
  "CreateChangeSet",
  "CreateStack",
  "DeleteStack",
  "RollbackStack",
  "UpdateStack",
]);

/**
 * Reads what a signed request asks for: service and key from the signature, the operation from the body (query protocol),
 * the target header (JSON) or method and path (S3, path style).
 *
 * @throws Error for what isn't one of these, so that no call goes unjudged
 */
export function readRequest(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
  body: string,
  place: Place,
): Call {
  const scope = /Credential=([^/,]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? "");
  if (scope === null) throw new Error(`${method} ${url} isn't signed.`);
  const [, accessKey = "", , service = ""] = scope;
  const path = new URL(url, "http://localhost");
  if (service === "s3") {
    const context = { "aws:ResourceAccount": place.accountId };
    return { accessKey, service, context, ...s3Call(method, path, headers) };
  }
  const target = headers["x-amz-target"];
  if (typeof target === "string") {
    const action = target.split(".").at(-1) ?? "";
    return {
      accessKey,
      service,
      action: `${service}:${action}`,
      context: {},
      resource: jsonResource(service, body, place),
    };
  }
  const form = new URLSearchParams(body);
  const operation = form.get("Action") ?? "";
  if (operation === "") throw new Error(`${method} ${url} of ${service} names no operation.`);
  const passedRole = service === "cloudformation" ? form.get("RoleARN") : null;
  return {
    accessKey,
    service,
    action: `${service}:${operation}`,
    resource: queryResource(service, form, place),
    context: passedRole !== null && WITH_ROLE.has(operation) ? { "cloudformation:RoleArn": passedRole } : {},
    ...(passedRole === null ? {} : { passedRole }),
  };
}

function queryResource(service: string, form: URLSearchParams, place: Place): string {
  if (service === "sts") return form.get("RoleArn") ?? "*";
  if (service !== "cloudformation") return "*";
  const named = form.get("StackName");
  // A change set's ARN holds the stack's name nowhere: CDK names the stack beside it.
  if (named === null) return "*";
  if (named.startsWith("arn:")) return named;
  return `arn:aws:cloudformation:${place.region}:${place.accountId}:stack/${named}/11111111-2222-3333-4444-555555555555`;
}

function jsonResource(service: string, body: string, place: Place): string {
  const { Name: name } = JSON.parse(body) as { readonly Name?: string };
  if (service !== "ssm" || name === undefined) return "*";
  return `arn:aws:ssm:${place.region}:${place.accountId}:parameter/${name.replace(/^\//, "")}`;
}

/** S3's operations that CDK uses, as IAM names them (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html). */
function s3Call(method: string, url: URL, headers: IncomingHttpHeaders): Pick<Call, "action" | "resource"> {
  const host = (headers.host ?? "").split(":")[0] ?? "";
  const inHost = host.endsWith(".localhost") ? [host.slice(0, -".localhost".length)] : [];
  const [bucket = "", ...key] = [...inHost, ...url.pathname.split("/").filter((part) => part !== "")];
  const resource = `arn:aws:s3:::${[bucket, ...key].join("/")}`;
  if (key.length > 0)
    return { resource, action: `s3:${method === "PUT" || method === "POST" ? "PutObject" : "GetObject"}` };
  if (url.searchParams.has("location")) return { resource, action: "s3:GetBucketLocation" };
  if (url.searchParams.has("encryption")) return { resource, action: "s3:GetEncryptionConfiguration" };
  if (method === "GET" || method === "HEAD") return { resource, action: "s3:ListBucket" };
  throw new Error(`${method} ${url.href} of S3 isn't known.`);
}
