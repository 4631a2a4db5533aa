import { resolve } from "node:path";
import { cacheDirectory } from "../../sandbox/cache";
import { type LocalAws, startLocalAws } from "../../sandbox/localAws";
import { MOTO } from "../../sandbox/parts/moto";
import { obtain } from "../../sandbox/parts/part";

/**
 * Starts a local AWS at a free port, with nothing of this machine's environment but PATH and HOME.
 *
 * @param more more variables of its process
 */
export async function startMoto(more: Readonly<Record<string, string>> = {}): Promise<LocalAws> {
  const environment = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
  const { signal } = new AbortController();
  const { value: moto } = await obtain(MOTO, {
    checkout: resolve(__dirname, "../.."),
    cache: cacheDirectory(environment),
    environment,
    signal,
    report: () => undefined,
  });
  const own = { PATH: environment["PATH"] ?? "", HOME: environment["HOME"] ?? "", ...more };
  return startLocalAws(moto, { environment: {}, own, signal });
}
