import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheKey, cachedFolder } from "../cache";
import { PINS } from "../pins";
import { run, tail } from "../process/run";
import { Unavailable, type PartContext } from "./part";
import { executable, onPath } from "./path";
import { compareVersions } from "./version";

/** A program that `go build` makes from a pinned module of this checkout. */
export interface GoProgram {
  /** File name of the executable, without `.exe`. */
  readonly name: string;
  /** The module's folder in the checkout; its go.mod and go.sum pin everything. */
  readonly module: string;
  /** The package to build: of the module itself, or of one that it requires. */
  readonly package: string;
  /** `-X` settings and the like, for `-ldflags`. */
  readonly ldflags: string;
}

/** The engine: without `-X` it has no version, and the Automation API refuses it. */
export const ENGINE: GoProgram = {
  name: "pulumi",
  module: "tools/engine",
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  ldflags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${PINS.pulumi}`,
};

/** The language host: in `sdk/v3` up to v3.68.0, which runs today's SDK; its later module is not served. */
export const LANGUAGE_NODEJS: GoProgram = {
  name: "pulumi-language-nodejs",
  module: "tools/language-nodejs",
  package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  ldflags: "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.68.0",
};

/** Pulumi's bridge to any Terraform provider. */
export const TERRAFORM_BRIDGE: GoProgram = {
  name: "terraform-bridge",
  module: "tools/terraform-bridge",
  package: "github.com/pulumi/pulumi-terraform-bridge/v3/dynamic",
  ldflags: "-s -w",
};

/** Our adapter between `@pulumi/aws` and the bridge. */
export const ADAPTER: GoProgram = {
  name: "pulumi-resource-aws",
  module: "sandbox/adapter",
  package: ".",
  ldflags: "-s -w",
};

function folderOf(program: GoProgram, context: PartContext): string {
  const words = [program.package, program.ldflags, process.platform, process.arch];
  return join(context.cache, "go", `${program.name}-${cacheKey(words, [join(context.checkout, program.module)])}`);
}

/** Where an earlier run built the program, from the very same sources; undefined where none did. */
export function builtProgram(program: GoProgram, context: PartContext): string | undefined {
  const path = join(folderOf(program, context), executable(program.name));
  return existsSync(path) ? path : undefined;
}

/** @throws {Unavailable} where Go is missing or too old */
async function go(context: PartContext): Promise<string> {
  const path = onPath("go", context.environment);
  if (path === undefined) throw new Unavailable("Go isn't installed");
  const version = await run(path, ["env", "GOVERSION", "GOTOOLCHAIN"], {
    environment: context.environment,
    signal: context.signal,
  });
  const [found = "", toolchain = ""] = version.stdout.trim().split("\n");
  if (version.exitCode !== 0) throw new Unavailable(`go env fails: ${tail(version.output, 1)}`);
  // From 1.21 on Go fetches the toolchain that go.mod names, unless it is told to stay local.
  const atLeast = toolchain.startsWith("local") ? PINS.go : "1.21";
  if (compareVersions(found, atLeast) < 0) throw new Unavailable(`Go is ${found}; it takes ${atLeast} or newer`);
  return path;
}

/**
 * Builds the program into the cache, or finds it there. Modules come through the user's own GOPROXY and stay in the user's
 * own module cache, as with any `go build`.
 *
 * @returns the executable's path
 * @throws {Unavailable} where Go is missing or the build fails
 */
export async function goBuild(program: GoProgram, context: PartContext): Promise<string> {
  const ready = builtProgram(program, context);
  if (ready !== undefined) return ready;
  const compiler = await go(context);
  const folder = folderOf(program, context);
  const onWait = (): void => {
    context.report(`another run is building ${program.name}; waiting for it`);
  };
  await cachedFolder(folder, { signal: context.signal, onWait }, async (temporary) => {
    context.report(`go build of ${program.name} (minutes the first time)`);
    let modules = 0;
    const args = ["build", "-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags", program.ldflags];
    const result = await run(compiler, [...args, "-o", join(temporary, executable(program.name)), program.package], {
      directory: join(context.checkout, program.module),
      environment: { ...context.environment, CGO_ENABLED: "0", GOWORK: "off" },
      signal: context.signal,
      onLine: (line) => {
        if (line.startsWith("go: downloading ")) {
          modules++;
          context.report(`go build of ${program.name}: ${modules} modules downloaded, ${line.slice(16)}`);
        } else {
          context.report(line);
        }
      },
    });
    if (result.exitCode !== 0) {
      const errors = result.output.split("\n").filter((line) => line !== "" && !line.startsWith("go: downloading "));
      throw new Unavailable(`go build of ${program.name} fails:\n${errors.slice(-12).join("\n")}`);
    }
  });
  return join(folder, executable(program.name));
}
