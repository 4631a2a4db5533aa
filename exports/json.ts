import type { ExportFormat } from "./model";
import { plannedOutputs } from "./outputs";

/** The stack's outputs as JSON, for scripts, under the names of `pulumi stack output`. */
export const JSON_FORMAT: ExportFormat = {
  format: "json",
  description: "the stack's outputs: role ARNs, accounts, regions, profile names",
  fileName: "outputs.json",
  check: () => [],
  render: (plan, options) =>
    `${JSON.stringify({ app: plan.app, stack: plan.stack, ...plannedOutputs(plan, options) }, null, 2)}\n`,
};
