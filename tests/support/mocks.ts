import * as pulumi from "@pulumi/pulumi";

/**
 * Pulumi's mocks with answers as AWS gives them, and a record of every registration as it reaches the engine.
 *
 * The record is taken from the engine's own request (`pulumi/pulumi:proto/pulumi/resource.proto`,
 * `RegisterResourceRequest`): the arguments that `setMocks` hands out lack parent, dependencies and options. What it can't
 * prove: what engine and provider make of a registration. Mocks don't run the `transforms` option.
 */

/** One resource as the program registered it. */
export interface Registration {
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Logical name of the provider; the empty string where none was given. */
  readonly provider: string;
  /** Type and logical name of the parent, `type::name`; the empty string for the stack itself. */
  readonly parent: string;
  /** What it waits for: `type::name` of each, sorted. */
  readonly dependencies: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** Version of the plugin that is asked for; the empty string leaves it to the engine. */
  readonly version: string;
  /** Names of the aliases, as far as they have one. */
  readonly aliases: readonly string[];
}

/** What a test may do to the mocked cloud. */
export interface MockOptions {
  /** Called before a resource's answer; the answer waits for it, and fails if it rejects. */
  readonly before?: (type: string, name: string) => Promise<void> | void;
}

/** A program run under mocks. */
export interface MockRun {
  /** What was registered so far, in that order. */
  readonly registrations: readonly Registration[];
  /** `type name`, in the order in which the cloud had created them. */
  readonly created: readonly string[];
  /** The one resource of that type and logical name; throws if there isn't exactly one. */
  find(type: string, name: string): Registration;
  /** Waits until every registration is answered. Nothing can be registered afterwards. */
  finish(): Promise<void>;
}

/** Starts a fresh run: everything registered from now on is answered by the mocks, as stack `stack` of this project. */
export async function startMocks(stack: string, options: MockOptions = {}): Promise<MockRun> {
  const registrations: Registration[] = [];
  const created: string[] = [];
  await pulumi.runtime.setMocks(
    {
      async newResource({ type, name, inputs, id }: pulumi.runtime.MockResourceArgs) {
        await options.before?.(type, name);
        created.push(`${type} ${name}`);
        return answer(type, name, inputs as Record<string, unknown>, id === "" ? undefined : id);
      },
      call({ token }) {
        throw new Error(`The program is not expected to call a function of a provider: ${token}`);
      },
    },
    "sst-deployer-roles",
    stack,
  );
  recordRequests(registrations);
  return {
    registrations,
    created,
    find(type, name) {
      const found = registrations.filter((resource) => resource.type === type && resource.name === name);
      const [only] = found;
      if (only === undefined || found.length > 1) {
        throw new Error(`${found.length} resources ${type} ${name}; there are: ${list(registrations)}`);
      }
      return only;
    },
    finish: () => pulumi.runtime.disconnect(),
  };
}

/** What AWS would answer: computed attributes per type, so that nothing downstream sees `undefined`. */
function answer(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  id?: string,
): pulumi.runtime.MockResourceResult {
  const text = (key: string) => String(inputs[key]);
  switch (type) {
    case "aws:iam/role:Role":
      return { id: text("name"), state: { ...inputs, arn: iamArn("role", inputs), uniqueId: "AROAEXAMPLE" } };
    case "aws:iam/policy:Policy":
      return { id: iamArn("policy", inputs), state: { ...inputs, arn: iamArn("policy", inputs) } };
    case "aws:iam/openIdConnectProvider:OpenIdConnectProvider":
      return oidcProvider(inputs, id ?? `arn:aws:iam::mocked:oidc-provider/${text("url")}`);
    case "aws:iam/rolePolicy:RolePolicy":
      return { id: `${text("role")}:${text("name")}`, state: inputs };
    case "aws:iam/rolePolicyAttachment:RolePolicyAttachment":
      return { id: `${text("role")}-${text("policyArn")}`, state: inputs };
    case "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive":
    case "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive":
      return { id: text("roleName"), state: inputs };
    case "pulumi:providers:aws":
      return { id: `${name}-id`, state: inputs };
    default:
      if (type.startsWith("sst-deployer-roles:")) return { id: undefined, state: inputs };
      throw new Error(`The mocks know no answer for ${type}: add the one that AWS gives.`);
  }
}

/** One that is looked up, and so has no inputs, takes tokens for STS; one called `gone` isn't there. */
function oidcProvider(inputs: Record<string, unknown>, arn: string): pulumi.runtime.MockResourceResult {
  if (arn.endsWith("/gone")) return { id: arn, state: { arn } };
  return { id: arn, state: { clientIdLists: ["sts.amazonaws.com"], ...inputs, arn } };
}

/** The account isn't part of a request, it is in the provider: mocked ARNs carry none, which also shows where they're from. */
function iamArn(kind: "role" | "policy", inputs: Record<string, unknown>): string {
  return `arn:aws:iam::mocked:${kind}${String(inputs["path"])}${String(inputs["name"])}`;
}

/** The part of the engine's request that is recorded (`@pulumi/pulumi/proto/resource_pb`). */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getProvider(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getDeletebeforereplace(): boolean;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getVersion(): string;
  getAliasesList(): { getSpec(): { getName(): string } | undefined }[];
}

function recordRequests(registrations: Registration[]): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: RegisterRequest, ...rest: unknown[]): unknown;
  };
  const original = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, ...rest) => {
    registrations.push({
      type: request.getType(),
      name: request.getName(),
      inputs: request.getObject()?.toJavaScript() ?? {},
      provider: nameInUrn(request.getProvider()),
      parent: shortUrn(request.getParent()),
      dependencies: request.getDependenciesList().map(shortUrn).sort(),
      deleteBeforeReplace: request.getDeletebeforereplace(),
      protect: request.getProtect(),
      retainOnDelete: request.getRetainondelete(),
      version: request.getVersion(),
      aliases: request.getAliasesList().flatMap((alias) => alias.getSpec()?.getName() ?? []),
    });
    return original(request, ...rest);
  };
}

/** `urn:pulumi:stack::project::parentType$type::name` → `type::name`, where the parent's types are left out. */
function shortUrn(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return urn === "" ? "" : `${types.slice(types.lastIndexOf("$") + 1)}::${name}`;
}

function nameInUrn(providerReference: string): string {
  return providerReference.split("::")[3] ?? "";
}

function list(registrations: readonly Registration[]): string {
  return registrations.map(({ type, name }) => `${type} ${name}`).join(", ");
}
