import type { Bound } from "./boundary";

/**
 * The module for v3 and v4, which create roles as resources of `@pulumi/aws`, and users where `sst.cloudflare.Worker` is linked
 * to AWS. `$transform` registers a stack transformation: Pulumi applies it to every such resource whose parent is made after
 * it, those of SST's components too, and after their own `transform` arguments, so that this boundary wins. It has to come
 * first in `run()`. A user's arguments may be left out, so that their type includes undefined.
 *
 * `sst.config.ts` may not import anything at its top, so that the module is imported inside `run()`.
 *
 * Sources: `anomalyco/sst@v3.19.3` and `@v4.17.0:platform/src/components/component.ts#$transform`,
 * `platform/src/components/cloudflare/worker.ts`, `pkg/js/js.go`,
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
    "/** Puts the boundary on every role and user that is made after it. Other stages are left as they are. */",
    "export function bindToBoundary(): void {",
    "  if (!STAGES.test($app.stage)) return;",
    `  const boundary = ${arn};`,
    "  $transform(aws.iam.Role, (args) => {",
    "    args.permissionsBoundary = boundary;",
    "  });",
    "  $transform(aws.iam.User, (args) => {",
    "    if (args) args.permissionsBoundary = boundary;",
    "  });",
    "}",
    "",
  ].join("\n");
}
