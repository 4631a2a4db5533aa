import { join } from "node:path";
import { PINS } from "../pins";
import { Unavailable, type Part, type PartContext } from "./part";
import { executable, onPath } from "./path";
import { distributionVersion, pythonCommands } from "./python";

/** The local AWS: a command that takes `-H HOST -p PORT`. */
export interface Moto {
  readonly command: string;
}

async function installed(context: PartContext): Promise<Moto> {
  const command = onPath("moto_server", context.environment);
  if (command === undefined) throw new Unavailable("moto_server isn't on PATH");
  const version = await distributionVersion(command, "moto", context);
  if (version !== PINS.moto) throw new Unavailable(`moto_server on PATH is ${version ?? "of an unknown version"}`);
  return { command };
}

async function fromPip(context: PartContext): Promise<Moto> {
  const folder = await pythonCommands(context);
  return { command: join(folder, process.platform === "win32" ? "moto_server.cmd" : executable("moto_server")) };
}

/** moto's server. */
export const MOTO: Part<Moto> = {
  name: `Local AWS (moto ${PINS.moto})`,
  ways: [
    { name: "on this machine", find: installed },
    { name: "pip, in a virtual environment", find: fromPip },
  ],
  nextStep: `install Python 3.9 or newer with pip and venv, or moto itself (pip install 'moto[server]==${PINS.moto}'); then run it again.`,
};
