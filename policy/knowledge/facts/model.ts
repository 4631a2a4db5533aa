/**
 * The shapes of the facts in this folder that `npm run knowledge:refresh` regenerates: what SST's constructs and the CDK
 * bootstrap really synthesize, and which IAM actions CloudFormation calls for those types.
 *
 * They prove the knowledge in `policy/knowledge/`; no permission is decided from them.
 */

/** Where a file of facts comes from. */
export interface Origin {
  /** npm package or repository that was read. */
  readonly package: string;
  /** Its exact version, or the commit. */
  readonly version: string;
  /** Day (UTC, `YYYY-MM-DD`) on which the facts were last found to have changed. */
  readonly date: string;
}

/**
 * Property paths that a template sets on a type, sorted: names joined with dots, list items without an index
 * (`VpcConfig.SubnetIds`). Two deep, and deeper where the last name speaks of a key, a role, a certificate, a network or an
 * ARN, since these bring other services' actions. Policy documents, tags and free-form maps are not entered; an intrinsic
 * function counts as a value.
 */
export type PropertyPaths = readonly string[];

/** Resource type (`AWS::Lambda::Function`) → the property paths set on any resource of that type. */
export type TypeProperties = Readonly<Record<string, PropertyPaths>>;

/** What one small app with one construct synthesizes, in one stack. */
export interface VariantFacts {
  /** CloudFormation's own types. The stack's own resources, which every SST stack has, are among them. */
  readonly resourceTypes: TypeProperties;
  /** Types that a Lambda function carries out (`Custom::…` and `AWS::CloudFormation::CustomResource`). */
  readonly customResources: readonly string[];
  /**
   * Type → physical names that the template fixes, with `${app}`, `${stage}` and CloudFormation's pseudo parameters; absent:
   * CloudFormation makes the name from stack name, logical id and random letters.
   */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/** What can't be had by synthesis, read in the source instead. */
export interface ReadInSource {
  readonly reason: string;
  /** `repository@version:path`. */
  readonly source: string;
  readonly resourceTypes: TypeProperties;
  readonly customResources: readonly string[];
}

/** `constructs-v1.json`, `constructs-v2.json`. */
export interface ConstructFile extends Origin {
  /** Version of `aws-cdk-lib` that the package pins. */
  readonly cdk: string;
  /** Classes that the package exports, and `Config`, a namespace of two. */
  readonly exports: readonly string[];
  /** Construct → variant → facts; `default` is the least that the construct's types ask for. */
  readonly constructs: Readonly<Record<string, Readonly<Record<string, VariantFacts>>>>;
  /** Exported classes without an app of their own → why. */
  readonly notSynthesized: Readonly<Record<string, string>>;
  /** Construct → what it makes besides, which only a deploy with AWS at hand would synthesize. */
  readonly readInSource: Readonly<Record<string, ReadInSource>>;
}

/** One resource of a stack that is made once an account and region, or once a stage. */
export interface StackResource {
  readonly type: string;
  /** Physical name patterns that the template fixes (two where a parameter chooses); absent: generated. */
  readonly names?: readonly string[];
  readonly properties: PropertyPaths;
  /** Of a custom resource: logical id of the function that carries it out. */
  readonly invokes?: string;
  /** Name of the template condition without which the resource isn't made; absent: always made. */
  readonly condition?: string;
}

/** A bootstrap stack or the Debug stack. */
export interface StackFacts extends Origin {
  /** Default name of the stack, with `${app}` and `${stage}` where they are part of it. */
  readonly stackName: string;
  /** The bootstrap version that the template writes into SSM; only of CDK's own stack. */
  readonly templateVersion?: number;
  /** Logical id → resource. */
  readonly resources: Readonly<Record<string, StackResource>>;
}

/** `stacks-v1.json`, `stacks-v2.json`, `stacks-cdk.json`: stack by a name of ours. */
export type StackFile = Readonly<Record<string, StackFacts>>;

/** The operations of a CloudFormation resource type, and `tag`: what setting tags needs. */
export const OPERATIONS = ["create", "read", "update", "delete", "list", "tag"] as const;

/** One of {@link OPERATIONS}. */
export type Operation = (typeof OPERATIONS)[number];

/** The IAM actions that CloudFormation needs for a type, by operation. */
export type HandlerActions = Readonly<Partial<Record<Operation, readonly string[]>>>;

/** `handlers.json`. */
export interface HandlerFile {
  /** Where the resource type schemas were read. */
  readonly source: string;
  readonly date: string;
  readonly types: Readonly<Record<string, HandlerActions>>;
  /** Type → name of its tags property, where that isn't `Tags`. */
  readonly tagProperties: Readonly<Record<string, string>>;
  /** Types of the facts whose schema names no actions; `handlerGaps.ts` says what they need. */
  readonly withoutHandlers: readonly string[];
  /** Actions that the schemas name and the IAM service reference doesn't know; left out above. */
  readonly unknownActions: readonly string[];
}
