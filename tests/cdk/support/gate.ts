import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Call, type Place, readRequest } from "./request";
import { element } from "./moto";

/** A call that was made, who made it, and what was answered. */
export interface RecordedCall extends Call {
  /** ARN of the role; `undefined` for keys that no session has. */
  readonly role: string | undefined;
  /** What the simulator says, with all policies, conditions, boundaries, trust and the role that is passed. */
  readonly simulator: boolean;
  /** Whether the local AWS let it through, with its own enforcement on; `undefined` where the gate refused it before. */
  readonly local: boolean | undefined;
  /** The answer of the local AWS; 403 where the gate refused. */
  readonly status: number;
}

/** Decides about a call; also about passing the role that it names. */
export type Decide = (role: string | undefined, call: Call) => Promise<boolean>;

/** How the local AWS says that it refuses, whatever the protocol: 401 and 403 stand for little else, S3's `HEAD` has no text. */
const REFUSALS = new Set([401, 403]);

/**
 * Stands between AWS clients and the local AWS, on the loopback interface, and records every call. It passes on what it gets
 * as it is, `Host` included, so that the local AWS can check the signature.
 */
export class Gate {
  readonly calls: RecordedCall[] = [];
  /** Why calls could not be read or judged: a test that ends with any has proven nothing. */
  readonly errors: unknown[] = [];
  /** Whether calls are refused that the simulator denies. Default: no, the local AWS decides alone. */
  refuses = false;
  private readonly roleOfKey = new Map<string, string>();

  private constructor(
    private readonly server: Server,
    private readonly behind: URL,
    private readonly place: Place,
    private readonly decide: Decide,
  ) {}

  /** Opens a gate before a local AWS. */
  static async open(behind: string, place: Place, decide: Decide): Promise<Gate> {
    const server = createServer();
    const gate = new Gate(server, new URL(behind), place, decide);
    server.on("request", (incoming: IncomingMessage, outgoing: ServerResponse) => {
      gate.handle(incoming, outgoing).catch((error: unknown) => {
        gate.errors.push(error);
        outgoing.writeHead(500).end(String(error));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return gate;
  }

  /** Spelled `localhost`: the local AWS reads the bucket of a template out of its URL, and takes the wrong word of an IP address. */
  get endpoint(): string {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("The gate isn't open.");
    return `http://localhost:${address.port}`;
  }

  /** Tells whose the keys of a session are that was made elsewhere. */
  know(accessKey: string, role: string): void {
    this.roleOfKey.set(accessKey, role);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = "GET", url = "/", headers } = incoming;
    const call = readRequest(method, url, headers, body.toString("utf8"), this.place);
    const role = this.roleOfKey.get(call.accessKey);
    const simulator = await this.decide(role, call);
    const asked = simulator || !this.refuses;
    const answer = asked ? await this.forward(incoming, call.resource, body) : refusal(call, role);
    const local = asked ? !REFUSALS.has(answer.status) : undefined;
    this.calls.push({ ...call, role, simulator, local, status: answer.status });
    if (call.action === "sts:AssumeRole" && answer.status === 200) {
      this.know(element(answer.body.toString("utf8"), "AccessKeyId"), call.resource);
    }
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }

  private forward(incoming: IncomingMessage, resource: string, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.behind;
      const { method, url } = incoming;
      // See resources/sitecustomize.py.
      const headers = { ...incoming.headers, "x-call-resource": resource };
      const passed = request({ hostname, port, method, path: url, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("end", () => {
          const headersOfAnswer = { ...response.headers };
          delete headersOfAnswer["transfer-encoding"];
          resolve({ status: response.statusCode ?? 500, headers: headersOfAnswer, body: Buffer.concat(chunks) });
        });
      });
      passed.once("error", reject);
      passed.end(body);
    });
  }
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** As AWS refuses, in the service's protocol. */
function refusal(call: Call, role: string | undefined): Answer {
  const message = `User: ${role ?? "unknown"} is not authorized to perform: ${call.action} on resource: ${call.resource}`;
  const json = call.service === "ssm";
  const error = `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
  const text = json
    ? JSON.stringify({ __type: "AccessDeniedException", message })
    : call.service === "s3"
      ? error
      : `<ErrorResponse>${error}<RequestId>gate</RequestId></ErrorResponse>`;
  const type = json ? "application/x-amz-json-1.1" : "text/xml";
  return { status: 403, headers: { "content-type": type }, body: Buffer.from(text) };
}
