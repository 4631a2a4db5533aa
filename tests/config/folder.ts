import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Makes a folder with these files (name → text) for one call, and removes it afterwards. */
export function inFolder<T>(files: Readonly<Record<string, string>>, use: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), "deployers-config-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A project file with nothing but its name. */
export const PROJECT = "name: sst-deployer-roles\nruntime: nodejs\n";

/** A right stack file; the account id is the text as given. */
export function stackText(accountId = '"222222222222"'): string {
  return [
    "config:",
    "  sst-deployer-roles:app: notes",
    "  sst-deployer-roles:sst: v2",
    "  sst-deployer-roles:trust:",
    "    principals: [arn:aws:iam::999999999999:role/ci]",
    "  sst-deployer-roles:accounts:",
    "    - name: prod-eu",
    `      accountId: ${accountId}`,
    "      region: eu-west-1",
    "      strategy: { type: services, constructs: [Api, Table] }",
    "",
  ].join("\n");
}
