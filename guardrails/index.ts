import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { RULES } from "./rules";

/**
 * The policy pack: `pulumi preview --policy-pack guardrails` on the deployer roles, `sst deploy --policy guardrails` on an
 * app of SST v3 or v4 into which the folder was copied.
 *
 * Its config is `config.json` beside this file, as `deployers export --for policy-pack` prints it: SST has no way to hand one
 * over. Pulumi's `--policy-pack-config` replaces it.
 */
const file = join(__dirname, "config.json");
const config = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, object>) : {};

/**
 * A rule whose config names no level would be advisory, and its violations let through
 * (`pulumi/pulumi-policy@v1.21.0:sdk/nodejs/policy/protoutil.ts#makeAnalyzerInfo`: the level's zero value).
 */
const enforced = Object.fromEntries(
  Object.entries(config).map(([rule, values]) => [rule, { enforcementLevel: "mandatory" as const, ...values }]),
);

new PolicyPack("sst-deployer-roles", { policies: [...RULES], enforcementLevel: "mandatory" }, enforced);
