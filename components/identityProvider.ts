import { OpenIdConnectProvider } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { IdentityProvider as PlannedIdentityProvider } from "../policy/federation/model";

/** What {@link IdentityProvider} is made from. */
export interface IdentityProviderArgs {
  /** The provider as planned, `create` or `existing`; decides whether anything is created, so it is plain. */
  readonly planned: PlannedIdentityProvider;
}

/**
 * An account's OIDC identity provider for one issuer, made or looked up.
 *
 * IAM takes one for each issuer and account
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html), and stacks share accounts. So
 * by default it is only looked up, and a stack that makes it leaves it behind: roles of other stacks may trust it, and by
 * itself it lets nobody in. No thumbprint is given: IAM fetches the issuer's keys over certificates that it checks itself.
 */
export class IdentityProvider extends pulumi.ComponentResource {
  /** The provider itself, for what has to wait for it; rejects where a looked-up one isn't as planned. */
  public readonly resource: pulumi.Input<pulumi.Resource>;
  /** The provider's ARN; resolves once it exists and takes the planned audiences. */
  public readonly arn: pulumi.Output<string>;

  public constructor(name: string, args: IdentityProviderArgs, opts?: pulumi.ComponentResourceOptions) {
    const { planned } = args;
    super("sst-deployer-roles:index:IdentityProvider", name, { url: planned.url }, opts);

    const provider = planned.provider === "create" ? create(name, planned, this) : lookUp(name, planned, this);
    this.arn = pulumi.all([provider.arn, provider.clientIdLists]).apply(([arn, audiences]) => {
      requireAsPlanned(planned, audiences);
      return arn;
    });
    // What is yet to be made has no ARN in a preview, and waiting for one would hide what depends on it.
    this.resource = planned.provider === "create" ? provider : pulumi.output(this.arn).apply(() => provider);

    this.registerOutputs({ arn: this.arn });
  }
}

function create(name: string, planned: PlannedIdentityProvider, parent: IdentityProvider): OpenIdConnectProvider {
  return new OpenIdConnectProvider(
    name,
    { url: planned.url, clientIdLists: [...planned.audiences] },
    { parent, deleteBeforeReplace: true, retainOnDelete: true },
  );
}

/** Reads it and changes nothing. */
function lookUp(name: string, planned: PlannedIdentityProvider, parent: IdentityProvider): OpenIdConnectProvider {
  return OpenIdConnectProvider.get(name, planned.arn, undefined, { parent });
}

/**
 * @param audiences those that the provider takes; absent where it was looked up and isn't there, which not every version of
 *   the provider plugin reports itself
 * @throws pulumi.RunError where tokens for a planned audience would be refused
 */
function requireAsPlanned(planned: PlannedIdentityProvider, audiences: readonly string[] | undefined): void {
  if (audiences === undefined) {
    throw new pulumi.RunError(
      `There is no identity provider ${planned.arn}. Next: write provider: create beside its trust in one stack of the account.`,
    );
  }
  const missing = planned.audiences.filter((audience) => !audiences.includes(audience));
  if (missing.length === 0) return;
  throw new pulumi.RunError(
    `The identity provider ${planned.arn} doesn't take tokens for ${missing.join(", ")}. Next: add the audience where the provider is managed, e.g. aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${planned.arn} --client-id ${missing[0] ?? ""}.`,
  );
}
