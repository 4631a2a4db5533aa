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

/** How many checks run at a time, a process each: the engine's tests, which mostly wait, and one more for each of two cores. */
const CONCURRENT = 3;

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
const LONGEST_FIRST = ["guardrails", "cdk", "sandbox", "exports"];
/** Files of this room are run one by one: each starts many processes, and together they would be waited for. */
const FILE_BY_FILE = "cli";

/** Patterns of the tests of each room but the engine's, the longest first. */
function unitSpecs(checkout: string): readonly string[] {
  const tests = join(checkout, "tests");
  const testFiles = (room: string): readonly string[] =>
    readdirSync(join(tests, room), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".test.ts"));
  const rooms = readdirSync(tests, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "engine" && entry.name !== FILE_BY_FILE)
    .map(({ name }) => name)
    .filter((room) => testFiles(room).length > 0);
  const others = rooms.filter((room) => !LONGEST_FIRST.includes(room)).sort();
  return [
    ...testFiles(FILE_BY_FILE).map((file) => `tests/${FILE_BY_FILE}/${file}`),
    ...[...LONGEST_FIRST, ...others].map((room) => `tests/${room}/**/*.test.ts`),
  ];
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
 * `npm test`: the real engine and beside it every mocha test, types, lint, format and the adapter's own tests. Goes on after a
 * failure, so that one run shows them all; the last line printed is `N passed, N failed`.
 *
 * @returns 0 only if nothing failed
 */
export async function testJob(job: Job): Promise<number> {
  const counts: Counts = { passed: 0, failed: 0 };
  const failures: Failure[] = [];
  const test = (title: string, spec: string, ...args: readonly string[]): Step =>
    mochaStep(title, [spec], args, job, counts, failures);
  await runSteps(
    [
      test("Real engine, provider and local AWS (mocha)", ENGINE_TESTS, "--timeout", "240000"),
      ...unitSpecs(job.checkout).map((spec) => test(`${spec} (mocha)`, spec)),
      ...checks(job).map((check) => checkStep(check, job, counts, failures)),
    ],
    CONCURRENT,
  );
  for (const [title, output] of failures) process.stderr.write(`\n=== ${title} ===\n${output.trimEnd()}\n`);
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed === 0 ? 0 : 1;
}
