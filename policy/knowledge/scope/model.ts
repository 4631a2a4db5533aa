import { type Generation, isCdkGeneration } from "../../generation";
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
  /** Calls that tag what is being made, or has just been. */
  readonly tagging?: readonly Tagging[];
  /** Calls that name one of the app's functions (`lambda:FunctionArn`), whatever they act on. */
  readonly onFunctions?: readonly string[];
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
  /**
   * Where the ARNs live. Default: `regional`. `unowned`: with region, without account (API Gateway). `anyRegion`: in every
   * region (CloudFront's certificates aren't in the app's).
   */
  readonly place?: NamedResource["place"] | "unowned" | "anyRegion";
  /** The generations that call them so; absent: all. */
  readonly only?: NamedResource["only"];
  /** True: what is there already and has no tags can be given the app's, and is then reached as the app's. */
  readonly claims?: true;
}

/**
 * Calls that tag. What carries the app's tags is reached by them anyway; this is about what has none yet. Where neither
 * `createAction` nor `claims` stands, the ARN ends in `${*}`: AWS asks for tagging in the call that makes the resource, on `*` in
 * place of the id that isn't there yet, and a policy writes that character so
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars).
 */
export interface Tagging extends ActionsOn {
  /** Condition key that is there only where the call that makes the resource tags it, e.g. `ec2:CreateAction`, and its page. */
  readonly createAction?: { readonly key: string; readonly where: string };
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

/** True if the generation is one that names, or calls, it so. */
export function isOf(sst: Generation, { only }: Pick<ActionsOn, "only">): boolean {
  return only === undefined || (only === "cdk") === isCdkGeneration(sst);
}
