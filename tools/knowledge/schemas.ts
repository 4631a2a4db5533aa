import fs from "node:fs";
import path from "node:path";
import { strFromU8, unzipSync } from "fflate";

/**
 * AWS's own archive of CloudFormation resource type schemas, one for each region.
 *
 * Source: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schemas.html
 */
export const SCHEMA_ARCHIVE = "https://schema.cloudformation.us-east-1.amazonaws.com/CloudformationSchema.zip";

/** How long the download may take before the run goes on without it, in milliseconds. */
const DOWNLOAD_TIMEOUT = 120_000;

/** A resource type's schema, as far as it is read here; an entry of a map may name its actions without `permissions`. */
export interface TypeSchema {
  readonly typeName: string;
  readonly handlers?: Readonly<Record<string, { readonly permissions?: readonly string[] }>>;
  readonly tagging?: { readonly tagProperty?: string; readonly permissions?: readonly string[] };
}

/** Schemas by type name, and where they were read. */
export interface Schemas {
  readonly source: string;
  readonly byType: ReadonlyMap<string, TypeSchema>;
}

/** Downloads AWS's archive. @throws Error if it can't be reached, with the reason */
export async function downloadSchemas(url: string = SCHEMA_ARCHIVE): Promise<Schemas> {
  const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT) });
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${response.statusText}`);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()), {
    filter: (file) => file.name.endsWith(".json"),
  });
  return { source: url, byType: index(Object.values(files).map((bytes) => JSON.parse(strFromU8(bytes)) as unknown)) };
}

/**
 * Reads schemas from disk.
 *
 * @param from a folder of schema files (`*.json`), a zip file like AWS's, or one JSON file: type → operation → actions
 * @param source what the facts call it
 * @throws Error if there is no schema in it
 */
export function readSchemas(from: string, source: string): Schemas {
  const values = fs.statSync(from).isDirectory()
    ? fs
        .readdirSync(from)
        .filter((name) => name.endsWith(".json"))
        .map((name) => JSON.parse(fs.readFileSync(path.join(from, name), "utf8")) as unknown)
    : fromFile(from);
  const byType = index(values);
  if (byType.size === 0) throw new Error(`${from} has no resource type schema`);
  return { source, byType };
}

function fromFile(file: string): readonly unknown[] {
  const bytes = fs.readFileSync(file);
  if (file.endsWith(".zip")) {
    return Object.entries(unzipSync(bytes))
      .filter(([name]) => name.endsWith(".json"))
      .map(([, content]) => JSON.parse(strFromU8(content)) as unknown);
  }
  const map = JSON.parse(bytes.toString("utf8")) as Readonly<
    Record<string, Readonly<Record<string, readonly string[]>>>
  >;
  return Object.entries(map).map(([typeName, operations]) => ({
    typeName,
    handlers: Object.fromEntries(Object.entries(operations).map(([name, permissions]) => [name, { permissions }])),
  }));
}

function index(values: readonly unknown[]): ReadonlyMap<string, TypeSchema> {
  return new Map(values.filter(isSchema).map((schema) => [schema.typeName, schema]));
}

function isSchema(value: unknown): value is TypeSchema {
  return typeof value === "object" && value !== null && "typeName" in value && typeof value.typeName === "string";
}
