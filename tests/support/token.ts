import { createSign, generateKeyPairSync } from "node:crypto";

/**
 * A token as a CI system hands it to a job: claims, signed with a key that is made for it (RS256, the algorithm of GitHub and
 * GitLab; https://www.rfc-editor.org/rfc/rfc7519).
 */
export function signedToken(claims: Readonly<Record<string, string | number>>): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", typ: "JWT", kid: "test" })}.${part(claims)}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
}
