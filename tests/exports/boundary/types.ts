/**
 * The parts of the real types that the exported modules use, reduced: aws-cdk-lib 2.50.0 and 2.224.0 (`core/lib/app.d.ts`,
 * `stack.d.ts`, `aws-iam/lib/permissions-boundary.d.ts`, `managed-policy.d.ts`, constructs 10), and the globals of SST v3 and
 * v4 (`anomalyco/sst@v4.9.3:platform/src/global.d.ts`, `components/component.ts#$transform`, @pulumi/aws 7).
 */
export const CDK_TYPES: Readonly<Record<string, string>> = {
  "node_modules/constructs/index.d.ts": `
    export interface IConstruct { readonly node: Node; }
    export declare class Construct implements IConstruct { constructor(scope: Construct, id: string); readonly node: Node; }
    export declare class Node { get children(): IConstruct[]; }
  `,
  "node_modules/aws-cdk-lib/index.d.ts": `
    import { Construct } from "constructs";
    export declare class Stage extends Construct { readonly stageName: string; }
    export declare class App extends Stage { constructor(props?: object); }
    export declare class Stack extends Construct { static isStack(x: any): x is Stack; readonly stackName: string; }
  `,
  "node_modules/aws-cdk-lib/aws-iam/index.d.ts": `
    import type { Construct, IConstruct } from "constructs";
    export interface IManagedPolicy { readonly managedPolicyArn: string; }
    export declare class ManagedPolicy implements IManagedPolicy {
      static fromManagedPolicyName(scope: Construct, id: string, managedPolicyName: string): IManagedPolicy;
      static fromAwsManagedPolicyName(managedPolicyName: string): IManagedPolicy;
      readonly managedPolicyArn: string;
    }
    export declare class PermissionsBoundary {
      static of(scope: IConstruct): PermissionsBoundary;
      private constructor();
      apply(boundaryPolicy: IManagedPolicy): void;
    }
  `,
};

/** As {@link CDK_TYPES}; the module refers to this file by its first line. */
export const SST_TYPES: Readonly<Record<string, string>> = {
  ".sst/platform/config.d.ts": `
    declare class Output<T> { private readonly value: T; }
    declare type Input<T> = T | Promise<T> | Output<T>;
    declare const $app: { readonly name: string; readonly stage: string };
    declare function $interpolate(literals: TemplateStringsArray, ...placeholders: Input<unknown>[]): Output<string>;
    declare function $transform<T, Args, Options>(
      resource: { new (name: string, args: Args, opts?: Options): T },
      cb: (args: Args, opts: Options, name: string) => void,
    ): void;
    declare namespace aws {
      function getCallerIdentityOutput(args?: object, opts?: object): { readonly accountId: Output<string> };
      namespace iam {
        interface RoleArgs { assumeRolePolicy: Input<string>; permissionsBoundary?: Input<string> | undefined; }
        class Role { constructor(name: string, args: RoleArgs, opts?: object); readonly arn: Output<string>; }
      }
    }
  `,
};
