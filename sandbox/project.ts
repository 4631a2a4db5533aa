import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse, stringify } from "yaml";
import { sessionPaths } from "./environment";

/** The stacks that the sandbox brings up. */
export const SANDBOX_STACKS = ["dev", "prod"] as const;

/** Where the sandbox keeps its own copies of the shipped Pulumi files: the user edits the ones at the top. */
export function stacksFolder(checkout: string): string {
  return join(checkout, "sandbox", "stacks");
}

/**
 * Writes a Pulumi project into a session's folder: the shipped project and stack files, with the checkout's program and
 * the given provider. The engine writes into these stack files (`encryptionsalt`), never into the user's.
 *
 * @param program folder of the program; default: the checkout
 * @param stacks folder with `Pulumi.yaml` and the stack files
 */
export function writeProject(options: {
  readonly folder: string;
  readonly provider: string;
  readonly program: string;
  readonly stacks: string;
}): void {
  const paths = sessionPaths(options.folder);
  for (const each of [paths.home, paths.state, paths.project, join(options.folder, "aws")]) {
    mkdirSync(each, { recursive: true, mode: 0o700 });
  }
  const shipped = parse(readFileSync(join(options.stacks, "Pulumi.yaml"), "utf8")) as Record<string, unknown>;
  const project = {
    ...shipped,
    main: relative(paths.project, options.program),
    plugins: { providers: [{ name: "aws", path: options.provider }] },
  };
  writeFileSync(join(paths.project, "Pulumi.yaml"), stringify(project));
  for (const stack of SANDBOX_STACKS) {
    copyFileSync(join(options.stacks, `Pulumi.${stack}.yaml`), join(paths.project, `Pulumi.${stack}.yaml`));
  }
}
