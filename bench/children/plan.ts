import { parseConfig } from "../../config/parse";
import { plan } from "../../plan/plan";
import { report } from "./measure";
import { stageValues } from "./stage";

/** `plan()` alone, once, in a process that has planned nothing before. */
const config = parseConfig("prod", stageValues(Number(process.argv[2])));
if (!config.ok) throw new Error("The bench's own config is refused.");
const start = performance.now();
const startCpu = process.cpuUsage();
const result = plan(config.config);
const part = performance.now() - start;
const { user, system } = process.cpuUsage(startCpu);
if (!result.ok) throw new Error("The bench's own config can't be planned.");
report({ part, partCpu: (user + system) / 1000 });
