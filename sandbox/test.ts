import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Job } from "./main";
import { onPath } from "./parts/path";
import { run, type RunResult } from "./process/run";
import { runSteps, type Step } from "./progress";

/** How many checks passed and failed. */
interface Counts {
  passed: number;
  failed: number;
}

/** A check that isn't a mocha test; it counts as one. */
interface Check {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly directory?: string;
}

/** How many checks run at a time: a process each, on machines from two cores on. */
const CONCURRENT = 2;

const ENGINE_TESTS = "tests/engine/**/*.test.ts";

function checks(job: Job): readonly Check[] {
  const script = (name: string, ...args: readonly string[]): Pick<Check, "command" | "args"> => ({
    command: process.execPath,
    args: [join(job.checkout, "node_modules", name), ...args],
  });
  const go = onPath("go", job.environment);
  const adapter = { directory: join(job.checkout, "sandbox", "adapter") };
  return [
    { title: "Types (tsc)", ...script("typescript/bin/tsc", "-p", ".") },
    { title: "Lint (eslint)", ...script("eslint/bin/eslint.js", ".", "--max-warnings", "0") },
    { title: "Format (prettier)", ...script("prettier/bin/prettier.cjs", "--check", ".") },
    ...(go === undefined
      ? []
      : [
          { title: "Provider adapter (go vet)", command: go, args: ["vet", "-mod=readonly", "./..."], ...adapter },
          { title: "Provider adapter (go test)", command: go, args: ["test", "-mod=readonly", "./..."], ...adapter },
        ]),
  ];
}

/** A failed step's output is printed after the list, where it isn't cut off by what ticks. */
type Failure = readonly [title: string, output: string];

function checkStep(check: Check, job: Job, counts: Counts, failures: Failure[]): Step {
  return {
    title: check.title,
    run: async (report) => {
      const result = await run(check.command, check.args, {
        directory: check.directory ?? job.checkout,
        environment: { ...job.environment, CGO_ENABLED: "0", GOWORK: "off" },
        signal: job.signal,
        onLine: report,
      });
      if (result.exitCode === 0) counts.passed++;
      else {
        counts.failed++;
        failures.push([check.title, result.output]);
      }
      return result.exitCode === 0 ? undefined : "FAILED";
    },
  };
}

/** Rooms whose tests take longest, which begin first so that none of them is waited for at the end. */
const LONGEST_FIRST = ["cli", "guardrails", "cdk", "plan", "knowledge", "exports", "sandbox"];

/** The folders of `tests/` that hold tests, but the engine's, which needs both cores for itself. */
function rooms(checkout: string): readonly string[] {
  const tests = join(checkout, "tests");
  const holdsTests = (room: string): boolean =>
    readdirSync(join(tests, room), { recursive: true, encoding: "utf8" }).some((file) => file.endsWith(".test.ts"));
  const rank = (room: string): number => (LONGEST_FIRST.includes(room) ? LONGEST_FIRST.indexOf(room) : Infinity);
  return readdirSync(tests, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "engine" && holdsTests(entry.name))
    .map(({ name }) => name)
    .sort((one, other) => (rank(one) === rank(other) ? one.localeCompare(other) : rank(one) - rank(other)));
}

async function mocha(
  job: Job,
  specs: readonly string[],
  args: readonly string[],
  report: (line: string) => void,
): Promise<Counts & { readonly output: string }> {
  const folder = mkdtempSync(join(tmpdir(), "mocha-"));
  const file = join(folder, "counts.json");
  const reporter = join(job.checkout, "sandbox", "mochaReporter.cjs");
  try {
    const result: RunResult = await run(
      process.execPath,
      [
        join(job.checkout, "node_modules", "mocha", "bin", "mocha.js"),
        "--reporter",
        reporter,
        "--reporter-option",
        `counts=${file}`,
        ...args,
        ...specs,
      ],
      { directory: job.checkout, environment: job.environment, signal: job.signal, onLine: report },
    );
    const counts = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Counts) : { passed: 0, failed: 0 };
    // Mocha may end badly with no test to blame: a file that doesn't load, a hook that fails, a process that dies.
    const failed = result.exitCode !== 0 && counts.failed === 0 ? 1 : counts.failed;
    return { passed: counts.passed, failed, output: result.output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mochaStep(
  title: string,
  specs: readonly string[],
  args: readonly string[],
  job: Job,
  counts: Counts,
  failures: Failure[],
): Step {
  return {
    title,
    run: async (report) => {
      const result = await mocha(job, specs, args, report);
      counts.passed += result.passed;
      counts.failed += result.failed;
      if (result.failed > 0) failures.push([title, result.output]);
      return `${result.passed} passed, ${result.failed} failed`;
    },
  };
}

/**
 * `npm test`: every mocha test, types, lint, format and the adapter's own tests, then the real engine. Goes on after a
 * failure, so that one run shows them all; the last line printed is `N passed, N failed`.
 *
 * @returns 0 only if nothing failed
 */
export async function testJob(job: Job): Promise<number> {
  const counts: Counts = { passed: 0, failed: 0 };
  const failures: Failure[] = [];
  const unit = rooms(job.checkout).map((room) =>
    mochaStep(`tests/${room} (mocha)`, [`tests/${room}/**/*.test.ts`], [], job, counts, failures),
  );
  await runSteps([...unit, ...checks(job).map((check) => checkStep(check, job, counts, failures))], CONCURRENT);
  await runSteps([
    mochaStep(
      "Real engine, provider and local AWS (mocha)",
      [ENGINE_TESTS],
      ["--timeout", "240000"],
      job,
      counts,
      failures,
    ),
  ]);
  for (const [title, output] of failures) process.stderr.write(`\n=== ${title} ===\n${output.trimEnd()}\n`);
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed === 0 ? 0 : 1;
}
