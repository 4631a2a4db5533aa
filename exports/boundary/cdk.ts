import type { Generation } from "../../policy/generation";
import type { Bound } from "./boundary";

/**
 * The module for v0, v1 and v2, which deploy with CDK.
 *
 * `PermissionsBoundary.of(app)` overrides the boundary of every `AWS::IAM::Role` and `AWS::IAM::User` below the app when the
 * templates are made, those of CDK's and SST's custom resources too. A policy that is imported by name takes partition and
 * account from a stack, so the module takes the app's first one; all stacks of an SST app are in the same account.
 *
 * Sources: https://docs.aws.amazon.com/cdk/v2/guide/customize-permissions-boundaries.html,
 * `aws/aws-cdk@v2.50.0:packages/@aws-cdk/aws-iam/lib/permissions-boundary.ts`,
 * `anomalyco/sst@v1.18.4:www/docs/advanced/permission-boundary.md`
 */
export function cdkModule(bound: Bound): string {
  const { app, stack, accounts, sst, stages } = bound;
  return [
    `// Permissions boundary of the app ${app}, stack ${stack} (${accounts.join(", ")}), for SST ${sst}.`,
    ...USE[sst],
    ...IMPORTS,
    "",
    "const STAGES = " + regexp(stages) + ";",
    "",
    "/**",
    " * Puts the boundary on every role and user of the app. Other stages are left as they are.",
    " *",
    " * @throws where it is called before the first stack is there",
    " */",
    "export function bindToBoundary(app: App & { readonly stage: string }): void {",
    "  if (!STAGES.test(app.stage)) return;",
    "  const stack = app.node.children.find((child): child is Stack => Stack.isStack(child));",
    '  if (stack === undefined) throw new Error("Call bindToBoundary after the app\'s stacks are made.");',
    `  PermissionsBoundary.of(app).apply(${policy(bound)});`,
    "}",
    ...(sst === "v2" ? bootstrapBlock(bound) : []),
    "",
  ].join("\n");
}

const USE: Readonly<Record<Generation, readonly string[]>> = {
  v0: [
    "// At the end of main(app) in lib/index, and of debugApp(app) where sst start is used: bindToBoundary(app);",
    "// Before SST 0.59 import App and Stack from @aws-cdk/core, the others from @aws-cdk/aws-iam.",
  ],
  v1: [
    "// At the end of main(app) in stacks/index, and of debugApp(app) where sst start is used, after its DebugStack:",
    "//   bindToBoundary(app);",
  ],
  v2: ["// In sst.config.ts, at the end of stacks(app): bindToBoundary(app);"],
  v3: [],
  v4: [],
};

const IMPORTS = [
  'import { type App, Stack } from "aws-cdk-lib";',
  'import { ManagedPolicy, PermissionsBoundary } from "aws-cdk-lib/aws-iam";',
];

function policy({ name, awsManaged }: Bound): string {
  return awsManaged
    ? `ManagedPolicy.fromAwsManagedPolicyName(${JSON.stringify(name)})`
    : `ManagedPolicy.fromManagedPolicyName(stack, "RequiredBoundary", ${JSON.stringify(name)})`;
}

/**
 * v2 makes stacks of its own before the app's: SSTBootstrap, and CDKToolkit where it isn't there. Both take the boundary by
 * its name (`anomalyco/v2@v2.49.8:packages/sst/src/bootstrap.ts`, `customPermissionsBoundary`); one of AWS's own policies
 * has no name that they could take.
 */
function bootstrapBlock({ name, awsManaged }: Bound): readonly string[] {
  if (awsManaged) return [];
  return [
    "",
    "/**",
    " * For the roles of the SSTBootstrap stack, in sst.config.ts:",
    " *",
    ' *   config: (input) => ({ name: "…", cdk: { ...bootstrapBoundary(input.stage) } })',
    " */",
    "export function bootstrapBoundary(stage: string | undefined): { customPermissionsBoundary?: string } {",
    `  return stage !== undefined && STAGES.test(stage) ? { customPermissionsBoundary: ${JSON.stringify(name)} } : {};`,
    "}",
  ];
}

function regexp(source: string): string {
  return `/${source}/`;
}
