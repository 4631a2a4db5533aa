import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtProgram, goBuild, type GoProgram } from "../../sandbox/parts/go";
import { Unavailable, type PartContext } from "../../sandbox/parts/part";
import { fakeMachine, type FakeMachine } from "./support/fakeMachine";

const PROGRAM: GoProgram = { name: "thing", module: "tools/thing", package: "example.com/thing", ldflags: "-s -w" };

/** A `go` that says its version, and builds by writing its arguments into the output file. */
const go = (build: string, version = "go1.26.0"): string => `#!/bin/sh
if [ "$1" = env ]; then printf '${version}\\nlocal\\n'; exit 0; fi
while [ "$1" != "-o" ]; do all="$all $1"; shift; done
${build}
`;

describe("Go programs are built once, whole, and only from their own sources", () => {
  let machine: FakeMachine;
  let context: PartContext;
  const interrupt = new AbortController();
  beforeEach(() => {
    machine = fakeMachine();
    mkdirSync(join(machine.root, "tools", "thing"), { recursive: true });
    writeFileSync(join(machine.root, "tools", "thing", "go.mod"), "module thing");
    context = {
      checkout: machine.root,
      cache: join(machine.root, "cache"),
      environment: machine.environment,
      signal: new AbortController().signal,
      report: () => undefined,
    };
  });
  afterEach(() => {
    machine.remove();
  });

  it("builds with the pinned module, paths trimmed, and finds it the next time without Go", async () => {
    machine.install("go", go('echo "$all" > "$2"'));
    const path = await goBuild(PROGRAM, context);
    const args = readFileSync(path, "utf8");
    for (const flag of ["-mod=readonly", "-trimpath", "-ldflags -s -w"]) assert.ok(args.includes(flag), args);
    machine.install("go", "#!/bin/sh\nexit 1\n");
    assert.equal(await goBuild(PROGRAM, context), path);
    assert.equal(builtProgram(PROGRAM, context), path);
  });

  it("builds anew when a source changes", async () => {
    machine.install("go", go('echo "$all" > "$2"'));
    const path = await goBuild(PROGRAM, context);
    writeFileSync(join(machine.root, "tools", "thing", "go.sum"), "changed");
    assert.notEqual(await goBuild(PROGRAM, context), path);
  });

  it("leaves no half of an interrupted build", async () => {
    machine.install("go", go(`echo half > "$2"; touch ${join(machine.root, "begun")}; exec sleep 600`));
    const building = goBuild(PROGRAM, { ...context, signal: interrupt.signal });
    while (!existsSync(join(machine.root, "begun"))) await new Promise((resolve) => setTimeout(resolve, 10));
    interrupt.abort(new Error("interrupted"));
    await assert.rejects(building, /interrupted/);
    assert.deepEqual(readdirSync(join(context.cache, "go")), []);
    assert.equal(builtProgram(PROGRAM, context), undefined);
  });

  it("is unavailable, with the compiler's words, where the build fails", async () => {
    machine.install("go", go("echo 'go: downloading x'; echo 'undefined: y' >&2; exit 1"));
    await assert.rejects(goBuild(PROGRAM, context), (error) => {
      assert.ok(error instanceof Unavailable);
      assert.match(error.message, /undefined: y/);
      assert.doesNotMatch(error.message, /downloading/);
      return true;
    });
  });

  it("is unavailable where Go is missing or too old", async () => {
    await assert.rejects(goBuild(PROGRAM, { ...context, environment: { PATH: machine.home } }), /Go isn't installed/);
    machine.install("go", go("", "go1.25.9"));
    await assert.rejects(goBuild(PROGRAM, context), /Go is go1\.25\.9; it takes 1\.25\.11 or newer/);
  });
});
