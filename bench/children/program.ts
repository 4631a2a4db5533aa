import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { report } from "./measure";
import { stageValues } from "./stage";

/** The whole program under mocks, as the engine runs it: config in, resources registered, stack outputs resolved. */
async function main(accounts: number): Promise<void> {
  let created = 0;
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        created += 1;
        const state = inputs as Record<string, unknown>;
        const arn = type === "aws:iam/role:Role" || type === "aws:iam/policy:Policy" ? { arn: `arn:${name}` } : {};
        return { id: name, state: { ...state, ...arn } };
      },
      call() {
        throw new Error("The program calls no function of a provider.");
      },
    },
    "sst-deployer-roles",
    "prod",
  );
  const values = Object.entries(stageValues(accounts));
  pulumi.runtime.setAllConfig(
    Object.fromEntries(
      values.map(([key, value]) => [
        `sst-deployer-roles:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
  );
  // Warnings are part of the work, but not of what this prints.
  console.warn = console.error = () => undefined;
  await pulumi.runtime.runInPulumiStack(() => Promise.resolve(createRequire(__filename)("../../index.js")));
  await pulumi.runtime.disconnect();
  if (created < accounts * 7) throw new Error(`Only ${created} resources for ${accounts} accounts.`);
  report();
}

void main(Number(process.argv[2]));
