import { claimsClash, environmentClaims } from "../config/environmentClaims";
import { loadStackFile, stacksIn } from "../config/file";
import { readProject } from "../config/project";
import { Report } from "../config/report";
import type { Plan } from "../plan/model";
import type { Finding } from "../policy/finding";
import type { Options, Terminal } from "./model";
import { locateStack } from "./stack";

/**
 * GitHub environments that another stack of the project gives to other stages: an environment's jobs would get into both.
 * The engine sees one stack at a time, so only a command that reads files can tell. Stacks that can't be read are left out;
 * checking them says why.
 */
export function sharedEnvironments(plan: Plan, options: Options, terminal: Terminal): readonly Finding[] {
  const { directory } = locateStack(options, terminal);
  const project = readProject(directory, new Report());
  const stacks = project === undefined ? [] : stacksIn(project.stackDirectory);
  const others = stacks
    .filter((stack) => stack !== plan.stack)
    .flatMap((stack) => {
      const loaded = loadStackFile({ directory, stack });
      return loaded.ok ? loaded.config.accounts.flatMap(environmentClaims).map((claim) => ({ stack, claim })) : [];
    });
  return plan.accounts.flatMap((account, index) =>
    environmentClaims({ stages: account.stages, trust: account.callers }).flatMap((claim): readonly Finding[] => {
      const other = others.find((each) => claimsClash(each.claim, claim));
      if (other === undefined) return [];
      return [
        {
          severity: "error",
          code: "environment-claimed-twice",
          path: `accounts[${index}].trust`,
          message: `The stack ${other.stack} gives the same environment of ${claim.repository} to other stages (${other.claim.stages.join(", ")}).`,
          value: claim.environment,
          fix: "Give each stage an environment of its own.",
        },
      ];
    }),
  );
}
