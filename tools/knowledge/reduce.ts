import type { PropertyPaths, StackResource, VariantFacts } from "../../policy/knowledge/facts/model";
import { intrinsic, isList, physicalNames, type TemplateValue } from "./names";

/** A CloudFormation template, as far as it is read here. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, TemplateValue>>;
  readonly Condition?: string;
}

/** How deep every property path goes. */
const DEPTH = 2;

/** What is entered however deep it is: keys, roles, certificates, networks and ARNs bring other services' actions. */
const TELLING = /Kms|KMS|Vpc|Subnet|SecurityGroup|Role|Arn|ARN|Certificate/;

/** Values that say nothing about which actions are needed: policies, tags, free-form maps. */
const OPAQUE =
  /(?:Policy|PolicyDocument|PolicyText|Tags|Variables|EventPattern|RequestParameters|ResponseParameters|Body|Definition|Options|Metadata)$/;

/** Resource types that a Lambda function carries out, not CloudFormation. */
export function isCustomResource(type: string): boolean {
  return type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource";
}

/** The property paths that one resource sets, sorted (see `PropertyPaths`). */
export function propertyPaths(properties: Readonly<Record<string, TemplateValue>>): PropertyPaths {
  const found = new Set<string>();
  for (const [key, value] of Object.entries(properties)) {
    for (const path of leaves(value, [key])) {
      if (path.length <= DEPTH || TELLING.test(path.at(-1) ?? "")) found.add(path.join("."));
      else found.add(path.slice(0, DEPTH).join("."));
    }
  }
  return [...found].sort();
}

/** The paths of all values below one; lists are transparent, an intrinsic function is a value. */
function leaves(value: TemplateValue, path: readonly string[]): readonly (readonly string[])[] {
  if (isList(value)) return value.length === 0 ? [path] : value.flatMap((item) => leaves(item, path));
  const call = intrinsic(value);
  if (call !== undefined) {
    if (call.fn === "Ref" && call.argument === "AWS::NoValue") return [];
    const branches = call.fn === "Fn::If" && isList(call.argument) ? call.argument.slice(1) : undefined;
    return branches === undefined ? [path] : branches.flatMap((branch) => leaves(branch, path));
  }
  if (typeof value !== "object" || value === null || OPAQUE.test(path.at(-1) ?? "")) return [path];
  const entries: readonly (readonly [string, TemplateValue])[] = Object.entries(value);
  return entries.length === 0 ? [path] : entries.flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** Reduces the templates of one small app to its facts; property paths of resources of one type are united. */
export function reduceApp(templates: readonly Template[]): VariantFacts {
  const types = new Map<string, Set<string>>();
  const names = new Map<string, Set<string>>();
  const custom = new Set<string>();
  for (const template of templates) {
    for (const resource of Object.values(template.Resources)) {
      if (isCustomResource(resource.Type)) {
        custom.add(resource.Type);
        continue;
      }
      const properties = resource.Properties ?? {};
      addAll(types, resource.Type, propertyPaths(properties));
      const fixed = physicalNames(resource.Type, properties, isParameterOf(template));
      if (fixed.length > 0) addAll(names, resource.Type, fixed);
    }
  }
  return { resourceTypes: sorted(types), customResources: [...custom].sort(), names: sorted(names) };
}

/** Reduces the template of a bootstrap stack, resource by resource. */
export function reduceStack(template: Template): Readonly<Record<string, StackResource>> {
  return Object.fromEntries(
    Object.entries(template.Resources).map(([logicalId, resource]) => {
      const properties = resource.Properties ?? {};
      const names = physicalNames(resource.Type, properties, isParameterOf(template));
      return [
        logicalId,
        {
          type: resource.Type,
          ...(names.length > 0 ? { names } : {}),
          ...(isCustomResource(resource.Type) ? invoked(properties["ServiceToken"]) : {}),
          properties: isCustomResource(resource.Type) ? [] : propertyPaths(properties),
          ...(resource.Condition === undefined ? {} : { condition: resource.Condition }),
        },
      ];
    }),
  );
}

/** The function that a service token names, if it is one of the same template. */
function invoked(token: TemplateValue | undefined): { readonly invokes?: string } {
  const call = token === undefined ? undefined : intrinsic(token);
  const id = call?.fn === "Fn::GetAtt" && isList(call.argument) ? call.argument[0] : undefined;
  return typeof id === "string" ? { invokes: id } : {};
}

/** Whether a `Ref` names a parameter of this template. */
function isParameterOf(template: Template): (name: string) => boolean {
  return (name) => Object.hasOwn(template.Parameters ?? {}, name);
}

function addAll(map: Map<string, Set<string>>, key: string, values: readonly string[]): void {
  const set = map.get(key) ?? new Set<string>();
  for (const value of values) set.add(value);
  map.set(key, set);
}

function sorted(map: ReadonlyMap<string, ReadonlySet<string>>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([...map].map(([key, values]) => [key, [...values].sort()]));
}
