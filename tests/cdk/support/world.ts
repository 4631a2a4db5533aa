import { rmSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import type { AccountPlan } from "../../../plan/model";
import type { PolicyDocument, PolicyStatement } from "../../../policy/document";
import { cacheDirectory } from "../../../sandbox/cache";
import { type LocalAws, startLocalAws } from "../../../sandbox/localAws";
import { MOTO } from "../../../sandbox/parts/moto";
import { obtain } from "../../../sandbox/parts/part";
import { can } from "../../support/simulator";
import { Gate, type RecordedCall } from "./gate";
import { element, elements, type Keys, LocalClient } from "./moto";
import type { Call } from "./request";

/** What decides about a role's calls. */
interface KnownRole {
  readonly policies: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  readonly trust: PolicyDocument;
}

/** A finished run of the CDK CLI. */
export interface CdkRun {
  readonly code: number | undefined;
  readonly output: string;
  /** What it called, in order. */
  readonly calls: readonly RecordedCall[];
}

const ROOT = resolve(__dirname, "..", "..", "..");
const ADMINISTRATOR: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Everything", Effect: "Allow", Action: ["*"], Resource: ["*"] }],
};

/**
 * What the template attaches to CDK's deploy role, and the local AWS's CloudFormation doesn't
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCloudFormationReadOnlyAccess.html).
 */
const CLOUDFORMATION_READ_ONLY: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "AWSCloudFormationReadOnlyAccess",
      Effect: "Allow",
      Action: [
        "cloudformation:BatchDescribe*",
        "cloudformation:Describe*",
        "cloudformation:EstimateTemplateCost",
        "cloudformation:Get*",
        "cloudformation:List*",
        "cloudformation:ValidateTemplate",
        "cloudformation:Detect*",
      ],
      Resource: ["*"],
    },
  ],
};

/** A local AWS account in which a plan's roles exist, behind a gate that decides with all of their policies. */
export class World {
  private readonly roles = new Map<string, KnownRole>();
  private readonly folder = mkdtempSync(join(tmpdir(), "deployers-cdk-"));

  private constructor(
    readonly account: AccountPlan,
    private readonly aws: LocalAws,
    private readonly client: LocalClient,
  ) {}

  private gate!: Gate;

  /** Starts a local AWS and creates what the plan has: policies, boundaries, roles. */
  static async of(account: AccountPlan): Promise<World> {
    const environment = Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    );
    const { signal } = new AbortController();
    const context = {
      checkout: ROOT,
      cache: cacheDirectory(environment),
      environment,
      signal,
      report: () => undefined,
    };
    const { value: moto } = await obtain(MOTO, context);
    const own = { PATH: environment["PATH"] ?? "", HOME: environment["HOME"] ?? "" };
    const aws = await startLocalAws(moto, { environment, own, signal });
    const world = new World(account, aws, await LocalClient.of(aws.endpoint, account.accountId));
    const place = { accountId: account.accountId, region: account.region };
    world.gate = await Gate.open(aws.endpoint, place, (role, call) => world.decide(role, call));
    await world.createPlanned();
    return world;
  }

  async close(): Promise<void> {
    await this.gate.close();
    await this.aws.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get endpoint(): string {
    return this.gate.endpoint;
  }

  /** Keys of the role by which the program gets into the account; it may do everything. */
  async accessKeys(): Promise<Keys> {
    const arn = `arn:aws:iam::${this.account.accountId}:role/access`;
    this.roles.set(arn, { policies: [ADMINISTRATOR], trust: ADMINISTRATOR });
    return this.keysOf(arn);
  }

  /** Keys of one of the plan's roles. */
  async keysOf(roleArn: string): Promise<Keys> {
    const keys = await this.client.assume(roleArn);
    this.gate.know(keys.accessKeyId, roleArn);
    return keys;
  }

  /** Runs the pinned CDK CLI with those keys and nothing else of this machine. */
  async cdk(keys: Keys, args: readonly string[]): Promise<CdkRun> {
    return this.record(() =>
      execa(process.execPath, [require.resolve("aws-cdk/bin/cdk"), ...args, "--no-color", "--no-notices"], {
        cwd: this.folder,
        env: { ...this.environment(keys), CDK_DISABLE_CLI_TELEMETRY: "true" },
        extendEnv: false,
        reject: false,
        all: true,
      }),
    );
  }

  /** Runs something and keeps what it called meanwhile. */
  async record(run: () => PromiseLike<{ exitCode?: number | undefined; all?: string | undefined }>): Promise<CdkRun> {
    const before = this.gate.calls.length;
    const { exitCode, all } = await run();
    if (this.gate.errors.length > 0)
      throw new AggregateError(this.gate.errors, this.gate.errors.map(String).join("\n"));
    return { code: exitCode, output: all ?? "", calls: this.gate.calls.slice(before) };
  }

  /** The whole environment of a process that works in the account. */
  environment(keys: Keys): Record<string, string> {
    return {
      PATH: process.env["PATH"] ?? "",
      HOME: this.folder,
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken,
      AWS_REGION: this.account.region,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: join(this.folder, "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(this.folder, "credentials"),
    };
  }

  /** Reads the roles of CDK's bootstrap stack as they came to be: policies, trust and boundary. From then on they can act. */
  async readCdkRoles(): Promise<ReadonlyMap<string, KnownRole>> {
    const found = new Map<string, KnownRole>();
    const names = elements(await this.client.call("iam", "ListRoles", {}), "RoleName");
    for (const name of names.filter((each) => each.startsWith("cdk-"))) {
      const xml = await this.client.call("iam", "GetRole", { RoleName: name });
      const attached = await this.client.call("iam", "ListAttachedRolePolicies", { RoleName: name });
      const inline = await this.client.call("iam", "ListRolePolicies", { RoleName: name });
      const policies: PolicyDocument[] = [];
      for (const arn of elements(attached, "PolicyArn")) policies.push(await this.managed(arn));
      if (name.includes("-deploy-role-")) policies.push(CLOUDFORMATION_READ_ONLY);
      for (const policy of elements(inline, "member")) {
        const body = await this.client.call("iam", "GetRolePolicy", { RoleName: name, PolicyName: policy });
        policies.push(document(element(body, "PolicyDocument")));
      }
      const [boundary] = elements(xml, "PermissionsBoundaryArn");
      found.set(element(xml, "Arn"), {
        policies,
        trust: document(element(xml, "AssumeRolePolicyDocument")),
        ...(boundary === undefined ? {} : { boundary: await this.managed(boundary) }),
      });
    }
    for (const [arn, role] of found) this.roles.set(arn, role);
    return found;
  }

  /** Gives a role that is there the planned policies, which the local AWS's CloudFormation doesn't attach. */
  play(roleArn: string, policies: readonly { readonly document: PolicyDocument }[]): void {
    const role = this.roles.get(roleArn);
    if (role === undefined) throw new Error(`There is no role ${roleArn}.`);
    this.roles.set(roleArn, { ...role, policies: policies.map((policy) => policy.document) });
  }

  /** IAM's answer to a call of a role, from policies, boundary and trust. */
  async allows(roleArn: string, call: Pick<Call, "action" | "resource" | "context">): Promise<boolean> {
    const role = this.roles.get(roleArn);
    if (role === undefined) return false;
    const assumed = call.action === "sts:AssumeRole" ? this.roles.get(call.resource) : undefined;
    const answer = await can({
      principal: roleArn,
      policies: role.policies,
      ...(role.boundary ? { boundary: role.boundary } : {}),
      ...(assumed ? { trust: assumed.trust } : {}),
      ...call,
    });
    return answer === "Allowed";
  }

  private async decide(role: string | undefined, call: Call): Promise<boolean> {
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: needs no permission.
    if (call.action === "sts:GetCallerIdentity") return true;
    if (role === undefined || !(await this.allows(role, call))) return false;
    if (call.passedRole === undefined) return true;
    const context = { "iam:PassedToService": "cloudformation.amazonaws.com" };
    return this.allows(role, { action: "iam:PassRole", resource: call.passedRole, context });
  }

  private async managed(arn: string): Promise<PolicyDocument> {
    const policy = await this.client.call("iam", "GetPolicy", { PolicyArn: arn });
    const version = element(policy, "DefaultVersionId");
    const xml = await this.client.call("iam", "GetPolicyVersion", { PolicyArn: arn, VersionId: version });
    return document(element(xml, "Document"));
  }

  private async createPlanned(): Promise<void> {
    const { account } = this;
    const policies = [...account.boundaries, ...(account.cdk?.executionPolicies ?? [])];
    for (const { name, path, document: content } of policies) {
      await this.client.call("iam", "CreatePolicy", {
        PolicyName: name,
        Path: path,
        PolicyDocument: JSON.stringify(content),
      });
    }
    for (const role of account.roles) {
      await this.client.call("iam", "CreateRole", {
        RoleName: role.name,
        Path: role.path,
        AssumeRolePolicyDocument: JSON.stringify(role.trust),
      });
      const boundary = account.boundaries.find(({ arn }) => arn === role.permissionsBoundary)?.document;
      this.roles.set(role.arn, {
        policies: role.policies.map((policy) => policy.document),
        trust: role.trust,
        ...(boundary ? { boundary } : {}),
      });
    }
  }
}

/** A policy as the local AWS answers it: URL-encoded, JSON, or (a trust policy made by CloudFormation) as Python prints it. */
function document(text: string): PolicyDocument {
  const plain = text.startsWith("%7B")
    ? decodeURIComponent(text)
    : text.replaceAll("&#39;", "'").replaceAll("&#x27;", "'");
  const parsed = JSON.parse(plain.startsWith("{'") ? plain.replaceAll("'", '"') : plain) as PolicyDocument;
  // CloudFormation leaves statements out whose condition isn't met; the local AWS leaves a null.
  return {
    ...parsed,
    Statement: (parsed.Statement as readonly (PolicyStatement | null)[]).filter((each) => each !== null),
  };
}
