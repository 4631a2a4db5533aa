import { BlockList, isIP } from "node:net";

/**
 * True if every AWS call of this program goes to this machine itself, that is, to a local AWS for trying things out.
 *
 * IAM and STS are all that it calls. An endpoint of the service's own comes before the general one, and one variable
 * switches both off (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). Endpoints in the AWS
 * config file aren't looked at: where only they are set, the answer is no, which is the careful one.
 *
 * @param environment the program's environment variables
 */
export function reachesOnlyThisMachine(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.toLowerCase() === "true") return false;
  return ["AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_STS"].every((service) =>
    isLoopback(environment[service] || environment["AWS_ENDPOINT_URL"] || ""),
  );
}

function isLoopback(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  // URL writes IPv6 in brackets and turns other notations of IPv4 into dots.
  const host = new URL(endpoint).hostname.replace(/^\[|\]$/g, "");
  const family = isIP(host);
  return family === 0 ? host === "localhost" : LOOPBACK.check(host, family === 4 ? "ipv4" : "ipv6");
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");
