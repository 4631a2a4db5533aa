import { identityProviderArn } from "../../policy/federation/statements";
import type { ConditionBlock, PolicyDocument } from "../../policy/document";
import { type Answer, can } from "./simulator";

/** A token as STS sees it. */
export interface Token {
  /** The issuer without `https://`. */
  readonly issuer: string;
  readonly aud: string;
  readonly sub: string;
  /** Further claims that STS compares for that issuer. */
  readonly claims?: Readonly<Record<string, string>>;
}

/** Stands in for issuers: the simulator knows `aud` and `sub` of this one, and drops those of all others. */
const STAND_IN = "cognito-identity.amazonaws.com";

/** Likewise for CircleCI's claim, whose key holds the organization: the simulator finds no key with a part to fill in there. */
const PROJECT_STAND_IN = "gitlab.com:project_id";

/** The key by which the simulator knows a claim. */
function standIn(key: string): string {
  return key
    .replace(/^.*:(aud|sub)$/, `${STAND_IN}:$1`)
    .replace(/^.*:oidc\.circleci\.com\/project-id$/, PROJECT_STAND_IN);
}

/**
 * IAM's answer to `sts:AssumeRoleWithWebIdentity` with a token, from a role's trust policy alone, as that call is signed by
 * nobody. That STS has checked the token's signature and expiry is taken for granted.
 */
export function mayAssumeWithToken(
  roleArn: string,
  trust: PolicyDocument,
  token: Token,
  accountId: string,
): Promise<Answer> {
  const context = Object.fromEntries([
    [`${STAND_IN}:aud`, token.aud],
    [`${STAND_IN}:sub`, token.sub],
    ...Object.entries(token.claims ?? {}).map(([claim, value]) => [standIn(`${token.issuer}:${claim}`), value]),
  ]) as Record<string, string>;
  return can({
    principal: identityProviderArn("aws", accountId, token.issuer),
    action: "sts:AssumeRoleWithWebIdentity",
    resource: roleArn,
    policies: [],
    trust: {
      ...trust,
      Statement: trust.Statement.map((statement) => ({ ...statement, ...renamed(statement.Condition) })),
    },
    context,
  });
}

function renamed(condition: ConditionBlock | undefined): { readonly Condition?: ConditionBlock } {
  if (condition === undefined) return {};
  return {
    Condition: Object.fromEntries(
      Object.entries(condition).map(([operator, keys]) => [
        operator,
        Object.fromEntries(Object.entries(keys).map(([key, values]) => [standIn(key), values])),
      ]),
    ),
  };
}
