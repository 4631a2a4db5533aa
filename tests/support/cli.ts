import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";

/** The command itself, as `npx deployers` runs it. */
export const BIN = resolve(__dirname, "../../cli/bin.cjs");

/** What a run of the command left. */
export interface Run {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with a home and a project in it, where the command runs as a child process. */
export interface Workspace {
  readonly home: string;
  readonly project: string;
  /** Runs `deployers` in the project, with nothing in the environment but PATH, HOME and what is given. */
  deployers(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Run>;
  /** Writes a file of the project or, with an absolute path, anywhere. */
  write(path: string, text: string | Buffer): Promise<void>;
  remove(): Promise<void>;
}

/** A stack file of two accounts; `accounts` and what else is given replace its keys. */
export function stackFile(keys: Readonly<Record<string, unknown>> = {}): string {
  const config: Readonly<Record<string, unknown>> = {
    app: "notes",
    sst: "v2",
    trust: { principals: ["arn:aws:iam::987654321098:role/ci"] },
    accounts: [
      {
        name: "prod-eu",
        accountId: "210987654321",
        region: "eu-west-1",
        strategy: { type: "services", constructs: ["Api", "Table"] },
      },
      {
        name: "prod-us",
        accountId: "321098765432",
        region: "us-east-1",
        strategy: { type: "cloudformation", constructs: ["Api", "Table"] },
      },
    ],
    ...keys,
  };
  const named = Object.entries(config).map(([key, value]): [string, unknown] => [`sst-deployer-roles:${key}`, value]);
  // JSON is YAML.
  return JSON.stringify({ config: Object.fromEntries<unknown>(named) }, null, 2);
}

/** Makes a workspace with a project of these stacks; without any, of the stack `prod` with {@link stackFile}. */
export async function workspace(stacks: Readonly<Record<string, string>> = { prod: stackFile() }): Promise<Workspace> {
  const root = await mkdtemp(join(tmpdir(), "deployers-cli-"));
  const [home, project] = [join(root, "home"), join(root, "project")];
  const write = async (path: string, text: string | Buffer) => {
    await mkdir(dirname(resolve(project, path)), { recursive: true });
    await writeFile(resolve(project, path), text);
  };
  await mkdir(home);
  await write("Pulumi.yaml", "name: sst-deployer-roles\nruntime: nodejs\n");
  for (const [stack, text] of Object.entries(stacks)) await write(`Pulumi.${stack}.yaml`, text);
  return {
    home,
    project,
    write,
    deployers: async (args, environment = {}) => {
      const { exitCode, signal, stdout, stderr } = await execa(process.execPath, [BIN, ...args], {
        cwd: project,
        env: { PATH: process.env["PATH"] ?? "", HOME: home, ...environment },
        extendEnv: false,
        reject: false,
        stripFinalNewline: false,
      });
      return { code: exitCode, signal, stdout, stderr };
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
