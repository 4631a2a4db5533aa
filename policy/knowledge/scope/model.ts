import type { Source } from "../../grant";
import type { NameRule } from "../appNames";

/** How the resources of one IAM service can be told to be an app's and its stages'. */
export interface ServiceScope {
  /** Resources whose names begin with app and stage: whatever the service can do, on these. */
  readonly named?: readonly NamedResource[];
  /**
   * What may be called on resources that carry the app's tags: `*` for whatever the service can do. Only where the service
   * evaluates `aws:ResourceTag`.
   */
  readonly tagged?: readonly string[];
  /** Calls that make something with a generated id, and give it the app's tags in the same call. */
  readonly made?: readonly ActionsOn[];
  /** Calls that tag what has just been made; they reach what has no tag `sst:app` yet, so that they are residue too. */
  readonly tagging?: readonly ActionsOn[];
  /** What neither name nor tag can hold to the app. */
  readonly residue?: readonly Residue[];
  /** Where it was read, beside {@link SCOPE_SOURCES}. */
  readonly sources?: readonly Source[];
}

/** A kind of resource, by the pattern of its ARN. */
export interface NamedResource {
  /** Service part of the ARN; of other services' ARNs too (`rds-data` acts on clusters of `rds`). */
  readonly service: string;
  /** `regional`; `global`: without region; `bare`: without region and account (S3). */
  readonly place: "regional" | "global" | "bare";
  /** Resource part of the ARN, with `{}` for the name's pattern; `{region}` stands for the region. */
  readonly resource: string;
  readonly rule: NameRule;
  /** The generations that name it so; absent: all. */
  readonly only?: "cdk" | "pulumi";
}

/** Actions without their service prefix, and the resources that they act on. */
export interface ActionsOn {
  readonly actions: readonly string[];
  /** Service part of the ARNs, where it isn't the actions' own (a store of `cloudfront-keyvaluestore` is one of `cloudfront`). */
  readonly arnService?: string;
  /** Resource parts of ARNs; absent: `*`, for actions that take no resource. */
  readonly resources?: readonly string[];
  /** Where the ARNs live. Default: `regional`. `unowned`: with region, without account (API Gateway). */
  readonly place?: NamedResource["place"] | "unowned";
}

/** What is left over. */
export interface Residue extends ActionsOn {
  /** Why it can't be held to the app, as a phrase: `cache policies have generated ids and no tags`. */
  readonly because: string;
}

/** Where names, tags and what IAM evaluates were read. */
export const SCOPE_SOURCES: readonly [Source, ...Source[]] = [
  {
    where:
      "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    what: "resource types and aws:ResourceTag",
  },
  { where: "anomalyco/sst@v4.17.0:platform/src/components/component.ts#namingRules" },
  { where: "anomalyco/sst@v4.17.0:pkg/project/provider/aws.go", what: "default tags sst:app and sst:stage" },
  { where: "anomalyco/v2@v2.49.8:packages/sst/src/constructs/App.ts#logicalPrefixedName" },
  { where: "anomalyco/v2@v2.49.8:packages/sst/src/constructs/App.ts", what: "tags sst:app and sst:stage" },
];
