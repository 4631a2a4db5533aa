import { SELF } from "./reachability/self";
import { OTHER_SERVICES } from "./reachability/otherServices";

/**
 * Which of a handler's actions the properties of a template can reach.
 *
 * A resource type's schema lists the actions of every branch of its handler: `AWS::Lambda::Function` lists `ec2:…` for
 * functions in a VPC, `AWS::DynamoDB::Table` lists `kinesis:…` for tables with a stream of changes. A row here takes actions
 * away unless one of its properties is set. What no row names counts as reachable.
 */
export interface ReachabilityRow {
  readonly type: string;
  /** Actions, or patterns with `*`. */
  readonly actions: readonly string[];
  /** Property paths, one of which must be set (or something below it); `never`: no property that SST or CDK sets. */
  readonly onlyIf: readonly [string, ...string[]] | "never";
  /** Why, as one sentence. */
  readonly because: string;
}

/** Every row; the property references are https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/. */
export const REACHABILITY: readonly ReachabilityRow[] = [...OTHER_SERVICES, ...SELF];
