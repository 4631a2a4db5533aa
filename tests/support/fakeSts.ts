import { createServer, type Server } from "node:http";

/** An STS on loopback that answers GetCallerIdentity, for what doesn't need more of AWS. */
export interface FakeSts {
  /** Environment in which AWS tools ask it, with keys that are none. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it answers from now on: the caller's ARN, or an error's code. */
  answer(arnOrError: string): void;
  stop(): Promise<void>;
}

/** Starts one on a free port. */
export async function fakeSts(): Promise<FakeSts> {
  let current = "";
  const server: Server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      const [, , , , accountId = ""] = current.split(":");
      response.writeHead(accountId === "" ? 403 : 200, { "content-type": "text/xml" });
      response.end(
        accountId === ""
          ? `<ErrorResponse><Error><Type>Sender</Type><Code>${current}</Code><Message>no</Message></Error></ErrorResponse>`
          : `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${current}</Arn><UserId>A</UserId><Account>${accountId}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    environment: {
      AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "AKIATESTTESTTESTTEST",
      AWS_SECRET_ACCESS_KEY: "none",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    answer: (arnOrError) => {
      current = arnOrError;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
