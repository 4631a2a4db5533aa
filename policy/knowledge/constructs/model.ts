/** What creating one SST construct or component needs. */
export interface ConstructFacts {
  /** IAM service prefixes, without those that only a custom domain needs (`customDomain: true` grants these). */
  readonly services: readonly string[];
  /** Where that was read: `repository@version:path`. */
  readonly source: string;
}

/** Construct or component name, as the generation exports it, to its facts. */
export type ConstructTable = Readonly<Record<string, ConstructFacts>>;

/**
 * A Lambda function brings its execution role with it. In v0–v2 its log group isn't among the stack's resources: Lambda makes
 * it, and log retention is set by a function of CDK's, with that function's own role.
 */
export const FUNCTION_SERVICES = ["iam", "lambda"] as const;

/**
 * A table of one package: every construct with the file that makes it.
 *
 * @param base repository, version and folder, e.g. `anomalyco/sst@v1.18.4:packages/resources/src`
 * @param rows construct name → file name in that folder (without `.ts`), then the service prefixes
 */
export function constructTable(
  base: string,
  rows: Readonly<Record<string, readonly [string, ...string[]]>>,
): ConstructTable {
  return Object.fromEntries(
    Object.entries(rows).map(([name, [file, ...services]]) => [
      name,
      { services: [...new Set(services)].sort(), source: `${base}/${file}.ts` },
    ]),
  );
}
