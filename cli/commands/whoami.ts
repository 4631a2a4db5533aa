import { presentCaller } from "../identity/caller";
import { judge } from "../identity/verdict";
import { allAccounts, chosenAccounts, namingOptions } from "../identity/wanted";
import { flag, type CommandModule } from "../model";
import { requireHandover } from "../plans";

/** `deployers whoami`. */
export const run: CommandModule["run"] = async (options, terminal) => {
  const plans = await requireHandover(options, terminal);
  const wanted = chosenAccounts(allAccounts(plans), options);
  const { environment } = terminal;
  const verdict = judge(await presentCaller(wanted[0].account.region), wanted, namingOptions(options), environment);
  if (flag(options, "json")) {
    terminal.out(`${JSON.stringify(verdict, null, 2)}\n`);
    return verdict.ok;
  }
  if (verdict.caller) terminal.out(`${verdict.caller.arn}\n`);
  if (verdict.ok) {
    terminal.out(`This is the role of ${verdict.account} for the duty ${verdict.duty}.\n`);
    return true;
  }
  terminal.err(`${verdict.message}\nFix: ${verdict.fix}\n`);
  return false;
};
