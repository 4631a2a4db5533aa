import type { Finding } from "../../policy/finding";
import type { HandoverAccount, HandoverPlan } from "../handover";
import type { ExportFormat, ExportOptions } from "../model";
import { nameFindings } from "../profileChecks";
import { selectedAccounts } from "../roles";
import { packageScripts, v2Config } from "./cdk";
import { providersConfig } from "./ion";

/** What the app's own SST reads, a file an account, each in the form of the account's generation. */
export const SST_FORMAT: ExportFormat = {
  format: "sst",
  description: "what the app's SST reads: package.json scripts (v0, v1), or values for sst.config.ts (v2 to v4)",
  fileName: "sst",
  check: sstFindings,
  files: sstFiles,
  render: (plan, options) => {
    const files = [...sstFiles(plan, options)];
    return files.length === 1
      ? (files[0]?.[1] ?? "")
      : files.map(([path, text]) => `// ----- ${path}\n${text}`).join("\n");
  },
};

function sstFiles(plan: HandoverPlan, options: ExportOptions): ReadonlyMap<string, string> {
  return new Map(selectedAccounts(plan, options).map((account) => sstFile(plan, account, options)));
}

function sstFile(
  plan: HandoverPlan,
  account: HandoverAccount,
  options: ExportOptions,
): readonly [path: string, text: string] {
  switch (account.sst) {
    case "v0":
    case "v1":
      return [`package.${account.name}.json`, packageScripts(account, options)];
    case "v2":
      return [`sst.${account.name}.ts`, v2Config(plan, account, options)];
    case "v3":
    case "v4":
      return [`sst.${account.name}.ts`, providersConfig(plan, account)];
    default: {
      const exhaustive: never = account.sst;
      return exhaustive;
    }
  }
}

function sstFindings(plan: HandoverPlan, options: ExportOptions): readonly Finding[] {
  return selectedAccounts(plan, options).flatMap((account) =>
    nameFindings(account, options, `accounts[${plan.accounts.indexOf(account)}]`),
  );
}
