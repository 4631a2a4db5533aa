/** The keys whose values are lists or objects; every other key holds a single value. */
const STRUCTURED_KEYS: ReadonlySet<string> = new Set([
  "accounts",
  "stages",
  "access",
  "trust",
  "regions",
  "strategy",
  "sso",
  "cdk",
]);
const BOOLEAN_KEYS: ReadonlySet<string> = new Set(["liveDevelopment", "bootstrap"]);

/**
 * The top-level values as both ways in have them. The engine hands every value over as text: lists and objects as JSON,
 * numbers and booleans as they print. YAML keeps their types. Afterwards structured keys hold what their JSON says,
 * `"true"` and `"false"` are booleans where a boolean is wanted, and numbers and booleans are text where a text is wanted;
 * everything else stays, and parsing says what is wrong with it.
 *
 * Only the top level: inside lists and objects the engine keeps types, so `mfa: "true"` there is a mistake both ways.
 */
export function fromText(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, convert(key, value)]));
}

function convert(key: string, value: unknown): unknown {
  if (STRUCTURED_KEYS.has(key)) return typeof value === "string" ? parseJson(value) : value;
  if (BOOLEAN_KEYS.has(key)) return value === "true" ? true : value === "false" ? false : value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

/** What the JSON holds if it is a list or an object; anything else is the text that the user wrote. */
function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : text;
  } catch {
    return text;
  }
}
