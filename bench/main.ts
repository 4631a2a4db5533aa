import { execFileSync } from "node:child_process";
import { join } from "node:path";
import Table from "cli-table3";
import type { Measurement } from "./children/measure";
import { withCompiledProgram } from "./compiled";
import { policyBytes } from "./policyBytes";

/** Runs of each child; what is printed is the median. Odd, so that it is one of them. */
const ROUNDS = 5;

interface Child {
  readonly label: string;
  readonly script: "bare" | "program" | "plan";
  readonly accounts: number;
  /** What the numbers should stay below, in words; absent where nothing was asked. */
  readonly goal?: string;
}

const BARE: Child = { label: "only importing the SDKs", script: "bare", accounts: 0 };
const PROGRAMS: readonly Child[] = [
  { label: "program, 1 account", script: "program", accounts: 1, goal: "1.15 wall and memory" },
  { label: "program, 10 accounts", script: "program", accounts: 10 },
  { label: "program, 100 accounts", script: "program", accounts: 100, goal: "2.5 wall" },
];
const PLANS: readonly Child[] = [
  { label: "plan(), 1 account", script: "plan", accounts: 1 },
  { label: "plan(), 100 accounts", script: "plan", accounts: 100 },
  { label: "plan(), 1,000 accounts", script: "plan", accounts: 1000, goal: "500 ms" },
];

/** Measures and prints everything; see `bench/README.md`. */
export function main(): void {
  withCompiledProgram((folder) => {
    const measured = measureAll(folder, [BARE, ...PROGRAMS, ...PLANS]);
    const of = (child: Child) => measured.get(child) ?? [];
    printPrograms(of);
    printPlans(of);
  });
  printPolicyBytes();
}

/** Round by round rather than child by child, so that a busy moment of the machine doesn't hit one of them alone. */
function measureAll(folder: string, children: readonly Child[]): ReadonlyMap<Child, readonly Measurement[]> {
  const measured = new Map<Child, Measurement[]>(children.map((child) => [child, []]));
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const child of children) {
      process.stderr.write(`round ${round} of ${ROUNDS}: ${child.label}\n`);
      measured.get(child)?.push(runChild(folder, child));
    }
  }
  return measured;
}

function runChild(folder: string, { script, accounts }: Child): Measurement {
  const file = join(folder, "bench", "children", `${script}.js`);
  const stdout = execFileSync(process.execPath, [file, String(accounts)], { encoding: "utf8" });
  return JSON.parse(stdout) as Measurement;
}

function printPrograms(of: (child: Child) => readonly Measurement[]): void {
  const table = new Table({ head: ["under mocks", "wall", "×", "processor", "×", "memory", "×", "goal ×"], ...PLAIN });
  for (const child of [BARE, ...PROGRAMS]) {
    const cells = (["wall", "cpu", "memory"] as const).flatMap((key) => {
      const [value, base] = [median(of(child), key), median(of(BARE), key)];
      return [key === "memory" ? `${value.toFixed(0)} MiB` : `${value.toFixed(0)} ms`, (value / base).toFixed(2)];
    });
    table.push([child.label, ...cells, child.goal ?? ""]);
  }
  console.log(table.toString());
}

function printPlans(of: (child: Child) => readonly Measurement[]): void {
  const table = new Table({ head: ["alone", "wall", "processor", "goal"], ...PLAIN });
  for (const child of PLANS) {
    const times = (["part", "partCpu"] as const).map((key) => `${median(of(child), key).toFixed(1)} ms`);
    table.push([child.label, ...times, child.goal ?? ""]);
  }
  console.log(table.toString());
}

function printPolicyBytes(): void {
  const table = new Table({ head: ["policies of", "planned", "unmerged", "×", "goal ×", "policies"], ...PLAIN });
  for (const { sst, planned, unmerged, plannedPolicies, unmergedPolicies } of policyBytes()) {
    const ratio = (planned / unmerged).toFixed(2);
    table.push([sst, planned, unmerged, ratio, "0.70", `${plannedPolicies} of ${unmergedPolicies}`]);
  }
  console.log(table.toString());
}

const PLAIN = { style: { head: [], border: [] } };

function median(measurements: readonly Measurement[], key: keyof Measurement): number {
  const values = measurements.map((measurement) => measurement[key] ?? 0).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? 0;
}
