import type { CommandModule } from "../model";
import { handOverProfiles, personOptions } from "../profileWriting";
import { requirePlan } from "../stage";

/** `deployers profiles`. */
export const run: CommandModule["run"] = async (options, terminal) => {
  await handOverProfiles([requirePlan(options, terminal)], personOptions(options), options, terminal);
  return true;
};
