/** Temporary keys of a role's session. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A client of the local AWS's query protocol that signs nothing: it works while permissions aren't enforced. */
export class LocalClient {
  private constructor(
    private readonly endpoint: string,
    private readonly accessKey: string,
  ) {}

  /** Somebody who may do everything in that account. */
  static async of(endpoint: string, accountId: string): Promise<LocalClient> {
    const outside = new LocalClient(endpoint, "outside");
    return new LocalClient(endpoint, (await outside.assume(`arn:aws:iam::${accountId}:role/inspector`)).accessKeyId);
  }

  /** Calls an operation; answers the XML. */
  async call(service: "iam" | "sts", operation: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const response = await fetch(this.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=${this.accessKey}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: new URLSearchParams({
        Action: operation,
        Version: service === "iam" ? "2010-05-08" : "2011-06-15",
        ...parameters,
      }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${operation}: ${text}`);
    return text;
  }

  /** Keys of a new session of a role. */
  async assume(roleArn: string): Promise<Keys> {
    const xml = await this.call("sts", "AssumeRole", { RoleArn: roleArn, RoleSessionName: "deployer" });
    return {
      accessKeyId: element(xml, "AccessKeyId"),
      secretAccessKey: element(xml, "SecretAccessKey"),
      sessionToken: element(xml, "SessionToken"),
    };
  }
}

/** The text of the first element of that name. */
export function element(xml: string, name: string): string {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  if (text === undefined) throw new Error(`No ${name} in ${xml}`);
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** The texts of all elements of that name. */
export function elements(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text = ""]) => text);
}
