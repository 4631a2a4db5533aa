import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import type { AccountPlan } from "../../../plan/model";
import type { PolicyDocument } from "../../../policy/document";
import type { LocalAws } from "../../../sandbox/localAws";
import { startMoto } from "../../support/moto";
import { Gate, type RecordedCall } from "./gate";
import { IamSetup } from "./iamSetup";
import { type Keys, LocalClient } from "./moto";
import { type KnownRole, Roles } from "./roles";

/** A finished run of the CDK CLI. */
export interface CdkRun {
  readonly code: number | undefined;
  readonly output: string;
  /** What it called, in order. */
  readonly calls: readonly RecordedCall[];
}

/** Who may refuse: the local AWS alone, or the simulator before it, where AWS refuses by what the local AWS doesn't look at. */
export type Refusing = "local AWS" | "simulator too";

const ADMINISTRATOR: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Everything", Effect: "Allow", Action: ["*"], Resource: ["*"] }],
};
const ANYBODY: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Anybody", Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { AWS: ["*"] } }],
};

/**
 * A local AWS account in which a plan's roles exist with their policies, behind a gate that records. While something runs,
 * the local AWS enforces permissions, of every call and by itself.
 */
export class World {
  readonly roles = new Roles();
  private readonly folder = mkdtempSync(join(tmpdir(), "deployers-cdk-"));
  private readonly setup: IamSetup;

  private constructor(
    readonly account: AccountPlan,
    private readonly aws: LocalAws,
    private readonly client: LocalClient,
  ) {
    this.setup = new IamSetup(client, account.region, this.roles);
  }

  private gate!: Gate;

  /** Starts a local AWS and creates what the plan has: policies, boundaries, roles. */
  static async of(account: AccountPlan): Promise<World> {
    const aws = await startMoto({
      PYTHONPATH: resolve(__dirname, "resources"),
      PYTHONDONTWRITEBYTECODE: "1",
    });
    try {
      const world = new World(account, aws, await LocalClient.of(aws.endpoint, account.accountId));
      await world.setup.createPlanned(account);
      const place = { accountId: account.accountId, region: account.region };
      world.gate = await Gate.open(aws.endpoint, place, (role, call) => world.roles.decide(role, call));
      return world;
    } catch (error) {
      await aws.stop();
      throw error;
    }
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
    await this.setup.createRole(arn, { policies: [ADMINISTRATOR], trust: ANYBODY });
    return this.keysOf(arn);
  }

  /** Keys of one of the roles. */
  async keysOf(roleArn: string): Promise<Keys> {
    const keys = await this.client.assume(roleArn);
    this.gate.know(keys.accessKeyId, roleArn);
    return keys;
  }

  /** Takes CDK's bootstrap stack as it came to be: from then on its roles can act. */
  readCdkRoles(): Promise<ReadonlyMap<string, KnownRole>> {
    return this.setup.adoptCdkRoles();
  }

  /** Runs the pinned CDK CLI with those keys and nothing else of this machine. Default: the local AWS refuses alone. */
  async cdk(keys: Keys, args: readonly string[], refusing: Refusing = "local AWS"): Promise<CdkRun> {
    const { result, calls } = await this.enforced(
      () =>
        execa(process.execPath, [require.resolve("aws-cdk/bin/cdk"), ...args, "--no-color", "--no-notices"], {
          cwd: this.folder,
          env: { ...this.environment(keys), CDK_DISABLE_CLI_TELEMETRY: "true" },
          extendEnv: false,
          reject: false,
          all: true,
        }),
      refusing,
    );
    return { code: result.exitCode, output: result.all, calls };
  }

  /**
   * Runs something while permissions are enforced, and keeps what it called.
   *
   * @throws Error where a call could not be judged, or where the local AWS answers another thing than the simulator says of
   *   just what the local AWS was given: it has misread something that nobody knows of
   */
  async enforced<T>(
    run: () => PromiseLike<T>,
    refusing: Refusing = "local AWS",
  ): Promise<{ readonly result: T; readonly calls: readonly RecordedCall[] }> {
    const { gate } = this;
    const before = gate.calls.length;
    gate.refuses = refusing === "simulator too";
    await this.aws.enforcePermissions();
    try {
      const result = await run();
      if (gate.errors.length > 0) throw new AggregateError(gate.errors, gate.errors.map(String).join("\n"));
      const calls = gate.calls.slice(before);
      for (const call of calls) await this.requireReadAsGiven(call);
      return { result, calls };
    } finally {
      await this.aws.allowEverything();
    }
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

  private async requireReadAsGiven(call: RecordedCall): Promise<void> {
    if (call.local === undefined) return;
    const expected = await this.roles.decideReadable(call.role, call);
    if (expected === call.local) return;
    const said = `${call.local ? "let through" : "refused"} (${call.status})`;
    throw new Error(`The local AWS ${said}: ${call.action} on ${call.resource} by ${call.role ?? "nobody"}.`);
  }
}
