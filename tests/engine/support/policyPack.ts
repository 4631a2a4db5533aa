import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import type { RunResult } from "../../../sandbox/process/run";
import type { Session } from "../../../sandbox/session";

const ROOT = resolve(__dirname, "..", "..", "..");
/** Stands in for `nodejs` where the language host is too old; no language host has this name. */
const RUNTIME = "nodejs-sdk";
/** What the engine says of a language host that can't start plugins (pulumi/pulumi:proto/pulumi/language.proto, RunPlugin). */
const UNSUPPORTED = /could not read plugin.*: not supported/;

/** Until the language host says otherwise. */
let hostRunsPacks = true;

/**
 * A copy of the policy pack in the session's folder, with that config.
 *
 * The engine asks its language host to start a pack, or, for a runtime that has no language host, runs the executable
 * `pulumi-analyzer-policy-<runtime>` with its own address in the pack's folder
 * (pulumi/pulumi@v3.259.0:sdk/go/common/resource/plugin/analyzer_plugin.go). A language host that is too old to start packs is
 * passed by that way: the executable starts what today's host starts, the SDK's runner. Rules, runner, and engine are the real ones.
 */
export class SessionPolicyPack {
  private readonly folder: string;
  private readonly programs: string;

  constructor(
    private readonly session: Session,
    name: string,
    config: string,
  ) {
    this.folder = join(session.folder, "packs", name);
    this.programs = join(session.folder, "packs", "bin");
    cpSync(join(ROOT, "guardrails"), this.folder, { recursive: true });
    writeFileSync(join(this.folder, "config.json"), config);
  }

  /** Runs the engine with the pack: `preview`, `up`. */
  async run(args: readonly string[], directory = this.session.project): Promise<RunResult> {
    if (hostRunsPacks) {
      const result = await this.attempt(args, directory);
      hostRunsPacks = !UNSUPPORTED.test(result.output);
      if (hostRunsPacks) return result;
    }
    this.passLanguageHost();
    return this.attempt(args, directory);
  }

  private attempt(args: readonly string[], directory: string): Promise<RunResult> {
    const { environment, pulumi, run } = this.session;
    const path = [environment["PATH"] ?? "", this.programs].join(delimiter);
    const options = [...args, "--policy-pack", this.folder, "--non-interactive", "--color", "never"];
    return run(pulumi, options, { directory, environment: { ...environment, PATH: path } });
  }

  private passLanguageHost(): void {
    const file = join(this.folder, "PulumiPolicy.yaml");
    const pack = parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    writeFileSync(file, stringify({ ...pack, runtime: RUNTIME }));
    mkdirSync(this.programs, { recursive: true });
    const program = join(this.programs, `pulumi-analyzer-policy-${RUNTIME}`);
    const runner = join(ROOT, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${runner}" "$@"\n`);
    chmodSync(program, 0o755);
  }
}
