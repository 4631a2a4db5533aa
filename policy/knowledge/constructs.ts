import { GENERATIONS, type Generation } from "../generation";
import type { ConstructTable } from "./constructs/model";
import { V0_CONSTRUCTS } from "./constructs/v0";
import { V1_CONSTRUCTS } from "./constructs/v1";
import { V2_CONSTRUCTS } from "./constructs/v2";
import { V3_COMPONENTS } from "./constructs/v3";
import { V4_COMPONENTS } from "./constructs/v4";

/**
 * Which IAM services creating an SST construct or component needs, by its own name in its generation.
 *
 * The tables are in `constructs/`, one a generation, each row with the file that it was read from.
 */
const TABLES: Readonly<Record<Generation, ConstructTable>> = {
  v0: V0_CONSTRUCTS,
  v1: V1_CONSTRUCTS,
  v2: V2_CONSTRUCTS,
  v3: V3_COMPONENTS,
  v4: V4_COMPONENTS,
};

/** Services that `customDomain: true` adds, as SST's own page lists them (`anomalyco/sst@v1.18.4:www/docs/advanced/iam-credentials.md`). */
export const CUSTOM_DOMAIN_SERVICES = ["acm", "cloudfront", "route53"] as const;

/** The facts of every construct (v0–v2) or component (v3, v4) of a generation, by its name. */
export function constructFacts(generation: Generation): ConstructTable {
  return TABLES[generation];
}

/** The names of every construct or component that a generation knows, in alphabetical order. */
export function constructNames(generation: Generation): readonly string[] {
  return Object.keys(TABLES[generation]).sort();
}

/** The generations that know a construct or component of that name; empty for a name that none knows. */
export function generationsOfConstruct(name: string): readonly Generation[] {
  return GENERATIONS.filter((generation) => Object.hasOwn(TABLES[generation], name));
}

/**
 * The IAM service prefixes that creating these constructs needs, each once, in alphabetical order.
 *
 * @param names names of that generation; parsing the config has refused every other, so one here is a bug
 * @throws RangeError for a name that the generation doesn't know
 */
export function servicesOfConstructs(generation: Generation, names: readonly string[]): readonly string[] {
  const table = TABLES[generation];
  const services = names.flatMap((name) => {
    const facts = Object.hasOwn(table, name) ? table[name] : undefined;
    if (facts === undefined) throw new RangeError(`SST ${generation} has no construct named ${name}`);
    return facts.services;
  });
  return [...new Set(services)].sort();
}
