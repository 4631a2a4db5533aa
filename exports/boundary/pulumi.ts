import type { Bound } from "./boundary";

/**
 * The module for v3 and v4, which create roles as resources of `@pulumi/aws`. `$transform` changes the arguments of each one
 * that is made after it, SST's own components' too, so it has to come first in `run()`.
 *
 * `sst.config.ts` may not import anything at its top, so that the module is imported inside `run()`.
 *
 * Sources: `anomalyco/sst@v4.9.3:platform/src/components/component.ts#$transform`,
 * `anomalyco/sst@v4.9.3:examples/aws-iam-permission-boundary/sst.config.ts`
 */
export function pulumiModule({ app, stack, accounts, sst, stages, partition, name, awsManaged }: Bound): string {
  const arn = awsManaged
    ? JSON.stringify(`arn:${partition}:iam::aws:policy/${name}`)
    : `$interpolate\`arn:${partition}:iam::\${aws.getCallerIdentityOutput().accountId}:policy/${name}\``;
  return [
    '/// <reference path="./.sst/platform/config.d.ts" />',
    "",
    `// Permissions boundary of the app ${app}, stack ${stack} (${accounts.join(", ")}), for SST ${sst}.`,
    "// Next to sst.config.ts, and there the first lines of run():",
    `//   const { bindToBoundary } = await import("./boundary-${sst}");`,
    "//   bindToBoundary();",
    "",
    `const STAGES = /${stages}/;`,
    "",
    "/** Puts the boundary on every role that is made after it. Other stages are left as they are. */",
    "export function bindToBoundary(): void {",
    "  if (!STAGES.test($app.stage)) return;",
    `  const boundary = ${arn};`,
    "  $transform(aws.iam.Role, (args) => {",
    "    args.permissionsBoundary = boundary;",
    "  });",
    "}",
    "",
  ].join("\n");
}
