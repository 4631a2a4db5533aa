import type { Strategy } from "../policy/strategies/model";
import type { ConfigPath } from "./path";
import type { Report } from "./report";

/** Reports `duties: separate` where every role would be an administrator all the same. */
export function checkSeparate(strategy: Strategy, path: ConfigPath, report: Report): void {
  const administrator =
    strategy.type === "administrator" ||
    (strategy.type === "access-analyzer" && strategy.broad.type === "administrator");
  if (!administrator) return;
  report.error(path, {
    code: "duties-not-possible",
    message: "AdministratorAccess can't be divided by duty: a role that has it has every duty.",
    value: "separate",
    allowed: ["combined"],
    fix: "Use the strategy services or cloudformation, or leave duties out.",
  });
}
