/** What a child process tells its parent, as one line of JSON on stdout. */
export interface Measurement {
  /** Milliseconds since the process started. */
  readonly wall: number;
  /** Milliseconds of processor time, of all threads. */
  readonly cpu: number;
  /** Peak resident memory in MiB. */
  readonly memory: number;
  /** Milliseconds of the part that the child measured by itself; absent where it measured none. */
  readonly part?: number;
  /** Processor time of that part, in milliseconds. */
  readonly partCpu?: number;
}

/** Ends a child's work: prints what it took. */
export function report(part: Pick<Measurement, "part" | "partCpu"> = {}): void {
  const { user, system } = process.cpuUsage();
  const measurement: Measurement = {
    wall: performance.now(),
    cpu: (user + system) / 1000,
    memory: process.resourceUsage().maxRSS / 1024,
    ...part,
  };
  process.stdout.write(`${JSON.stringify(measurement)}\n`);
}
