/**
 * Reading of policy documents as they stand in a resource: JSON text, or an object.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

/** A statement of a policy, with nothing taken for granted. */
export type Statement = Readonly<Record<string, unknown>>;

/** The statements that allow; `undefined` where the value isn't a policy, or one whose statements aren't found. */
export function allowsOf(policy: unknown): readonly Statement[] | undefined {
  const document = typeof policy === "string" ? parse(policy) : policy;
  if (!isObject(document)) return undefined;
  const statements = listOf(document["Statement"]);
  return statements.length > 0 && statements.every(isObject)
    ? statements.filter((each) => each["Effect"] === "Allow")
    : undefined;
}

/** A value that may stand alone or in a list, as a list; empty where it is missing. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The texts of a value that may stand alone or in a list. */
export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((each) => typeof each === "string");
}

/** The principals of a statement that hold a wildcard, `Principal: "*"` among them. */
export function wildcardPrincipals(statement: Statement): readonly string[] {
  const principal = statement["Principal"];
  const named = isObject(principal) ? Object.values(principal).flatMap(textsOf) : textsOf(principal);
  return named.filter((each) => each.includes("*"));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a JSON text; `undefined` for a text that is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
