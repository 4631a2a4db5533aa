import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";

/** Keys of a role's session, or of nobody. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What the local AWS answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const VERSIONS = { iam: "2010-05-08", sts: "2011-06-15", cloudformation: "2010-05-15" } as const;

/** Services of AWS's query protocol that are called here. */
export type QueryService = keyof typeof VERSIONS;

/**
 * Calls an operation of the query protocol, signed by AWS's own signer
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html).
 *
 * @param region where the service is; IAM and STS answer in any
 */
export async function signedCall(
  at: { readonly endpoint: string; readonly region: string },
  keys: Keys,
  service: QueryService,
  operation: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { hostname, host, port, href } = new URL(at.endpoint);
  const signer = new SignatureV4({ service, region: at.region, credentials: keys, sha256: Hash.bind(null, "sha256") });
  const request = {
    method: "POST",
    protocol: "http:",
    hostname,
    port: Number(port),
    path: "/",
    query: {},
    headers: { host, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Action: operation, Version: VERSIONS[service], ...parameters }).toString(),
  };
  const { headers } = await signer.sign(request);
  const response = await fetch(href, { method: "POST", headers, body: request.body });
  return { status: response.status, body: await response.text() };
}

/** Somebody who prepares an account of the local AWS while permissions aren't enforced: no key of theirs is looked at. */
export class LocalClient {
  private constructor(
    private readonly endpoint: string,
    private readonly keys: Keys,
  ) {}

  /** Somebody who may do everything in that account. */
  static async of(endpoint: string, accountId: string): Promise<LocalClient> {
    const outside = new LocalClient(endpoint, {
      accessKeyId: "outside",
      secretAccessKey: "none",
      sessionToken: "none",
    });
    return new LocalClient(endpoint, await outside.assume(`arn:aws:iam::${accountId}:role/inspector`));
  }

  /**
   * Calls an operation; answers the XML.
   *
   * @param region default: `us-east-1`
   * @throws Error with the answer, where it isn't a success
   */
  async call(
    service: QueryService,
    operation: string,
    parameters: Readonly<Record<string, string>>,
    region = "us-east-1",
  ): Promise<string> {
    const at = { endpoint: this.endpoint, region };
    const { status, body } = await signedCall(at, this.keys, service, operation, parameters);
    if (status !== 200) throw new Error(`${operation}: ${body}`);
    return body;
  }

  /** Keys of a new session of a role. */
  async assume(roleArn: string): Promise<Keys> {
    return sessionKeys(await this.call("sts", "AssumeRole", { RoleArn: roleArn, RoleSessionName: "deployer" }));
  }
}

/** The keys in an answer of AssumeRole. */
export function sessionKeys(xml: string): Keys {
  return {
    accessKeyId: element(xml, "AccessKeyId"),
    secretAccessKey: element(xml, "SecretAccessKey"),
    sessionToken: element(xml, "SessionToken"),
  };
}

/** The text of the first element of that name. */
export function element(xml: string, name: string): string {
  const [text] = elements(xml, name);
  if (text === undefined) throw new Error(`No ${name} in ${xml}`);
  return text;
}

/** The texts of all elements of that name. */
export function elements(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text = ""]) =>
    text
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&#x27;", "'")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&"),
  );
}
