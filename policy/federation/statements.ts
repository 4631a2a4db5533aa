import { arn } from "../arn";
import type { ConditionBlock, PolicyStatement } from "../document";
import type { Partition } from "../partition";
import { canonicalCondition, canonicalJson, compareText, sortedUnique } from "../statement";
import type { Federation, FederationType, IdentityProvider, ProviderMode } from "./model";
import { type Alternative, alternatives } from "./subjects";

/** How each type is written in a Sid. */
const SID_NAMES: Readonly<Record<FederationType, string>> = {
  github: "GitHub",
  gitlab: "GitLab",
  circleci: "CircleCi",
  buildkite: "Buildkite",
  oidc: "Oidc",
};

/**
 * The statements of a trust policy that let in jobs with a token, one for each alternative. Each names one provider, and
 * tests its audience and a subject of that very project. The order of the list changes nothing.
 *
 * `sts:AssumeRoleWithWebIdentity` and nothing else. A session by token carries no MFA, and the call takes no external id
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html), so neither is tested.
 *
 * @param accountId the account of the role, in which the providers are too
 */
export function federationStatements(
  federations: readonly Federation[],
  accountId: string,
  partition: Partition,
): readonly PolicyStatement[] {
  const drafts = federations
    .flatMap((federation) =>
      alternatives(federation).map((alternative) => ({
        name: `Trust${SID_NAMES[federation.type]}${alternative.what}`,
        federation,
        condition: condition(federation, alternative),
      })),
    )
    .sort((a, b) => compareText(a.name, b.name) || compareText(canonicalJson(a.condition), canonicalJson(b.condition)));
  return drafts.map(({ name, federation, condition: tested }, index) => {
    const twins = drafts.filter((draft) => draft.name === name);
    const ordinal = index - drafts.findIndex((draft) => draft.name === name) + 1;
    return {
      Sid: twins.length > 1 ? `${name}${ordinal}` : name,
      Effect: "Allow",
      Principal: { Federated: [identityProviderArn(partition, accountId, federation.issuer)] },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: tested,
    };
  });
}

/** The ARN of an account's provider of that issuer (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html). */
export function identityProviderArn(partition: Partition, accountId: string, issuer: string): string {
  return arn(partition, "iam", "", accountId, `oidc-provider/${issuer}`);
}

/** The providers that an account needs for these federations, one for each issuer, by ARN. */
export function identityProviders(
  federations: readonly Federation[],
  accountId: string,
  partition: Partition,
): readonly IdentityProvider[] {
  const issuers = sortedUnique(federations.map(({ issuer }) => issuer));
  return issuers.map((issuer) => {
    const own = federations.filter((federation) => federation.issuer === issuer);
    return {
      arn: identityProviderArn(partition, accountId, issuer),
      url: `https://${issuer}`,
      audiences: sortedUnique(own.map(({ audience }) => audience)),
      provider: modeOf(own.map(({ provider }) => provider)),
    };
  });
}

/** The config refuses federations of one issuer that disagree, so any of them will do. */
function modeOf(modes: readonly ProviderMode[]): ProviderMode {
  const [first] = modes;
  if (first === undefined) throw new RangeError("An issuer without a federation.");
  return first;
}

/**
 * `StringLike` only where a subject has a `*` in it; then also for those without, which mean the same there: the
 * config takes no `?`, and no `$` that could begin a policy variable.
 */
function condition({ issuer, audience }: Federation, { subjects, claims }: Alternative): ConditionBlock {
  const equal: Record<string, readonly string[]> = { [`${issuer}:aud`]: [audience] };
  for (const [claim, values] of Object.entries(claims)) equal[`${issuer}:${claim}`] = values;
  const subject = { [`${issuer}:sub`]: subjects };
  return canonicalCondition(
    subjects.some((text) => text.includes("*"))
      ? { StringEquals: equal, StringLike: subject }
      : { StringEquals: { ...equal, ...subject } },
  );
}
