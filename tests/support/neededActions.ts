import {
  CUSTOM_RESOURCE_ACTIONS,
  TYPES_WITHOUT_CALLS,
  TYPES_WITHOUT_HANDLERS,
} from "../../policy/knowledge/facts/handlerGaps";
import type { HandlerActions, Operation, PropertyPaths, TypeProperties } from "../../policy/knowledge/facts/model";
import { REACHABILITY } from "../../policy/knowledge/facts/reachability";
import { HANDLERS } from "./facts";

/**
 * The operations that a deploy, an update, a rollback or a removal of a stack runs. `list` isn't among them: CloudFormation
 * calls it for resource lists, outside stacks.
 */
const STACK_OPERATIONS: readonly Operation[] = ["create", "read", "update", "delete"];

/** What else decides about the actions that a stack needs. */
export interface NeedOptions {
  /** Operations to count; the four of a stack's life unless given. */
  readonly operations?: readonly Operation[];
  /** Custom resource types beside them; each is carried out by a Lambda function. */
  readonly customResources?: readonly string[];
  /** Whether the stack itself has tags, which CloudFormation then sets on every resource that can have them. */
  readonly stackTags?: boolean;
}

/**
 * The IAM actions that whoever creates these resources through CloudFormation needs, as the handlers' schemas list them, less
 * those that the properties can't reach (`policy/knowledge/facts/reachability.ts`).
 *
 * @param types resource type → the property paths that the template sets
 * @throws RangeError for a type that neither the handlers nor the gaps know
 */
export function neededActions(types: TypeProperties, options: NeedOptions = {}): ReadonlySet<string> {
  const needed = new Set<string>();
  for (const [type, properties] of Object.entries(types)) {
    for (const action of actionsOfType(type, properties, options)) needed.add(action);
  }
  if ((options.customResources ?? []).length > 0) for (const action of CUSTOM_RESOURCE_ACTIONS) needed.add(action);
  return needed;
}

/** The actions of one type, sorted; see {@link neededActions}. */
export function actionsOfType(type: string, properties: PropertyPaths, options: NeedOptions = {}): readonly string[] {
  if (TYPES_WITHOUT_CALLS.includes(type)) return [];
  const handlers: HandlerActions | undefined = HANDLERS.types[type] ?? TYPES_WITHOUT_HANDLERS[type]?.actions;
  if (handlers === undefined) throw new RangeError(`no handler actions are known of ${type}`);
  const tagged = options.stackTags === true || isSet(properties, HANDLERS.tagProperties[type] ?? "Tags");
  // The stack's tags reach the handler as its own tags property.
  const effective = tagged ? [...properties, HANDLERS.tagProperties[type] ?? "Tags"] : properties;
  const operations = [...(options.operations ?? STACK_OPERATIONS), ...(tagged ? (["tag"] as const) : [])];
  const listed = operations.flatMap((operation) => handlers[operation] ?? []);
  return [...new Set(listed)].filter((action) => isReachable(type, action, effective)).sort();
}

/** Whether some property reaches the action; true for what no row of the table names. */
export function isReachable(type: string, action: string, properties: PropertyPaths): boolean {
  const gap = TYPES_WITHOUT_HANDLERS[type]?.onlyIf?.[action];
  if (gap !== undefined && !gap.some((path) => isSet(properties, path))) return false;
  return REACHABILITY.filter(
    (row) => row.type === type && row.actions.some((pattern) => matches(pattern, action)),
  ).every((row) => row.onlyIf !== "never" && row.onlyIf.some((path) => isSet(properties, path)));
}

/** Whether a property path, or something below it, is set. */
function isSet(properties: PropertyPaths, path: string): boolean {
  return properties.some((property) => property === path || property.startsWith(`${path}.`));
}

/** Whether a row's pattern (`*` for any letters) matches an action. */
function matches(pattern: string, action: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === action;
  const tail = rest.at(-1) ?? "";
  return action.startsWith(head) && action.endsWith(tail) && action.length >= head.length + tail.length;
}
