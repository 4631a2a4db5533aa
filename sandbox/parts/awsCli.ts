import { join } from "node:path";
import { PINS } from "../pins";
import { run } from "../process/run";
import { Unavailable, type Part, type PartContext } from "./part";
import { onPath } from "./path";
import { pythonCommands } from "./python";
import { compareVersions } from "./version";

/** The AWS CLI. */
export interface AwsCli {
  readonly command: string;
}

async function installed(context: PartContext): Promise<AwsCli> {
  const command = onPath("aws", context.environment);
  if (command === undefined) throw new Unavailable("aws isn't on PATH");
  const result = await run(command, ["--version"], { environment: context.environment, signal: context.signal });
  const version = /aws-cli\/(\d+)\.(\S+)/.exec(result.output);
  const [major, found] = [version?.[1], version === null ? "unknown" : `${version[1] ?? ""}.${version[2] ?? ""}`];
  const atLeast = Object.entries(PINS.awsCli.atLeast).find(([key]) => key === major)?.[1];
  if (atLeast === undefined || compareVersions(found, atLeast) < 0) {
    throw new Unavailable(`aws on PATH is ${found}, too old for a local endpoint`);
  }
  return { command };
}

async function fromPip(context: PartContext): Promise<AwsCli> {
  const folder = await pythonCommands(context);
  return { command: join(folder, process.platform === "win32" ? "aws.cmd" : "aws") };
}

/** The AWS CLI, which reads the profiles as users' tools do. */
export const AWS_CLI: Part<AwsCli> = {
  name: "AWS CLI",
  ways: [
    { name: "on this machine", find: installed },
    { name: "pip, in a virtual environment", find: fromPip },
  ],
  nextStep:
    "install the AWS CLI (https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html), or Python 3.9 or newer with pip and venv; then run it again.",
};
