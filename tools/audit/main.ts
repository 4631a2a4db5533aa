import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { loadStackFile } from "../../config/file";
import { type Plan } from "../../plan/model";
import { plan } from "../../plan/plan";
import { isCdkGeneration } from "../../policy/generation";
import { judge, type Judgement, type Report, type StackContext } from "./judge";
import { linterData } from "./linterData";
import { AUDITED_STACKS, auditedPlan, bootstraps, residueName, stackName } from "./matrix";

/**
 * `npm run audit`: two checkers that aren't ours, parliament and Principal Mapper, over what `deployers render` prints of the
 * stacks named on the command line, or of the shipped ones and every combination of `matrix.ts`. They come from PyPI into a
 * git-ignored virtual environment, in the versions of `requirements.txt`.
 */

interface Audited {
  readonly plan: Plan;
  readonly context: StackContext;
}

interface Group {
  readonly combinations: readonly string[];
  readonly left: readonly string[];
}

const ROOT = resolve(__dirname, "..", "..");
const VENV = join(ROOT, ".sandbox", "audit");
const REQUIREMENTS = join(__dirname, "requirements.txt");

/** @returns 0 unless a checker found what no reason and no documentation covers */
export async function main(): Promise<number> {
  await install();
  const named = process.argv.slice(2);
  const audited = named.length > 0 ? named.map(fromFile) : [...["dev", "prod"].map(fromFile), ...combinations()];
  const report = await check(audited);
  const judgement = judge(
    report,
    audited.map(({ context }) => context),
  );
  process.stdout.write(summary(report, audited, judgement));
  return judgement.errors.length === 0 ? 0 : 1;
}

async function install(): Promise<void> {
  const stamp = join(VENV, "installed.txt");
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stderr.write("Installing parliament and Principal Mapper with pip…\n");
  await execa("python3", ["-m", "venv", "--clear", VENV]);
  await execa(python(), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]);
  writeFileSync(stamp, wanted);
}

function python(): string {
  return process.platform === "win32" ? join(VENV, "Scripts", "python.exe") : join(VENV, "bin", "python");
}

/** A stack file of the checkout. */
function fromFile(stack: string): Audited {
  const config = loadStackFile({ directory: ROOT, stack });
  const result = config.ok ? plan(config.config) : config;
  if (!config.ok || !result.ok) throw new Error(`${stack}: ${JSON.stringify(result.findings, null, 2)}`);
  const strategies = config.config.accounts.map(({ strategy }) =>
    strategy.type === "access-analyzer" ? strategy.broad : strategy,
  );
  const inApp = strategies.every((strategy) => strategy.type !== "administrator" && strategy.scope === "app");
  const bootstrapping = config.config.accounts.some((account) => account.bootstrap);
  return {
    plan: result.plan,
    context: contextOf(stack, result.plan, inApp ? "app" : "account", bootstrapping),
  };
}

function combinations(): readonly Audited[] {
  const path = join(ROOT, "tests", "cases", "escalation-residue.json");
  const { groups } = JSON.parse(readFileSync(path, "utf8")) as { readonly groups: readonly Group[] };
  return AUDITED_STACKS.map(auditedPlan).map(({ stack, plan: planned }) => {
    const residue = groups.find((group) => group.combinations.includes(residueName(stack)))?.left;
    const context = contextOf(stackName(stack), planned, stack.scope, bootstraps(stack));
    return { plan: planned, context: { ...context, ...(residue === undefined ? {} : { residue }) } };
  });
}

function contextOf(name: string, planned: Plan, scope: StackContext["scope"], bootstrapping: boolean): StackContext {
  const { app, stages, accounts } = planned;
  return {
    name,
    scope,
    bootstraps: bootstrapping,
    prefixes: stages.map((stage) => (isCdkGeneration(accounts[0].sst) ? `${stage}-${app}-` : `${app}-${stage}-`)),
    administratorEquivalent: accounts.flatMap(({ roles }) =>
      roles.filter((role) => role.administratorEquivalent !== undefined).map((role) => role.name),
    ),
  };
}

async function check(audited: readonly Audited[]): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "audit-"));
  try {
    const definition = join(folder, "iam_definition.json");
    const input = join(folder, "stacks.json");
    writeFileSync(definition, JSON.stringify(await linterData()));
    const stacks = audited.map(({ plan: planned, context }) => ({ name: context.name, plan: planned }));
    writeFileSync(input, JSON.stringify({ definition, stacks }));
    let last = "";
    const child = execa(python(), [join(__dirname, "check.py"), input], {
      env: { PYTHONDONTWRITEBYTECODE: "1" },
      buffer: { stdout: false },
    });
    for await (const line of child) {
      last = line;
      if (line.startsWith('{"done"')) progress(JSON.parse(line) as { done: number; of: number });
    }
    await child;
    return JSON.parse(last) as Report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ticks on a terminal, a line for each tenth elsewhere. */
function progress({ done, of }: { readonly done: number; readonly of: number }): void {
  const text = `${String(done)} of ${String(of)} checks`;
  if (process.stderr.isTTY) process.stderr.write(`\r${text}${done === of ? "\n" : ""}`);
  else if (Math.floor((done * 10) / of) > Math.floor(((done - 1) * 10) / of)) process.stderr.write(`${text}\n`);
}

function summary(report: Report, audited: readonly Audited[], { errors, kept, left }: Judgement): string {
  const strong = new Map(audited.map(({ context }) => [context.name, context.administratorEquivalent]));
  const weak = report.roles.filter(({ stack, role }) => strong.get(stack)?.includes(role) !== true);
  const found = weak.filter(({ ways }) => ways.length > 0);
  const lines = [
    `${audited.length} stacks: ${report.documents} different sets of policies linted, ${report.roles.length} roles scanned.`,
    ...table("The linter's different findings that stay, and why:", kept),
    `${report.roles.length - weak.length} roles are administrator-equivalent, and the plan says so.`,
    `${weak.length - found.length} of the other ${weak.length} have no way to an administrator.`,
    ...table(`${found.length} have one that docs/guardrails.md names:`, left),
    ...errors,
    errors.length === 0 ? "No error was found." : `${errors.length} errors.`,
  ];
  return `${lines.join("\n")}\n`;
}

function table(title: string, notes: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  return notes.size === 0 ? [] : [title, ...[...notes].map(([key, what]) => `  ${what.size} × ${key}`).sort()];
}
