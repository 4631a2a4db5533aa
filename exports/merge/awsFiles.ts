import { join } from "node:path";
import type { AwsFileKind } from "../model";

/**
 * Where a person's AWS files are: `~/.aws/config` and `~/.aws/credentials`, unless `AWS_CONFIG_FILE` and
 * `AWS_SHARED_CREDENTIALS_FILE` say otherwise.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 *
 * @param environment the environment's variables
 * @param home the person's home folder
 */
export function awsFilePaths(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): Readonly<Record<AwsFileKind, string>> {
  const path = (variable: string, name: string) => {
    const value = environment[variable];
    if (value === undefined || value === "") return join(home, ".aws", name);
    return value.startsWith("~/") ? join(home, value.slice(2)) : value;
  };
  return {
    config: path("AWS_CONFIG_FILE", "config"),
    credentials: path("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
  };
}
