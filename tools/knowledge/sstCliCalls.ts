/**
 * Which AWS operations the command line of SST v3 and v4 calls itself, read from a checkout of `anomalyco/sst`: every
 * `&service.OperationInput{…}` in the Go code that talks to AWS, with its function and line.
 *
 * Usage: `node -r sucrase/register tools/knowledge/sstCliCalls.ts CHECKOUT VERSION > policy/knowledge/facts/NAME.json`
 *
 * Text only: nothing of the checkout is built or run.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The folders of the checkout that hold the code which runs with the deployer's credentials. */
const FOLDERS = ["pkg/project", "pkg/project/provider", "pkg/server/resource", "cmd/sst/mosaic/aws"] as const;

/** One call. */
export interface CliCall {
  readonly file: string;
  readonly line: number;
  /** The Go function or method around it; for the steps of the bootstrap, the comment above the step. */
  readonly in: string;
  /** Service package of the AWS SDK for Go and operation, e.g. `s3.CreateBucket`. */
  readonly operation: string;
}

/** Alias → service package, for the SDK imports of a Go file. */
function sdkImports(text: string): Map<string, string> {
  const imports = new Map<string, string>();
  for (const match of text.matchAll(/^\s*(\w+)?\s*"github\.com\/aws\/aws-sdk-go-v2\/service\/(\w+)"/gm)) {
    const service = match[2] ?? "";
    imports.set(match[1] ?? service, service);
  }
  return imports;
}

/** The calls of one Go file. */
function cliCalls(file: string, text: string): CliCall[] {
  const imports = sdkImports(text);
  const calls: CliCall[] = [];
  let around = "";
  text.split("\n").forEach((line, index) => {
    const named = /^func (?:\((?:\w+ )?\*?(\w+)\) )?(\w+)/.exec(line);
    if (named !== null) around = [named[1], named[2]].filter((part) => part !== undefined).join(".");
    const step = /^\s*\/\/ Step: (.*)/.exec(line);
    if (step?.[1] !== undefined) around = `bootstrap step: ${step[1]}`;
    for (const match of line.matchAll(/&(\w+)\.(\w+)Input\{/g)) {
      const service = imports.get(match[1] ?? "");
      if (service !== undefined) {
        calls.push({ file, line: index + 1, in: around, operation: `${service}.${match[2] ?? ""}` });
      }
    }
  });
  return calls;
}

/** The calls of a whole checkout, by file and line. */
function readCliCalls(checkout: string): CliCall[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(checkout, folder))
      .filter((name) => name.endsWith(".go") && !name.endsWith("_test.go"))
      .sort()
      .flatMap((name) => cliCalls(`${folder}/${name}`, readFileSync(join(checkout, folder, name), "utf8"))),
  );
}

if (require.main === module) {
  const [checkout, version] = process.argv.slice(2);
  if (checkout === undefined || version === undefined) {
    process.stderr.write("usage: sstCliCalls.ts CHECKOUT VERSION\n");
    process.exitCode = 1;
  } else {
    const facts = { source: `anomalyco/sst@${version}`, calls: readCliCalls(checkout) };
    process.stdout.write(`${JSON.stringify(facts, undefined, 1)}\n`);
  }
}
