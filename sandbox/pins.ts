/**
 * The versions of everything that the sandbox gets from outside npm. package.json pins the rest; a test compares the
 * ones that both name.
 */
export const PINS = {
  /** Pulumi CLI and language host: the version of the npm package `pulumi`. */
  pulumi: "3.259.0",
  /** The provider plugin that `@pulumi/aws` of package.json asks the engine for. */
  awsProvider: "7.48.0",
  /** The plugin of `@pulumi/awsx`. */
  awsxProvider: "3.9.0",
  /**
   * HashiCorp's AWS provider where Pulumi's own can't be downloaded: the version that was tried, and the range that is
   * taken where it isn't there (7.48.0 of `@pulumi/aws` is made from a 6.x).
   */
  terraformAws: { tried: "5.100.0", atLeast: "5.100.0", below: "7.0.0" },
  /** The local AWS. */
  moto: "5.2.1",
  /** The AWS CLI where none is on PATH; from `atLeast` on it reads AWS_ENDPOINT_URL. */
  awsCli: { version: "1.45.11", atLeast: { "1": "1.29.0", "2": "2.13.0" } },
  /** The oldest Go that builds tools/engine (its go.mod). */
  go: "1.25.11",
} as const;
